"""A vCon within a JSON Web Signature is taken out of it; an encrypted one cannot be.

https://www.rfc-editor.org/rfc/rfc7515#section-7.2, in its general and its flattened serialization.
"""

import base64
from typing import Any

from connectors.contracts import Unreadable
from connectors.transcripts.decoding import load_json


def is_signed(value: object) -> bool:
    return isinstance(value, dict) and "payload" in value and ("signatures" in value or "signature" in value)


def opened(value: Any) -> Any:
    """The payload of the signed form, anything else as it is. Raises `Unreadable` for the encrypted form."""
    if isinstance(value, dict) and "ciphertext" in value:
        raise Unreadable("body: an encrypted vCon is not read")
    return load_json(_payload(value["payload"])) if is_signed(value) else value


def _payload(value: object) -> bytes:
    if not isinstance(value, str):
        raise Unreadable("/payload: not a text")
    try:
        return from_base64url(value)
    except ValueError:
        raise Unreadable("/payload: not base64url") from None


def from_base64url(text: str) -> bytes:
    """Bytes of base64url with or without its padding. Raises ValueError."""
    bare = text.encode("ascii").rstrip(b"=")
    return base64.b64decode(bare + b"=" * (-len(bare) % 4), altchars=b"-_", validate=True)
