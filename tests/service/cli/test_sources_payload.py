"""`aftercall sources test`: how a payload would be read, by a source, an adapter or a format; nothing unmasked."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from connectors.contracts import Received
from connectors.telephony import generic, twilio, zoom
from tests.e2e.machine import clean
from tests.service.cli.sourced import SECRET, TOKEN, Sourced

TRANSCRIPTS = Path(__file__).resolve().parents[2] / "data" / "transcripts"
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
AT = ("--at", "2026-03-02T09:30:00Z")
CALL = {
    "call": {
        "external_id": "call-7",
        "other_ids": ["root-7"],
        "leg": {"id": "leg-2", "kind": "agent", "previous_id": "leg-1"},
        "direction": "inbound",
        "started_at": "2026-03-02T09:00:00Z",
        "ended_at": "2026-03-02T09:05:00Z",
        "language": "en",
        "queue": "orders",
        "customer": {"phone": "+12025550101", "name": "Amara 4111 1111 1111 1111"},
        "agent": {"id": "agent-1", "name": "Ava"},
        "after_call_work": {"started_at": "2026-03-02T09:05:00Z", "ended_at": "2026-03-02T09:05:40Z"},
        "hint": {"code": "refund", "notes": "paid with 4111 1111 1111 1111"},
    },
    "transcript": {
        "revision": 3,
        "turns": [{"speaker": "agent", "start_ms": 0, "text": "Your card number?"}]
        + [{"speaker": "customer", "start_ms": 2_000, "text": "4111 1111 1111 1111"}]
        + [{"speaker": "agent", "start_ms": 3_000 + n, "text": f"Thanks {n}."} for n in range(5)],
    },
}
FIELDS = {"CallSid": "CA" + "1" * 32, "CallStatus": "completed", "WorkerSid": "ava"}


def headers_of(made: Received) -> list[str]:
    return [part for name, value in made.headers.items() for part in ("--header", f"{name}: {value}")]


def signed(body: bytes, secret: str = SECRET) -> list[str]:
    made = generic.connect({}).sign(Received(headers={}, body=body), secret, delivery_id="d-1", now=NOW)
    return headers_of(made)


def test_a_source_shows_the_call_as_it_would_be_taken_and_masked(sourced: Sourced) -> None:
    ran = sourced.run("test", "fernhill-phones", sourced.payload(CALL), "--json")

    seen = ran.json
    told = {key: seen[key] for key in ("source", "adapter", "verified", "outcome", "reason")}
    assert (ran.code, told) == (
        0,
        {
            "source": "fernhill-phones",
            "adapter": "generic",
            "verified": None,
            "outcome": "read",
            "reason": None,
        },
    )
    [call] = seen["calls"]
    assert (call["external_id"], call["other_ids"]) == ("call-7", ["root-7"])
    assert call["leg"] == {"id": "leg-2", "kind": "agent", "previous_id": "leg-1"}
    assert (call["direction"], call["language"], call["queue"]) == ("inbound", "en", "orders")
    assert (call["started_at"], call["ended_at"]) == ("2026-03-02T09:00:00Z", "2026-03-02T09:05:00Z")
    assert call["customer"] == {"phone": "+12025550101", "crm_id": None, "name": "Amara [card]"}
    assert call["agent"] == {"id": "agent-1", "name": "Ava"}
    assert call["after_call_work"]["ended_at"] == "2026-03-02T09:05:40Z"
    assert call["hint"] == {"code": "refund", "notes": "paid with [card]"}
    assert (call["transcript"]["how"], call["transcript"]["turns"]) == ("by value", 7)
    assert call["roles"] == {"agent": 6, "customer": 1}
    assert [turn["text"] for turn in call["turns"]][:2] == ["Your card number?", "[card]"]
    assert len(call["turns"]) == 5


def test_a_person_sees_the_same_as_tables(sourced: Sourced) -> None:
    ran = sourced.run("test", "fernhill-phones", sourced.payload(CALL))

    assert ["verified", "not checked: no headers given"] in ran.rows
    assert ["outcome", "read, 1 report"] in ran.rows
    assert ["leg", "leg-2 (agent), from leg-1"] in ran.rows
    assert ["transcript", "by value, 7 turns, revision 3"] in ran.rows
    assert ["roles", "agent 6, customer 1"] in ran.rows
    assert ["1", "2.0 s", "customer", "[card]"] in ran.rows
    assert "4111" not in ran.out


def test_with_its_headers_a_payload_is_verified(sourced: Sourced) -> None:
    file = sourced.payload(CALL)
    headers = signed(Path(file).read_bytes())

    ran = sourced.run("test", "fernhill-phones", file, "--json", *AT, *headers)

    assert (ran.code, ran.json["verified"], ran.json["outcome"]) == (0, True, "read")


@pytest.mark.parametrize(
    ("secret", "when", "reason"),
    [
        ("whsec_EBESExQVFhcYGRobHB0eHw==", AT, "bad_signature"),
        (SECRET, ("--at", "2026-03-02T10:30:00Z"), "stale"),
        (SECRET, (), "stale"),
    ],
)
def test_a_signature_that_is_refused_says_why_and_nothing_is_read(
    sourced: Sourced, secret: str, when: tuple[str, ...], reason: str
) -> None:
    file = sourced.payload(CALL)
    headers = signed(Path(file).read_bytes(), secret)

    ran = sourced.run("test", "fernhill-phones", file, "--json", *when, *headers)

    told = (ran.json["verified"], ran.json["outcome"], ran.json["reason"], ran.json["calls"])
    assert (ran.code, told) == (1, (False, "refused", reason, []))


@pytest.mark.parametrize(
    ("url", "verified"),
    [
        ("https://calls.fernhill.example/aftercall/v1/webhooks/fernhill-lines?tag=%2F1", True),
        ("https://calls.fernhill.example/aftercall/v1/webhooks/fernhill-lines?tag=/1", False),
    ],
)
def test_an_address_that_is_signed_is_read_byte_for_byte(sourced: Sourced, url: str, verified: bool) -> None:
    body = urlencode(FIELDS).encode()
    base, _, rest = url.partition("/v1/")
    kind = {"content-type": "application/x-www-form-urlencoded"}
    unsigned = Received(
        headers=kind, body=body, base=base, path="/v1/webhooks/fernhill-lines", query="tag=%2F1"
    )
    made = twilio.connect({}).sign(unsigned, TOKEN, delivery_id="", now=NOW)
    file = sourced.payload(body, "form.txt")

    ran = sourced.run("test", "fernhill-lines", file, "--json", "--url", url, *headers_of(made))

    assert rest
    assert ran.json["verified"] is verified
    agents = [call["agent"]["id"] for call in ran.json["calls"]]
    assert agents == (["ava"] if verified else [])


def test_a_handshake_is_told_as_one(sourced: Sourced) -> None:
    body = b'{"event": "endpoint.url_validation", "payload": {"plainToken": "q9ibPhGeRZ6ayx5WTrXjRw"}}'
    made = zoom.connect({}).sign(Received(headers={}, body=body), "zoom-secret", delivery_id="", now=NOW)

    ran = sourced.run("test", "fernhill-zoom", sourced.payload(body), "--json", *AT, *headers_of(made))

    assert (ran.code, ran.json["verified"], ran.json["outcome"]) == (0, True, "handshake")
    assert ran.json["reason"].startswith("answered with ")
    assert "zoom-secret" not in ran.out


def test_an_adapter_reads_unsigned_and_under_default_settings(sourced: Sourced) -> None:
    file = sourced.payload(urlencode(FIELDS).encode(), "form.txt")

    ran = sourced.run("test", "twilio", file, "--json")

    [call] = ran.json["calls"]
    assert (ran.json["source"], ran.json["adapter"], ran.json["verified"]) == (None, "twilio", None)
    assert (call["external_id"], call["agent"]["id"], call["transcript"]["how"]) == (
        FIELDS["CallSid"],
        "",
        "awaited",
    )


def test_what_is_no_call_is_ignored_and_no_error(sourced: Sourced) -> None:
    file = sourced.payload(urlencode(FIELDS | {"CallStatus": "busy"}).encode(), "form.txt")

    ran = sourced.run("test", "twilio", file, "--json")

    assert (ran.code, ran.json["outcome"], ran.json["reason"]) == (0, "ignored", "not an event we use")


def test_what_cannot_be_read_is_refused_with_the_field_and_json_is_still_printed(sourced: Sourced) -> None:
    file = sourced.payload({"call": {"external_id": 7}})

    ran, told = sourced.run("test", "generic", file, "--json"), sourced.run("test", "generic", file)

    assert (ran.code, ran.json["outcome"], ran.json["reason"]) == (
        1,
        "refused",
        "/call/external_id: not a text",
    )
    assert (told.code, told.err) == (1, "")
    assert ["reason", "/call/external_id: not a text"] in told.rows


def test_a_format_reads_a_transcript_by_itself(sourced: Sourced) -> None:
    ran = sourced.run("test", "contact_lens", str(TRANSCRIPTS / "contact-lens.json"), "--json")

    [call] = ran.json["calls"]
    assert (ran.json["format"], ran.json["adapter"], ran.json["outcome"]) == ("contact_lens", None, "read")
    assert call["transcript"]["turns"] == sum(call["roles"].values()) > 0


def test_where_adapter_and_format_have_one_name_the_body_decides(sourced: Sourced) -> None:
    transcript = sourced.run("test", "dialpad", str(TRANSCRIPTS / "dialpad.json"), "--json").json
    neither = sourced.run("test", "dialpad", sourced.payload(b"{}"), "--json").json

    assert (transcript["format"], transcript["outcome"]) == ("dialpad", "read")
    assert (neither["adapter"], neither["outcome"]) == ("dialpad", "refused")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("no-secret", "the source is off: not set: AFTERCALL_TEST_NEVER_SET"),
        ("shared", "the source is off: also claimed by"),
    ],
)
def test_a_source_that_is_off_reads_nothing_and_says_why(sourced: Sourced, name: str, reason: str) -> None:
    ran = sourced.run("test", name, sourced.payload(CALL), "--json")

    assert (ran.code, ran.json["outcome"]) == (1, "refused")
    assert ran.json["reason"].startswith(reason)


def test_a_body_may_come_by_standard_input(sourced: Sourced) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "service.cli", "sources", "test", "generic", "-", "--json"],
        input=b'{"call": {"external_id": "c-9"}}',
        capture_output=True,
        env=clean(),
        check=True,
    )

    assert b'"external_id": "c-9"' in run.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("telegraph", "FILE"), "'telegraph' is no source here, no adapter ("),
        (("generic", "FILE", "--header", "a: b"), "there is no source 'generic': headers and address are"),
        (("fernhill-phones", "FILE", "--header", "webhook-id"), "--header: give it as 'Name: value'"),
        (("fernhill-phones", "FILE", "--url", "calls.example"), "--url: calls.example is not an address"),
        (("fernhill-phones", "FILE", "--at", "noon"), "--at: not a time as RFC 3339 writes it"),
        (("generic", "/nowhere/payload.json"), "cannot read /nowhere/payload.json: No such file"),
    ],
)
def test_what_stands_in_the_way_is_one_clear_line(sourced: Sourced, arguments: Any, told: str) -> None:
    file = sourced.payload(CALL)

    ran = sourced.run("test", *(file if one == "FILE" else one for one in arguments))

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"aftercall: {told}")
    assert ran.err.count("\n") == 1
