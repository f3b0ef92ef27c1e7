"""The demo's sample calls: readable, fitting the seeded org, and just ended whenever they are loaded."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from connectors.contracts import ParsedCall, Speaker
from connectors.sandbox.salesforce.people import SEED_CONTACTS, SEED_USERS, SHARED_PHONE
from connectors.telephony.generic import Generic
from service.samples import load

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=timezone(timedelta(hours=2)))
UNKNOWN_PHONE = "+12025550188"


def calls(run: str = "") -> list[ParsedCall]:
    return [call for sample in load(NOW, run) for call in Generic().parse(json.dumps(sample).encode())]


def words_of(name: str) -> str:
    (call,) = (call for call in calls() if name in call.external_id)
    return " ".join(turn.text.lower() for turn in call.turns)


def test_there_are_calls_of_every_kind_the_demo_shows() -> None:
    loaded = calls()

    assert len(loaded) >= 8
    assert sum(12 <= len(call.turns) <= 40 for call in loaded) == len(loaded) - 1
    assert {call.language for call in loaded} == {"en", "es"}
    assert {call.agent.id for call in loaded} == {f"agent-{number}" for number in range(1, 6)}
    assert all({turn.speaker for turn in call.turns} >= {Speaker.AGENT, Speaker.CUSTOMER} for call in loaded)
    assert all(turn.speaker is not Speaker.UNKNOWN for call in loaded for turn in call.turns)


def test_every_caller_is_a_seeded_contact_but_the_shared_phone_and_the_stranger() -> None:
    contacts = {contact.phone: contact.name for contact in SEED_CONTACTS}
    known = [call for call in calls() if call.customer.phone in contacts]
    others = [call.customer.phone for call in calls() if call.customer.phone not in contacts]

    assert all(contacts[call.customer.phone or ""] == call.customer.name for call in known)
    assert sorted(map(str, others)) == [UNKNOWN_PHONE, SHARED_PHONE]


def test_agents_bear_the_names_of_the_seeded_users() -> None:
    users = {f"agent-{number}": user.name for number, user in enumerate(SEED_USERS, start=1)}

    assert all(users[call.agent.id] == call.agent.name for call in calls())


def test_the_last_call_has_just_ended_and_all_times_are_in_order() -> None:
    loaded = calls()
    ends = [call.ended_at for call in loaded if call.ended_at]

    assert max(ends) == NOW - timedelta(minutes=3)
    for call in loaded:
        work = call.after_call_work
        times = [at for at in (call.started_at, call.ended_at, work.started_at, work.ended_at, NOW) if at]
        length_ms = (times[1] - times[0]) / timedelta(milliseconds=1)
        assert len(times) == 5
        assert times == sorted(times)
        assert all((turn.end_ms or 0) <= length_ms for turn in call.turns)


def test_another_run_makes_other_calls_and_no_run_always_the_same() -> None:
    plain, again, run = ({call.external_id for call in calls(run)} for run in ("", "", "r2"))

    assert plain == again
    assert run == {f"{external_id}-r2" for external_id in plain}


def test_loading_twice_at_another_time_starts_from_the_files_again() -> None:
    first, later = load(NOW), load(NOW.astimezone(UTC) + timedelta(days=1))

    assert first == load(NOW)
    assert first[0]["transcript"] == later[0]["transcript"]
    assert first[0]["call"]["started_at"] != later[0]["call"]["started_at"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("card", ("four two four two", "security code", "seven three one")),
        ("complaint", ("make a complaint", "ombudsman")),
        ("travel", ("call you back tomorrow", "by wednesday")),
        ("factura", ("antes del viernes", "correo hoy mismo")),
    ],
)
def test_a_sample_says_what_it_is_there_to_show(name: str, words: tuple[str, ...]) -> None:
    said = words_of(name)

    assert all(word in said for word in words)
