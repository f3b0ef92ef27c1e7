"""Aircall's API: what it tells of a call and its legs, when there is nothing yet, and tags on the way back."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import registry
from connectors.contracts import (
    CallAgent,
    CodeHint,
    Codes,
    Coding,
    Customer,
    Fetches,
    Leg,
    LegKind,
    ParsedCall,
    Reference,
    Speaker,
    Turn,
    Unreadable,
)
from connectors.errors import Auth, ConnectorError, Outcome, Transient, Validation
from connectors.telephony.aircall import Aircall, connect
from connectors.telephony.aircall_call import reports
from tests.vendors.aircall import StubAircall, running_aircall

BEGAN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
REFERENCE = Reference(kind="transcription", id="812")
AVA = {"id": 41, "name": "Ava Thornton"}
BEN = {"id": 42, "name": "Ben Ortiz"}


def seconds(after: float = 0) -> int:
    return round((BEGAN + timedelta(seconds=after)).timestamp())


def call() -> dict[str, Any]:
    return {
        "id": 812,
        "direction": "inbound",
        "status": "done",
        "started_at": seconds(-10),
        "answered_at": seconds(),
        "ended_at": seconds(95),
        "raw_digits": "+1 202-555-0123",
        "user": AVA,
        "number": {"id": 7, "name": "Fernhill line"},
        "teams": [{"id": 1, "name": "Billing"}],
        "contact": {"first_name": "Amara", "last_name": "Okafor"},
        "tags": [{"id": 5, "name": "vip"}, {"id": 6, "name": "refund"}],
        "comments": [{"content": "Charged twice."}, {"content": "Refunded."}],
    }


def said(start: float, kind: str, text: str, user: int | None = None) -> dict[str, Any]:
    told = {"start_time": start, "end_time": start + 1.5, "participant_type": kind, "text": text}
    return told | ({"user_id": user} if user else {"phone_number": "+12025550123"})


def transcription(*utterances: dict[str, Any]) -> dict[str, Any]:
    spoken = utterances or (said(0.5, "internal", "Ava speaking.", 41), said(3, "external", "Charged twice."))
    return {"id": 1, "call_id": 812, "content": {"language": "en", "utterances": list(spoken)}}


@pytest.fixture
def aircall() -> Iterator[StubAircall]:
    with running_aircall() as stub:
        stub.calls["812"] = call()
        stub.transcriptions["812"] = transcription()
        yield stub


@pytest.fixture
def source(aircall: StubAircall) -> Aircall:
    return connect(aircall.settings | {"codes": {"refund": 6, "billing": 9}})


def fetch(source: Fetches) -> tuple[ParsedCall, ...]:
    named = ParsedCall(external_id="812", leg=Leg(id="812"), reference=REFERENCE)
    return source.fetch(named, deadline_ms=10_000)


def failure(source: Fetches) -> ConnectorError:
    with pytest.raises(ConnectorError) as error:
        fetch(source)
    return error.value


def coding(*codes: str) -> Coding:
    told = {"key": "k", "external_id": "812", "leg_id": "812", "agent_id": "41", "summary": ""}
    return Coding.model_validate(told | {"codes": codes, "labels": codes})


def test_a_call_is_read_whole_from_the_api(source: Aircall) -> None:
    assert isinstance(source, Fetches)

    assert fetch(source) == (
        ParsedCall(
            external_id="812",
            leg=Leg(id="812", kind=LegKind.AGENT),
            direction="inbound",
            started_at=BEGAN,
            ended_at=BEGAN + timedelta(seconds=95),
            language="en",
            queue="Billing",
            customer=Customer(phone="+1 202-555-0123", name="Amara Okafor"),
            agent=CallAgent(id="41", name="Ava Thornton"),
            hint=CodeHint(code="vip, refund", notes="Charged twice.\nRefunded."),
            turns=(
                Turn(speaker=Speaker.AGENT, text="Ava speaking.", start_ms=500, end_ms=2_000),
                Turn(speaker=Speaker.CUSTOMER, text="Charged twice.", start_ms=3_000, end_ms=4_500),
            ),
        ),
    )


def test_a_call_handed_over_is_a_leg_for_each_agent_in_order(aircall: StubAircall, source: Aircall) -> None:
    aircall.calls["812"] |= {"user": BEN, "transferred_by": AVA, "transferred_to": BEN}
    aircall.transcriptions["812"] = transcription(
        said(60, "internal", "Ben here.", 42),
        said(0, "external", "Hello?"),
        said(1, "internal", "Ava speaking.", 41),
        said(62, "external", "Same story."),
    )

    ava, ben = fetch(source)

    assert (ava.leg, ava.agent.name) == (Leg(id="812", kind=LegKind.AGENT), "Ava Thornton")
    assert [turn.text for turn in ava.turns] == ["Hello?", "Ava speaking."]
    assert (ben.leg.id, ben.leg.previous_id, ben.agent.id) == ("812-42", "812", "42")
    assert [(turn.start_ms, turn.text) for turn in ben.turns] == [(0, "Ben here."), (2_000, "Same story.")]
    assert ava.ended_at == ben.started_at == BEGAN + timedelta(seconds=60)
    assert ben.ended_at == BEGAN + timedelta(seconds=95)


def test_who_handed_it_over_is_the_agent_where_no_speaker_is_named(
    aircall: StubAircall, source: Aircall
) -> None:
    aircall.calls["812"] |= {"user": BEN, "transferred_by": AVA}
    aircall.transcriptions["812"] = transcription(said(1, "internal", "Hello."))

    assert [one.agent.name for one in fetch(source)] == ["Ava Thornton"]


def test_a_withheld_number_is_none(aircall: StubAircall, source: Aircall) -> None:
    aircall.calls["812"]["raw_digits"] = "anonymous"

    assert fetch(source)[0].customer.phone is None


def test_a_party_that_is_neither_inside_nor_outside_is_nobody_unless_the_settings_say_so(
    aircall: StubAircall,
) -> None:
    aircall.transcriptions["812"] = transcription(said(1, "ai_voice_agent", "Hello."))
    plain = connect(aircall.settings)
    told = connect(aircall.settings | {"roles": {"ai_voice_agent": "ivr"}})

    assert [one.turns[0].speaker for call in (plain, told) for one in fetch(call)] == ["unknown", "ivr"]


def test_a_call_that_nobody_took_is_no_agents_leg(aircall: StubAircall, source: Aircall) -> None:
    aircall.calls["812"]["answered_at"] = None

    (left,) = fetch(source)

    assert (left.leg, left.agent, left.turns) == (Leg(id="812", kind=LegKind.IVR), CallAgent(), ())


@pytest.mark.parametrize("missing", ["calls", "transcriptions"])
def test_what_is_not_there_yet_is_worth_another_try(
    aircall: StubAircall, source: Aircall, missing: str
) -> None:
    getattr(aircall, missing).clear()

    error = failure(source)

    assert isinstance(error, Transient)
    assert error.code == "not_ready"


@pytest.mark.parametrize(
    ("settings_", "code"),
    [({"api_token": "wrong"}, "forbidden"), ({"api_id": "", "api_token": ""}, "no_credentials")],
    ids=["wrong", "none"],
)
def test_without_the_right_key_nothing_is_read(
    aircall: StubAircall, settings_: dict[str, str], code: str
) -> None:
    error = failure(connect(aircall.settings | settings_))

    assert isinstance(error, Auth)
    assert error.code == code


@pytest.mark.parametrize(
    ("kept", "odd"),
    [
        ("transcriptions", {"content": {"utterances": 7}}),
        ("transcriptions", {"content": {"utterances": [{"text": "\x00"}]}}),
        ("calls", {"answered_at": 1, "tags": 7}),
    ],
    ids=["utterances", "text", "tags"],
)
def test_an_odd_answer_is_refused_by_its_place(
    aircall: StubAircall, source: Aircall, kept: str, odd: dict[str, Any]
) -> None:
    getattr(aircall, kept)["812"] = odd

    with pytest.raises(Unreadable) as refused:
        fetch(source)

    assert refused.value.reason.startswith("/")


ODD = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4)
ODDER = ODD | st.lists(ODD, max_size=2) | st.dictionaries(st.sampled_from(["id", "name", "content"]), ODD)


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(sorted(call())), ODDER),
    st.lists(st.dictionaries(st.sampled_from([*said(0, "internal", ""), "user_id"]), ODDER), max_size=4),
)
def test_whatever_the_api_answers_it_is_read_or_refused(
    odd: dict[str, Any], utterances: list[dict[str, Any]]
) -> None:
    with suppress(Unreadable):
        for read in reports(call() | odd | {"id": "812"}, transcription(*utterances), {}):
            assert ParsedCall.model_validate_json(read.model_dump_json()) == read


def test_codes_become_tags_beside_those_that_are_there_and_once(
    aircall: StubAircall, source: Aircall
) -> None:
    assert isinstance(source, Codes)

    source.code(coding("billing", "refund"), deadline_ms=10_000)
    source.code(coding("billing", "refund"), deadline_ms=10_000)

    assert aircall.tagged == [[5, 6, 9]]


def test_a_lost_answer_leads_to_no_second_tag(aircall: StubAircall, source: Aircall) -> None:
    aircall.hang_up = True

    with pytest.raises(Transient) as lost:
        source.code(coding("billing"), deadline_ms=10_000)
    source.code(coding("billing"), deadline_ms=10_000)

    assert lost.value.outcome is Outcome.UNKNOWN
    assert len(aircall.tagged) == 1


def test_a_code_without_a_tag_is_told_to_the_agent(aircall: StubAircall, source: Aircall) -> None:
    with pytest.raises(Validation):
        source.code(coding("billing", "complaint"), deadline_ms=10_000)

    assert aircall.requests == []


def test_a_key_without_its_token_is_refused_without_being_shown() -> None:
    with pytest.raises(registry.InvalidSettings) as refused:
        registry.telephony("aircall", {"api_token": "s3cr3t"})

    assert "s3cr3t" not in str(refused.value)
