"""Aircall's webhooks: who may send them, which name a call, and that nothing else of them is believed."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.contracts import (
    Leg,
    ParsedCall,
    Received,
    Reference,
    SourceRefused,
    Telephony,
    Unreadable,
)
from connectors.telephony.aircall import connect
from connectors.telephony.aircall_settings import Settings
from tests.contracts.telephony import RULES, Case
from tests.docs.pages import page

SOURCE: Telephony = connect({})
NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
SECRETS = ("tok-new", "tok-old")
REFERENCE = Reference(kind="transcription", id="812")
CALL = {
    "id": 812,
    "direction": "inbound",
    "answered_at": 1767603600,
    "user": {"id": 41, "name": "Ava Thornton"},
}


def parse(name: str, data: Any) -> tuple[ParsedCall, ...]:
    return SOURCE.parse(json.dumps({"event": name, "token": "tok-new", "data": data}).encode())


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("call.hungup", CALL),
        ("call.ended", {"id": "812", "user": {"id": 99}}),
        ("transcription.created", {"id": 1, "call_id": 812}),
    ],
    ids=["hung up", "ended", "transcribed"],
)
def test_of_an_event_only_the_calls_id_is_believed(name: str, data: Any) -> None:
    assert parse(name, data) == (ParsedCall(external_id="812", leg=Leg(id="812"), reference=REFERENCE),)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("call.created", CALL),
        ("contact.updated", {"id": 3}),
        ("call.ended", CALL | {"answered_at": None}),
    ],
    ids=["call begins", "contact", "nobody answered"],
)
def test_events_we_do_not_use_are_ignored(name: str, data: Any) -> None:
    assert parse(name, data) == ()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"[]", "body: not an object"),
        (b"{}", "/event: missing"),
        (b'{"event": "call.ended"}', "/data/id: missing, or not an id"),
        (b'{"event": "call.ended", "data": {"id": true}}', "/data/id: missing, or not an id"),
        (b'{"event": "transcription.created", "data": {"id": 1}}', "/data/call_id: missing, or not an id"),
    ],
    ids=str,
)
def test_a_body_without_its_event_or_id_is_refused(body: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        SOURCE.parse(body)

    assert refused.value.reason == reason


@settings(deadline=None)
@given(
    st.binary()
    | st.fixed_dictionaries(
        {
            "event": st.sampled_from(["call.ended", "transcription.created"]) | st.none(),
            "data": st.none()
            | st.lists(st.none(), max_size=2)
            | st.dictionaries(
                st.sampled_from(["id", "call_id", "answered_at"]),
                st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
            ),
        }
    ).map(lambda body: json.dumps(body).encode())
)
def test_whatever_comes_ends_as_calls_or_unreadable(body: bytes) -> None:
    with suppress(Unreadable):
        for read in SOURCE.parse(body):
            assert ParsedCall.model_validate_json(read.model_dump_json()) == read


CONTRACT = Case(
    adapter=SOURCE,
    secret="tok-new",
    other_secret="tok-old",
    unsigned=Received(headers={}, body=json.dumps({"event": "call.ended", "data": CALL}).encode()),
    body_is_signed=False,
    hostile=(b'{"token": 1, "event": 1}', b'{"token": "guessed", "event": {}, "data": []}'),
)


@pytest.mark.parametrize("rule", RULES)
def test_it_keeps_the_contract_of_all_adapters(rule: Callable[[Case], None]) -> None:
    rule(CONTRACT)


@pytest.mark.parametrize("secret", SECRETS)
def test_a_live_token_in_the_body_is_accepted(secret: str) -> None:
    signed = SOURCE.sign(Received(headers={}, body=b'{"event": "x"}'), secret, delivery_id="d", now=NOW)

    assert json.loads(signed.body)["token"] == secret
    assert SOURCE.verify(signed, SECRETS, now=NOW).delivery_id.startswith("sha256:")


@pytest.mark.parametrize("body", [b'{"token": "wrong"}', b"{}", b'{"token": ["tok-new"]}', b""], ids=str)
def test_a_body_without_a_live_token_is_refused(body: bytes) -> None:
    with pytest.raises(SourceRefused) as refused:
        SOURCE.verify(Received(headers={}, body=body), SECRETS, now=NOW)

    assert refused.value.reason == "bad_token"


def test_the_page_for_integrators_explains_every_setting_and_its_example_works() -> None:
    shown = page("docs/integrator/aircall.md")

    explained = set(re.findall(r"\w+", " ".join(shown.spans)))
    (example,) = (yaml.safe_load(block.text) for block in shown.blocks if block.language == "yaml")

    assert set(Settings.model_fields) <= explained
    assert connect(example["sources"]["fernhill-aircall"]["settings"])
