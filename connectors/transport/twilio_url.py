"""Twilio's signature over the address that it called, with the form's fields, or the body's hash in the query.

https://www.twilio.com/docs/usage/webhooks/webhooks-security. The address must be ours as configured, byte
for byte; what a proxy says of it is not asked.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote_to_bytes

from connectors.contracts import Received, SourceRefused
from connectors.transport.signatures import any_match, body_id, live_secrets, required, text_bytes

SIGNATURE = "x-twilio-signature"
SETTINGS = "x-twilio-webhooks-signature-settings"
BODY_HASH = "bodySHA256"
FORM = "application/x-www-form-urlencoded"
MAX_FIELDS = 2_000
MAX_SIGNATURE = 200

ADDRESS = re.compile(r"(https?)://([^/?#]+?)(:[0-9]{1,5})?([/?].*)?", re.DOTALL)
PORTS = {"http": ":80", "https": ":443"}


def verify(
    url: str, body: bytes, content_type: str, headers: Mapping[str, str], secrets: tuple[str, ...]
) -> str:
    """The delivery's id, once one of the live auth tokens is found to have signed this address and body.

    There is no time in it. The header `i-twilio-idempotency-token` is not signed, nor is how a form writes
    its fields: the id is made of what is, so that no replay gets another one. Reasons: `no_secret`,
    `bad_secret`, `no_public_url`, `missing_header`, `bad_signature`.
    """
    keys = live_secrets(secrets)
    addresses = _addresses(url)
    signature = required(headers, SIGNATURE)
    fields = _signed_fields(url, body, content_type)
    algorithm = _algorithm(headers.get(SETTINGS, ""))
    expected = [_digest(key, address, fields, algorithm) for key in keys for address in addresses]
    if not any_match(expected, _given(signature)):
        raise SourceRefused("bad_signature")
    return body_id(text_bytes(_query(url)) + b"\n" + (fields or body))


def sign(unsigned: Received, secret: str) -> Received:
    """The request as Twilio would make it: signed, a body that is no form named by its hash in the query."""
    content_type = unsigned.headers.get("content-type", "")
    if unsigned.body and not _is_form(content_type) and not _body_hash(unsigned.query):
        named = f"{BODY_HASH}={hashlib.sha256(unsigned.body).hexdigest()}"
        query = f"{unsigned.query}&{named}" if unsigned.query else named
        unsigned = unsigned.model_copy(update={"query": query})
    (key,) = live_secrets((secret,))
    address = _addresses(unsigned.url)[0]
    digest = _digest(key, address, _signed_fields(unsigned.url, unsigned.body, content_type))
    signed = {SIGNATURE: base64.b64encode(digest).decode()}
    return unsigned.model_copy(update={"headers": {**unsigned.headers, **signed}})


def form_fields(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Names and values of a form, blank and doubled ones included, as bytes: any encoding is kept."""
    pairs = body.split(b"&", MAX_FIELDS)
    if len(pairs) > MAX_FIELDS:
        raise SourceRefused("bad_signature")
    for pair in pairs:
        if pair:
            name, _, value = pair.replace(b"+", b" ").partition(b"=")
            yield unquote_to_bytes(name), unquote_to_bytes(value)


def _addresses(url: str) -> tuple[str, ...]:
    """The address as it is, and the same with or without its port: Twilio does not always sign the port."""
    found = ADDRESS.fullmatch(url)
    if not found:
        raise SourceRefused("no_public_url")
    scheme, host, port, rest = found.groups()
    other = "" if port else PORTS[scheme]
    return url, f"{scheme}://{host}{other}{rest or ''}"


def _signed_fields(url: str, body: bytes, content_type: str) -> bytes:
    """What is signed behind the address. A body that is neither a form nor named by its hash is not signed."""
    named = _body_hash(_query(url))
    if named:
        # Whatever the content type: else a captured address would vouch for an empty form.
        if not hmac.compare_digest(hashlib.sha256(body).hexdigest().encode(), text_bytes(named.lower())):
            raise SourceRefused("bad_signature")
        return b""
    if not body:
        return b""
    if not _is_form(content_type):
        raise SourceRefused("bad_signature")
    return b"".join(name + value for name, value in sorted(set(form_fields(body))))


def _query(url: str) -> str:
    return url.partition("?")[2]


def _body_hash(query: str) -> str:
    pairs = (pair.partition("=") for pair in query.split("&"))
    return next((value for name, _, value in pairs if name == BODY_HASH), "")


def _is_form(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == FORM


def _algorithm(signature_settings: str) -> str:
    """SHA-1 under an auth token; deliveries under a shared key say `key=..,algorithm=HMAC_SHA256`."""
    named = (part.strip().lower() for part in signature_settings.split(","))
    return "sha256" if "algorithm=hmac_sha256" in named else "sha1"


def _digest(key: str, address: str, fields: bytes, algorithm: str = "sha1") -> bytes:
    return hmac.digest(text_bytes(key), text_bytes(address) + fields, algorithm)


def _given(signature: str) -> list[bytes]:
    if len(signature) > MAX_SIGNATURE:
        return []
    try:
        return [base64.b64decode(signature, validate=True)]
    except ValueError:
        return []
