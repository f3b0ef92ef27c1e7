"""Twilio's signature: its own validator as oracle, and everything between it and us that alters an address."""

import hashlib
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from connectors.contracts import Received, SourceRefused
from connectors.transport.twilio_url import FORM, SIGNATURE, sign, verify

# Untyped, as the package is.
THEIRS: Any = RequestValidator
SECRET, OTHER = "0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"
BASE, PATH, QUERY = "https://calls.example.com/telephony", "/v1/webhooks/twilio-main", "kind=status&q=a%20b+c"
BODY = b"CallSid=CA1&CallStatus=completed&From=%2B12025550101&Note=se%C3%B1al+%E6%97%A5&Empty="
JSON = '{"transcript_sid": "GT1", "note": "señal"}'.encode()
FORM_TYPE = {"content-type": f"{FORM}; charset=utf-8"}
JSON_TYPE = {"content-type": "application/json"}

# The machine that runs this may be busy; time is not what is tested.
relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def request(body: bytes = BODY, query: str = QUERY, base: str = BASE, **headers: str) -> Received:
    content_type = FORM_TYPE if body != JSON else JSON_TYPE
    given = {**content_type, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return Received(headers=given, body=body, base=base, path=PATH, query=query)


def id_of(received: Received, *secrets: str) -> str:
    content_type = received.headers.get("content-type", "")
    return verify(received.url, received.body, content_type, received.headers, secrets or (SECRET,))


def reason_of(received: Received, *secrets: str) -> str:
    with pytest.raises(SourceRefused) as refused:
        id_of(received, *secrets)
    return refused.value.reason


def changed(received: Received, **changes: Any) -> Received:
    return received.model_copy(update=changes)


FORM_CALL, JSON_CALL = sign(request(), SECRET), sign(request(JSON), SECRET)
both = pytest.mark.parametrize("call", [FORM_CALL, JSON_CALL], ids=["form", "json"])


@both
def test_a_signed_request_is_accepted(call: Received) -> None:
    assert id_of(call).startswith("sha256:")


def test_twilios_own_validator_agrees_on_a_form() -> None:
    fields = dict(parse_qsl(BODY.decode(), keep_blank_values=True))

    assert THEIRS(SECRET).validate(FORM_CALL.url, fields, FORM_CALL.headers[SIGNATURE])


def test_twilios_own_validator_agrees_on_json() -> None:
    assert f"bodySHA256={hashlib.sha256(JSON).hexdigest()}" in JSON_CALL.query
    assert THEIRS(SECRET).validate(JSON_CALL.url, JSON.decode(), JSON_CALL.headers[SIGNATURE])


class Fields(dict[str, list[str]]):
    """Several values a name, as the web frameworks give them to the validator."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


NAMES = st.text("abAB_ é&=+%", min_size=1, max_size=4)


@relaxed
@given(st.lists(st.tuples(NAMES, st.text(max_size=5)), max_size=6))
def test_whatever_the_fields_both_sign_alike(pairs: list[tuple[str, str]]) -> None:
    fields = Fields()
    for name, value in pairs:
        fields.setdefault(name, []).append(value)

    ours = sign(request(urlencode(pairs).encode()), SECRET)

    theirs = THEIRS(SECRET).compute_signature(ours.url, fields)
    assert ours.headers[SIGNATURE] == theirs


@pytest.mark.parametrize("base", ["https://calls.example.com", "http://calls.example.com"])
def test_a_default_port_may_or_may_not_be_signed(base: str) -> None:
    port = ":443" if base.startswith("https") else ":80"
    with_port, without = (sign(request(base=one), SECRET) for one in (base + port, base))

    assert with_port.headers[SIGNATURE] != without.headers[SIGNATURE]
    assert id_of(changed(without, headers=with_port.headers))
    assert id_of(changed(with_port, headers=without.headers))


def test_a_port_of_its_own_may_be_left_unsigned_too() -> None:
    without = sign(request(base="https://calls.example.com"), SECRET)
    with_port = sign(request(base="https://calls.example.com:8443"), SECRET)

    assert id_of(with_port)
    assert id_of(changed(with_port, headers=without.headers))


def test_a_wrong_token_is_refused() -> None:
    assert reason_of(FORM_CALL, OTHER) == reason_of(JSON_CALL, OTHER) == "bad_signature"


@both
def test_both_tokens_of_a_rotation_are_live(call: Received) -> None:
    assert id_of(call, OTHER, SECRET) == id_of(sign(call, OTHER), OTHER, SECRET)


@pytest.mark.parametrize("body", [BODY + b"&More=1", BODY[:-2], b"", BODY.replace(b"CA1", b"CA2")])
def test_an_altered_form_is_refused(body: bytes) -> None:
    assert reason_of(changed(FORM_CALL, body=body)) == "bad_signature"


@pytest.mark.parametrize("body", [JSON + b" ", b"", b"{}"])
@pytest.mark.parametrize("content_type", ["application/json", FORM, ""])
def test_an_altered_json_body_is_refused_whatever_it_calls_itself(body: bytes, content_type: str) -> None:
    headers = {**JSON_CALL.headers, "content-type": content_type}

    assert reason_of(changed(JSON_CALL, body=body, headers=headers)) == "bad_signature"


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", ""])
def test_a_form_that_calls_itself_something_else_is_refused(content_type: str) -> None:
    headers = {**FORM_CALL.headers, "content-type": content_type}

    assert reason_of(changed(FORM_CALL, headers=headers)) == "bad_signature"


def test_a_body_that_nothing_vouches_for_is_refused() -> None:
    bare = sign(request(b"", query=""), SECRET)

    assert id_of(bare)
    assert reason_of(changed(bare, body=JSON, headers={**bare.headers, **JSON_TYPE})) == "bad_signature"


@both
@pytest.mark.parametrize(
    "change",
    [
        {"query": ""},
        {"query": "kind=status&q=a%20b%20c"},
        {"query": "q=a%20b+c&kind=status"},
        {"path": PATH + "/"},
        {"path": PATH.upper()},
        {"base": "https://calls.example.com"},
        {"base": "https://elsewhere.example.com/telephony"},
        {"base": "http://calls.example.com/telephony"},
    ],
    ids=["no query", "other escapes", "order", "slash", "case", "prefix lost", "host", "scheme"],
)
def test_an_address_is_taken_byte_for_byte(call: Received, change: dict[str, str]) -> None:
    assert reason_of(changed(call, **change)) == "bad_signature"


def test_what_a_proxy_says_of_the_address_is_not_asked() -> None:
    forwarded = {"x-forwarded-proto": "https", "x-forwarded-host": "calls.example.com", "host": "10.0.0.1"}
    wrong = changed(FORM_CALL, base="http://10.0.0.1:8080")

    assert id_of(changed(FORM_CALL, headers={**FORM_CALL.headers, **forwarded}))
    assert reason_of(changed(wrong, headers={**FORM_CALL.headers, **forwarded})) == "bad_signature"


@pytest.mark.parametrize("base", ["", "calls.example.com", "ftp://calls.example.com", "https://"])
def test_without_a_public_address_nothing_can_be_checked(base: str) -> None:
    assert reason_of(changed(FORM_CALL, base=base)) == "no_public_url"


@pytest.mark.parametrize("value", ["", None])
def test_a_missing_header_is_refused(value: str | None) -> None:
    headers = {**FORM_TYPE} | ({} if value is None else {SIGNATURE: value})

    assert reason_of(changed(FORM_CALL, headers=headers)) == "missing_header"


@pytest.mark.parametrize("value", ["é", "AAAA", "A" * 201, "=", "\ud800"])
def test_an_altered_signature_is_refused(value: str) -> None:
    assert reason_of(changed(FORM_CALL, headers={**FORM_TYPE, SIGNATURE: value})) == "bad_signature"


def test_without_a_usable_token_nothing_is_accepted() -> None:
    assert reason_of(FORM_CALL, "", " ") == "bad_secret"
    with pytest.raises(SourceRefused, match="no_secret"):
        verify(FORM_CALL.url, BODY, FORM, FORM_CALL.headers, ())


@both
def test_a_replay_has_the_same_id_whatever_unsigned_header_it_bears(call: Received) -> None:
    replay = changed(call, headers={**call.headers, "i-twilio-idempotency-token": "another"})

    assert id_of(replay) == id_of(call)


@pytest.mark.parametrize(
    "body", [BODY[:-1], BODY.replace(b"CA1", b"%43A1"), BODY + b"&", BODY.replace(b"Sid=CA1", b"SidCA1=")]
)
def test_a_form_written_otherwise_is_the_same_delivery(body: bytes) -> None:
    assert id_of(changed(FORM_CALL, body=body)) == id_of(FORM_CALL)


def test_two_requests_without_a_body_are_two_deliveries() -> None:
    ids = {id_of(sign(request(b"", query=f"CallSid=CA{number}"), SECRET)) for number in (1, 2)}

    assert len(ids) == 2


def test_a_shared_key_signs_with_a_longer_hash() -> None:
    settings_header = "key=webhooks_sharedkey_1, algorithm=HMAC_SHA256"
    fields = dict(parse_qsl(BODY.decode(), keep_blank_values=True))
    theirs = THEIRS(SECRET).compute_signature(FORM_CALL.url, fields, "HMAC_SHA256")
    headers = {**FORM_TYPE, SIGNATURE: theirs, "x-twilio-webhooks-signature-settings": settings_header}

    assert id_of(changed(FORM_CALL, headers=headers)) == id_of(FORM_CALL)
    assert reason_of(changed(FORM_CALL, headers={**FORM_TYPE, SIGNATURE: theirs})) == "bad_signature"


def test_a_form_of_endless_fields_is_refused() -> None:
    assert reason_of(changed(FORM_CALL, body=b"a=1&" * 3_000)) == "bad_signature"
