"""What vendors answer beyond one transcript, crashes on the way, and which transcript is fetched first."""

from typing import Any

import pytest

from connectors.contracts import ParsedCall
from connectors.errors import Permanent, Transient
from service.domain.errors import Postpone
from service.domain.job import Lane
from service.flows.fetch import FetchFlow
from tests.service.flows.exchange import (
    OTHER_WORDS,
    Exchange,
    Killed,
    announced,
    reference,
    turns,
    words,
)
from tests.service.flows.several_legs import FIRST

DONE = ("done", None)


def test_an_answer_of_several_reports_makes_several_legs(exchange: Exchange) -> None:
    exchange.phones.transcripts["leg-1"] = (
        words(),
        words(leg="leg-2", turns=OTHER_WORDS, other_ids=("leg-2",)),
    )

    call_id = exchange.deliver(announced()).call_ids[0]
    exchange.work_off()

    assert sorted(exchange.wrapups(call_id)) == ["leg-1", "leg-2"]
    assert all(one.draft.number == 1 for one in exchange.wrapups(call_id).values())


@pytest.mark.parametrize(
    ("answer", "state"),
    [((), ("failed", "empty")), ((words(turns=()),), DONE)],
    ids=["no report", "no words"],
)
def test_an_answer_without_a_word_leaves_the_call_to_the_agent_at_once(
    exchange: Exchange, answer: tuple[ParsedCall, ...], state: tuple[str, str | None]
) -> None:
    exchange.phones.transcripts["leg-1"] = answer

    call_id = exchange.deliver(announced()).call_ids[0]
    exchange.work_off()

    assert exchange.states(call_id) == [state]
    assert exchange.wrapup_of(call_id).draft.reason == "no_transcript"


def test_an_answer_with_more_legs_than_a_call_can_have_is_refused_and_said(exchange: Exchange) -> None:
    exchange.phones.transcripts["leg-1"] = tuple(words(leg=f"leg-{n}") for n in range(70))

    call_id = exchange.deliver(announced()).call_ids[0]
    exchange.work_off()

    ((state, reason),) = exchange.states(call_id)
    assert (state, reason and reason.split(":")[0]) == ("failed", "call")
    assert exchange.open_jobs() == []


def test_where_one_of_two_legs_fails_first_its_agent_does_not_wait_the_hour(exchange: Exchange) -> None:
    exchange.phones.transcripts["leg-2"] = (words(leg="leg-2", turns=OTHER_WORDS),)
    exchange.phones.fail_next("fetch", Permanent("gone"), Transient("server_error"))

    exchange.deliver(announced())
    call_id = exchange.deliver(announced(leg="leg-2")).call_ids[0]
    exchange.pass_time(60_000)

    told = {key: one.draft.reason for key, one in exchange.wrapups(call_id).items()}
    assert told["leg-1"] == "no_transcript"
    assert told["leg-2"] != "no_transcript"


def test_a_crash_between_fetching_and_joining_fetches_again_and_joins_once(exchange: Exchange) -> None:
    exchange.phones.transcripts["leg-1"] = (words(),)
    call_id = exchange.deliver(announced()).call_ids[0]

    def dies() -> None:
        exchange.phones.meanwhile = lambda: None
        raise Killed

    exchange.phones.meanwhile = dies
    with pytest.raises(Killed):
        exchange.work_off()
    exchange.start_again()

    assert exchange.phones.fetched == ["leg-1", "leg-1"]
    assert turns(exchange, call_id) == [turn.text for turn in FIRST]
    assert exchange.wrapup_of(call_id).draft.number == 1


@pytest.mark.parametrize(
    "how", [{"lasts_ms": 900_000}, {"url": "https://files.example/leg-9"}], ids=["presigned", "by address"]
)
def test_a_presigned_address_is_fetched_before_what_came_earlier(
    exchange: Exchange, how: dict[str, Any]
) -> None:
    for number in range(3):
        exchange.deliver(announced(call=f"call-{number}", leg=f"leg-{number}"))
        exchange.clock.advance(5_000)
    exchange.deliver(announced(call="call-9", leg="leg-9", reference=reference("leg-9", **how)))

    exchange.work_off()

    assert exchange.phones.fetched[0] == "leg-9"


def test_a_vendor_that_takes_its_time_has_no_more_than_its_share_of_the_threads(exchange: Exchange) -> None:
    """Asked for the second while the first is on its way."""
    flow = FetchFlow(exchange.storage.work, exchange.lines, deadline_ms=1_000, at_once=1)
    for number in (1, 2):
        exchange.phones.transcripts[f"leg-{number}"] = (words(f"call-{number}", f"leg-{number}"),)
        exchange.deliver(announced(f"call-{number}", f"leg-{number}"))
    first, second = (exchange.storage.board.claim(Lane.FETCH, "worker-1") for _ in (1, 2))
    assert first is not None
    assert second is not None
    refused = list[str]()

    def meanwhile() -> None:
        with pytest.raises(Postpone) as busy:
            flow.run(second)
        refused.append(busy.value.reason)

    exchange.phones.meanwhile = meanwhile
    flow.run(first)
    exchange.phones.meanwhile = lambda: None
    flow.run(second)

    assert refused == ["source_busy"]
    assert exchange.phones.fetched == ["leg-1", "leg-2"]
