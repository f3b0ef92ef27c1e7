"""A secret that a sender repeats with each delivery, in a header or in its body; nothing is signed.

It says who sent, not what: where the vendor has an API, adapters fetch the truth from there. Every value is
hashed before it is compared, so that not even a length can be measured.
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from connectors.contracts import SourceRefused
from connectors.transport.json_objects import json_object
from connectors.transport.signatures import any_match, live_secrets, required, text_bytes

MAX_VALUE = 4096

Style = Literal["bare", "bearer", "basic"]


def verify_header(
    headers: Mapping[str, str], name: str, secrets: tuple[str, ...], *, style: Style = "bare"
) -> None:
    """Raise unless the header holds a live secret: alone, as `Bearer x`, or as HTTP Basic `user:password`.

    Reasons: `no_secret`, `bad_secret`, `missing_header`, `bad_token`.
    """
    keys = live_secrets(secrets)
    _check(keys, _header_values(required(headers, name), style))


def verify_field(body: bytes, field: str, secrets: tuple[str, ...]) -> None:
    """Raise unless the body is a JSON object with a live secret in this field.

    Reasons: `no_secret`, `bad_secret`, `bad_token`.
    """
    keys = live_secrets(secrets)
    value = json_object(body).get(field)
    _check(keys, [text_bytes(value)] if isinstance(value, str) and value else [])


def strip(body: bytes, field: str) -> bytes:
    """A JSON object without that field, for whatever is hashed, stored or logged. Raises `bad_token`."""
    left = {key: value for key, value in json_object(body).items() if key != field}
    return _written(left)


def put(body: bytes, field: str, secret: str) -> bytes:
    """A JSON object with that field set first, as the sender would write it. Raises `bad_token`."""
    return _written({field: secret} | {k: v for k, v in json_object(body).items() if k != field})


def _written(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=True).encode()


def _header_values(header: str, style: Style) -> list[bytes]:
    """What the header may mean in bytes: servers read headers as Latin-1, senders write them as UTF-8."""
    text = header.strip()
    if style != "bare":
        scheme, _, text = text.partition(" ")
        if scheme.lower() != style:
            return []
    return list(_readings(text.strip(), style))


def _readings(text: str, style: Style) -> Iterator[bytes]:
    if not text or len(text) > MAX_VALUE:
        return
    try:
        if style == "basic":
            yield base64.b64decode(text, validate=True)
            return
        yield text_bytes(text)
        yield text.encode("latin-1")
    except ValueError:
        return


def _check(keys: tuple[str, ...], given: list[bytes]) -> None:
    expected = [hashlib.sha256(text_bytes(key)).digest() for key in keys]
    if not any_match(expected, [hashlib.sha256(value).digest() for value in given]):
        raise SourceRefused("bad_token")
