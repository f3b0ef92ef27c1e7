"""Secrets that senders repeat: in a header in three ways, or in a field of the body, which is then taken out."""

import base64
import json

import pytest

from connectors.contracts import SourceRefused
from connectors.transport.static_secret import Style, put, strip, verify_field, verify_header

SECRET, OTHER = "señal-日本-0123", "another"
BASIC = f"user:{SECRET}"
HEADERS: dict[Style, tuple[str, str]] = {
    "bare": (SECRET, SECRET),
    "bearer": (f"Bearer {SECRET}", SECRET),
    "basic": (f"Basic {base64.b64encode(BASIC.encode()).decode()}", BASIC),
}
BODY = json.dumps({"event": "call.ended", "token": SECRET, "data": {"id": 2**60, "token": "inner"}}).encode()

every_style = pytest.mark.parametrize("style", HEADERS)


def reason_of(value: str | None, style: Style = "bare", secrets: tuple[str, ...] = (SECRET,)) -> str:
    headers = {} if value is None else {"x-secret": value}
    with pytest.raises(SourceRefused) as refused:
        verify_header(headers, "x-secret", secrets, style=style)
    return refused.value.reason


def reason_of_body(body: bytes, secrets: tuple[str, ...] = (SECRET,)) -> str:
    with pytest.raises(SourceRefused) as refused:
        verify_field(body, "token", secrets)
    return refused.value.reason


@every_style
def test_a_live_secret_in_its_header_is_accepted(style: Style) -> None:
    value, secret = HEADERS[style]

    verify_header({"x-secret": value}, "x-secret", (secret,), style=style)
    verify_header({"x-secret": f" {value} "}, "x-secret", (OTHER, secret), style=style)


def test_a_header_that_the_server_read_as_latin_1_is_accepted() -> None:
    as_read = SECRET.encode().decode("latin-1")

    verify_header({"x-secret": as_read}, "x-secret", (SECRET,))
    verify_header({"x-secret": f"bearer {as_read}"}, "x-secret", (SECRET,), style="bearer")


@every_style
def test_a_wrong_secret_is_refused(style: Style) -> None:
    assert reason_of(HEADERS[style][0], style, (OTHER,)) == "bad_token"


@every_style
def test_an_altered_header_is_refused(style: Style) -> None:
    value, secret = HEADERS[style]

    for altered in (value + "x", value[:-5], value.swapcase(), "é", " ", value * 400, f"{value}, {value}"):
        assert reason_of(altered, style, (secret,)) == "bad_token"


@every_style
def test_the_other_ways_to_write_it_are_refused(style: Style) -> None:
    others = [value for name, (value, _) in HEADERS.items() if name != style]

    assert {reason_of(value, style, (HEADERS[style][1],)) for value in others} == {"bad_token"}


@every_style
def test_a_missing_header_is_refused(style: Style) -> None:
    assert reason_of(None, style) == reason_of("", style) == "missing_header"


@every_style
def test_without_a_usable_secret_nothing_is_accepted(style: Style) -> None:
    value, _ = HEADERS[style]

    assert reason_of(value, style, ()) == "no_secret"
    assert reason_of(value, style, ("", " ")) == "bad_secret"
    assert reason_of("Basic Og==" if style == "basic" else "Bearer ", style, ("", SECRET)) == "bad_token"


def test_a_live_secret_in_the_body_is_accepted() -> None:
    verify_field(BODY, "token", (SECRET,))
    verify_field(BODY, "token", (OTHER, SECRET))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"no json",
        b"\xff",
        b"{}",
        b'{"token": null}',
        b'{"token": ""}',
        b'{"token": 1}',
        b'{"token": ["another"]}',
        b'{"token": {"token": "another"}}',
        b'{"data": {"token": "another"}}',
        b'{"token": "x", "token": "another"}',
        b'{"token": "another", "x": NaN}',
        b'{"token": "anothe\\ud800"}',
        b"[" * 100_000,
        b'{"token": "another", "x": ' + b"1" * 5_000 + b"}",
    ],
    ids=range(17),
)
def test_a_body_without_the_secret_in_its_field_is_refused(body: bytes) -> None:
    assert reason_of_body(body, (OTHER,)) == "bad_token"


def test_a_body_is_refused_without_a_usable_secret() -> None:
    assert reason_of_body(BODY, ()) == "no_secret"
    assert reason_of_body(BODY, ("", " ")) == "bad_secret"
    assert reason_of_body(BODY, (OTHER,)) == "bad_token"


def test_the_secret_is_taken_out_of_its_own_field_only() -> None:
    stripped = strip(BODY, "token")

    assert json.loads(stripped) == {"event": "call.ended", "data": {"id": 2**60, "token": "inner"}}
    assert strip(stripped, "token") == stripped


def test_two_secrets_of_a_rotation_leave_the_same_body() -> None:
    bodies = {strip(put(BODY, "token", secret), "token") for secret in (SECRET, OTHER)}

    assert len(bodies) == 1


def test_what_is_put_in_is_found() -> None:
    verify_field(put(b'{"event": "x"}', "token", OTHER), "token", (OTHER,))


@pytest.mark.parametrize("body", [b"", b"[]", b"no json"])
def test_nothing_is_taken_out_of_what_is_no_object(body: bytes) -> None:
    with pytest.raises(SourceRefused, match="bad_token"):
        strip(body, "token")
