"""A body that no connector could read, as it may wait in quarantine: JSON and forms, masked and without credentials.

Whatever it was, it waits as JSON, so that an erasure finds the ids in it. Names and order stay, so that it is
read as the original would be once configuration or code can.
"""

import json
from urllib.parse import parse_qsl, urlencode

from service.drafting.masking.body import JSON, mask_json
from service.drafting.masking.keys import is_credential

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 2_000
# What is no UTF-8 goes back into the form as the bytes that it came as.
ODD_BYTES = "surrogateescape"
# Marks JSON that stands in a text, as a notification service wraps an event: a key that no sender uses.
INNER = "\ue000json"
# Marks the pairs of a form.
PAIRS = "\ue000form"


def kept_body(body: bytes, content_type: str = "") -> bytes | None:
    """The body as it may be kept, None where nothing of it may: neither JSON nor a form, or sealed."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return _kept_form(body) if _is_form(body, content_type) else None
    try:
        return None if _is_sealed(value) else json.dumps(_masked(value)).encode()
    except RecursionError:
        return None


def as_sent(kept: bytes) -> bytes:
    """A kept body as its sender wrote it, but for what was masked and dropped."""
    value = json.loads(kept)
    pairs = value[PAIRS] if isinstance(value, dict) and value.keys() == {PAIRS} else None
    # A body may have such a key by malice: then it was no form.
    if not isinstance(pairs, list) or not all(map(_is_pair, pairs)):
        return kept
    return urlencode([(name, value) for name, value in pairs], errors=ODD_BYTES).encode()


def _is_form(body: bytes, content_type: str) -> bool:
    named = content_type.partition(";")[0].strip().lower() == FORM
    return named and body.lstrip()[:1] not in {b"{", b"["}


def _is_pair(value: JSON) -> bool:
    return isinstance(value, list) and [type(one) for one in value] == [str, str]


def _is_sealed(value: JSON) -> bool:
    """A JSON Web Signature: what it signs is encoded, and masking could not see it."""
    return isinstance(value, dict) and "payload" in value and bool({"signature", "signatures"} & value.keys())


def _kept_form(body: bytes) -> bytes | None:
    text = body.decode(errors=ODD_BYTES)
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors=ODD_BYTES, max_num_fields=MOST_FIELDS)
        # A field each: names may come twice, and their order counts.
        masked = _masked([{name: value} for name, value in pairs])
    except (ValueError, RecursionError):
        return None
    fields = masked if isinstance(masked, list) else []
    left = [pair for field in fields if isinstance(field, dict) for pair in field.items()]
    return json.dumps({PAIRS: left}).encode() if left else None


def _masked(value: JSON) -> JSON:
    return _closed(mask_json(_opened(value)))


def _opened(value: JSON) -> JSON:
    """JSON that stands in a text becomes part of the whole, so that its keys say what they say elsewhere."""
    if isinstance(value, dict):
        return {name: _opened(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_opened(inner) for inner in value]
    if isinstance(value, str) and value.lstrip()[:1] in {"{", "["}:
        try:
            return {INNER: _opened(json.loads(value))}
        except ValueError:
            return value
    return value


def _closed(value: JSON) -> JSON:
    """Back into texts what was one, and away with what stands under the key of a credential."""
    if isinstance(value, dict):
        if value.keys() == {INNER}:
            return json.dumps(_closed(value[INNER]))
        return {name: _closed(inner) for name, inner in value.items() if not is_credential(name)}
    return [_closed(inner) for inner in value] if isinstance(value, list) else value
