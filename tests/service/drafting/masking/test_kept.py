"""Bodies for quarantine: JSON and forms keep what a replay needs, and lose card data and credentials."""

import json
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.drafting.masking import as_sent, kept_body

FORM = "application/x-www-form-urlencoded; charset=UTF-8"
SID = "CA" + "12345678" * 4


def form(body: bytes) -> list[tuple[str, str]]:
    return parse_qsl(kept_and_sent(body).decode(), keep_blank_values=True)


def kept_and_sent(body: bytes) -> bytes:
    kept = kept_body(body, FORM)
    assert kept is not None
    return as_sent(kept)


def test_a_form_keeps_names_order_ids_times_and_telephones() -> None:
    body = (
        f"CallSid={SID}&From=%2B12025550101&Timestamp=Sun%2C+22+Nov+2026+09%3A00%3A00+%2B0000"
        "&Tag=b&Blank=&Tag=a&Name=Zo%C3%AB+%26+Co"
    )

    assert kept_and_sent(body.encode()) == body.encode()


def test_a_forms_free_text_is_masked_and_its_secrets_are_dropped() -> None:
    body = f"CallSid={SID}&SpeechResult=card+4111+1111+1111+1111&AuthToken=s3cret&api_key=k&cvv=123"

    assert form(body.encode()) == [
        ("CallSid", SID),
        ("SpeechResult", "card [card]"),
        ("cvv", "[security code]"),
    ]


def test_bytes_of_a_form_that_are_no_utf8_stay_as_they_were() -> None:
    assert kept_and_sent(b"CallSid=1&Name=%FF%FE") == b"CallSid=1&Name=%FF%FE"


def test_a_form_waits_as_json_in_which_its_ids_stand_as_they_are() -> None:
    kept = json.loads(kept_body(b"CallSid=a%2Fb&From=%2B12025550101", FORM) or b"")

    assert list(kept.values()) == [[["CallSid", "a/b"], ["From", "+12025550101"]]]


@pytest.mark.parametrize("inner", ['"x"', '["x"]', "[[1, 2]]", '[["a", "b", "c"]]', "{}", "null"])
def test_json_that_looks_like_a_kept_form_is_no_form(inner: str) -> None:
    kept = kept_body(f'{{"\\ue000form": {inner}}}'.encode()) or b""

    assert as_sent(kept) == kept


def test_json_within_a_text_is_masked_by_its_own_keys() -> None:
    inner = {"contactId": "12345678-1234-4234-8234-123456789012", "note": "card 4111111111111111"}
    body = {"Type": "Notification", "Message": json.dumps(inner), "Signature": "abc"}

    kept = json.loads(kept_body(json.dumps(body).encode()) or b"")

    assert json.loads(kept.pop("Message")) == inner | {"note": "card [card]"}
    assert kept == {"Type": "Notification"}


@pytest.mark.parametrize(
    "key",
    [
        *("token", "download_token", "accessToken", "client_secret", "X-Signature", "Authorization"),
        *("password", "api_key", "x-api-key", "privateKey", "credentials", "Set-Cookie"),
    ],
)
def test_what_stands_under_the_key_of_a_credential_is_dropped_wherever_it_is(key: str) -> None:
    body = {"event": "x", "object": [{"id": "1", key: {"deep": "s3cret"}}]}

    assert json.loads(kept_body(json.dumps(body).encode()) or b"") == {"event": "x", "object": [{"id": "1"}]}


@pytest.mark.parametrize("key", ["tokens", "signed_at", "secretary", "author", "keypad"])
def test_a_key_that_only_resembles_one_keeps_its_value(key: str) -> None:
    body = json.dumps({key: 7}).encode()

    assert kept_body(body) == body


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"CallSid=1", ""),
        (b"CallSid=1", "text/plain"),
        (b"eyJhbGciOiJIUzI1NiJ9.e30.c2ln", "application/jwt"),
        (b'{"CallSid": "1"', FORM),
        (b"[1, 2", FORM),
        (b"", FORM),
        (b"&".join(b"a=1" for _ in range(2_001)), FORM),
        (b"AuthToken=s3cret", FORM),
        (b"[" * 100_000, ""),
        (b'{"payload": "eyJhIjoxfQ", "protected": "e30", "signature": "c2ln"}', ""),
        (b'{"payload": "eyJhIjoxfQ", "signatures": []}', ""),
    ],
)
def test_of_any_other_body_nothing_is_kept(body: bytes, kind: str) -> None:
    assert kept_body(body, kind) is None


@given(
    st.binary()
    | st.text('a=&%[{}]":,4 1+\udcff', max_size=60).map(lambda text: text.encode(errors="replace"))
)
def test_whatever_bytes_come_something_or_nothing_is_kept_and_again_the_same(body: bytes) -> None:
    kept = kept_body(body, FORM)

    assert kept is None or kept_body(as_sent(kept), FORM) == kept
