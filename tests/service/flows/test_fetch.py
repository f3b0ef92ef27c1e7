"""Fetching a transcript: once joined however often it comes, waited for an hour, and then written by hand."""

from collections.abc import Callable

import pytest

from connectors.contracts import Unreadable
from connectors.errors import Auth, ConnectorError, Permanent, Transient
from service.domain.job import Kind
from service.domain.wrapup import State
from tests.fakes.telephony import FakeLine
from tests.service.flows.exchange import (
    HOUR_MS,
    OTHER_WORDS,
    Exchange,
    announced,
    reference,
    turns,
    words,
)
from tests.service.flows.several_legs import FIRST
from tests.service.flows.world import TENANT

DONE, WAITING = ("done", None), ("waiting", "not_ready")


def test_a_transcript_that_is_there_is_fetched_joined_and_drafted(exchange: Exchange) -> None:
    exchange.phones.transcripts["leg-1"] = (words(),)

    call_id = exchange.deliver(announced()).call_ids[0]
    exchange.work_off()

    wrapup = exchange.wrapup_of(call_id)
    assert turns(exchange, call_id) == [turn.text for turn in FIRST]
    assert (wrapup.state, wrapup.draft.number) == (State.READY, 1)
    assert exchange.states(call_id) == [DONE]
    assert exchange.open_jobs() == []


def test_the_same_reference_announced_again_is_fetched_once(exchange: Exchange) -> None:
    exchange.phones.transcripts["leg-1"] = (words(),)

    exchange.deliver(announced())
    exchange.deliver(announced())
    exchange.work_off()
    exchange.deliver(announced())
    exchange.work_off()

    assert exchange.phones.fetched == ["leg-1"]


def test_a_presigned_address_that_is_renewed_is_the_same_reference(exchange: Exchange) -> None:
    exchange.phones.transcripts["leg-1"] = (words(),)

    for lasts_ms in (60_000, 120_000):
        exchange.deliver(announced(reference=reference("leg-1", lasts_ms=lasts_ms)))
        exchange.work_off()

    assert exchange.phones.fetched == ["leg-1"]


def test_two_references_of_one_leg_are_both_fetched_and_the_higher_revision_stands(
    exchange: Exchange,
) -> None:
    exchange.phones.transcripts["early"] = (words(revision=1),)
    exchange.phones.transcripts["late"] = (words(turns=OTHER_WORDS, revision=2),)

    exchange.deliver(announced(reference=reference("late"), revision=2))
    call_id = exchange.deliver(announced(reference=reference("early"), revision=1)).call_ids[0]
    exchange.work_off()

    assert sorted(exchange.phones.fetched) == ["early", "late"]
    assert turns(exchange, call_id) == [turn.text for turn in OTHER_WORDS]
    assert exchange.states(call_id) == [DONE, DONE]


def test_a_vendor_that_takes_half_an_hour_is_waited_for(exchange: Exchange) -> None:
    call_id = exchange.deliver(announced()).call_ids[0]
    exchange.pass_time(HOUR_MS // 2)
    before = (exchange.states(call_id), exchange.wrapup_of(call_id).state)
    exchange.phones.transcripts["leg-1"] = (words(),)
    exchange.pass_time(HOUR_MS // 2)

    assert before == ([WAITING], State.DRAFTING)
    assert exchange.states(call_id) == [DONE]
    assert exchange.wrapup_of(call_id).draft.number == 1
    assert len(exchange.phones.fetched) < 12


def test_after_an_hour_the_agent_writes_by_hand_and_nothing_more_is_asked(exchange: Exchange) -> None:
    call_id = exchange.deliver(announced()).call_ids[0]

    exchange.pass_time(HOUR_MS)

    wrapup = exchange.wrapup_of(call_id)
    assert (wrapup.state, wrapup.draft.status, wrapup.draft.reason) == (
        State.READY,
        "unavailable",
        "no_transcript",
    )
    assert exchange.states(call_id) == [("failed", "not_ready")]
    asked = len(exchange.phones.fetched)
    exchange.pass_time(3 * HOUR_MS)
    assert (len(exchange.phones.fetched), exchange.open_jobs()) == (asked, [])


@pytest.mark.parametrize("by_value", [True, False], ids=["by value", "by the same reference"])
def test_a_transcript_that_comes_after_the_agent_was_told_to_write_is_drafted(
    exchange: Exchange, *, by_value: bool
) -> None:
    call_id = exchange.deliver(announced()).call_ids[0]
    exchange.pass_time(HOUR_MS)
    exchange.phones.transcripts["leg-1"] = (words(),)

    exchange.deliver(words() if by_value else announced())
    exchange.work_off()

    wrapup = exchange.wrapup_of(call_id)
    assert (wrapup.state, wrapup.draft.status, wrapup.draft.number) == (State.READY, "ready", 1)
    assert turns(exchange, call_id) == [turn.text for turn in FIRST]
    assert [state for state, _ in exchange.states(call_id)] == ["failed" if by_value else "done"]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Permanent("gone"), "gone"),
        (Unreadable("/turns: not a list"), "/turns: not a list"),
    ],
    ids=["gone", "unreadable"],
)
def test_what_never_comes_is_the_agents_at_once(exchange: Exchange, error: Exception, reason: str) -> None:
    exchange.phones.fail_next("fetch", error)

    call_id = exchange.deliver(announced()).call_ids[0]
    exchange.work_off()

    assert exchange.states(call_id) == [("failed", reason)]
    assert exchange.wrapup_of(call_id).draft.reason == "no_transcript"
    assert exchange.open_jobs() == []


@pytest.mark.parametrize("error", [Auth("refused"), Transient("server_error")], ids=["auth", "server"])
def test_what_a_person_or_time_can_mend_comes_back(exchange: Exchange, error: ConnectorError) -> None:
    exchange.phones.transcripts["leg-1"] = (words(),)
    exchange.phones.fail_next("fetch", error, error)
    call_id = exchange.deliver(announced()).call_ids[0]
    exchange.work_off()
    waits = exchange.states(call_id)

    exchange.pass_time(60_000)

    assert waits == [("waiting", error.code)]
    assert exchange.states(call_id) == [DONE]


@pytest.mark.parametrize(
    ("retry_after_ms", "pause_ms"), [(None, 1_000), (40_000, 40_000), (7_200_000, HOUR_MS)]
)
def test_the_pause_is_the_one_that_the_vendor_asks_for_but_never_beyond_the_hour(
    exchange: Exchange, retry_after_ms: int | None, pause_ms: int
) -> None:
    exchange.phones.fail_next("fetch", Transient("throttled", retry_after_ms=retry_after_ms))
    exchange.deliver(announced())
    begun = exchange.clock.now
    exchange.work_off()

    with exchange.storage.work.read(TENANT) as unit:
        (due,) = (row.due for row in unit.jobs.page().items if row.kind is Kind.FETCH)

    assert round(due.timestamp() * 1000) - begun == pause_ms


def test_a_source_that_is_switched_off_is_waited_for(exchange: Exchange) -> None:
    exchange.phones.transcripts["leg-1"] = (words(),)
    call_id = exchange.deliver(announced()).call_ids[0]
    exchange.lines.off = True
    exchange.work_off()
    waits = exchange.states(call_id)
    exchange.lines.off = False

    exchange.pass_time(60_000)

    assert waits == [("waiting", "source-off")]
    assert exchange.states(call_id) == [DONE]


def _taken_away(exchange: Exchange) -> None:
    exchange.lines.gone = True


def _cannot(exchange: Exchange) -> None:
    exchange.lines.adapter = FakeLine()


@pytest.mark.parametrize(
    ("change", "reason"),
    [(_taken_away, "unknown-source"), (_cannot, "source_cannot_fetch")],
    ids=["gone", "cannot"],
)
def test_a_source_that_fetches_no_more_leaves_the_call_to_the_agent(
    exchange: Exchange, change: Callable[[Exchange], None], reason: str
) -> None:
    call_id = exchange.deliver(announced()).call_ids[0]
    change(exchange)

    exchange.work_off()

    assert exchange.states(call_id) == [("failed", reason)]
    assert exchange.wrapup_of(call_id).draft.reason == "no_transcript"
