"""The confirmed code on its way back to the telephony: once a revision, only where there is one and it is taken."""

from typing import Any

import pytest

from connectors.errors import Auth, ConnectorError, Permanent, Transient, Validation
from service.domain.ledger import Entry
from service.domain.wrapup import State, WrapUp
from service.flows.code_back import LONGEST_SUMMARY, MOST_TRIES
from tests.fakes.telephony import FakeLine
from tests.service.flows.exchange import HOUR_MS, Exchange, Killed, words
from tests.service.flows.several_legs import EVENTS, Line, at
from tests.service.flows.world import ADMIN, AGENT

CODES = (Entry.CODED, Entry.CODE_REFUSED)


def ready(exchange: Exchange, **call: Any) -> WrapUp:
    """Of a call whose agent is Ada, its record chosen."""
    told = {"agent": {"id": "t-ada", "name": "Ada"}, "customer": {"phone": "+12025550101"}}
    call_id = exchange.deliver(words(started_at=at(0), **{**told, **call})).call_ids[0]
    exchange.work_off()
    return exchange.wrapup_of(call_id)


def coded(*codes: str) -> dict[str, Any]:
    return {"dispositions": [{"code": code, "label": code.title()} for code in codes]}


def confirm(exchange: Exchange, wrapup: WrapUp, *codes: str) -> WrapUp:
    edited = exchange.review.edit(AGENT, wrapup.id, wrapup.version, coded(*codes))
    exchange.confirm(edited)
    return edited


def test_nothing_is_told_before_the_wrap_up_is_written(exchange: Exchange) -> None:
    wrapup = ready(exchange)
    exchange.crm.fail_next("apply", Transient("server_error"))

    confirm(exchange, wrapup, "refund")
    exchange.work_off()
    before = list(exchange.phones.told)
    exchange.pass_time(60_000)

    assert before == []
    assert exchange.review.get(ADMIN, wrapup.id).state is State.WRITTEN
    assert [one.codes for one in exchange.phones.told] == [("refund",)]


def test_what_is_told_names_leg_agent_codes_and_words(exchange: Exchange) -> None:
    wrapup = ready(exchange)

    confirm(exchange, wrapup, "refund", "payment")
    exchange.work_off()

    (told,) = exchange.phones.told
    assert (told.external_id, told.leg_id, told.agent_id) == ("call-1", "leg-1", "t-ada")
    assert (told.codes, told.labels) == (("refund", "payment"), ("Refund", "Payment made or arranged"))
    assert 0 < len(told.summary) <= LONGEST_SUMMARY
    (row,) = exchange.ledger(wrapup, *CODES)
    assert (row.kind, row.data["codes"], row.data["revision"]) == (Entry.CODED, ["refund", "payment"], 1)
    assert exchange.open_jobs() == []


def test_a_wrap_up_that_is_written_again_is_told_again_under_the_same_key(exchange: Exchange) -> None:
    wrapup = ready(exchange)
    confirm(exchange, wrapup, "refund")
    exchange.work_off()

    confirm(exchange, exchange.review.get(AGENT, wrapup.id), "payment")
    exchange.work_off()

    assert [codes for _, _, codes in exchange.phones.writes] == [("refund",), ("payment",)]
    assert len({one.key for one in exchange.phones.told}) == 1
    assert [row.data["revision"] for row in exchange.ledger(wrapup, Entry.CODED)] == [1, 2]


def test_none_of_these_is_no_code(exchange: Exchange) -> None:
    wrapup = ready(exchange)

    confirm(exchange, wrapup, "none")
    exchange.work_off()

    assert exchange.review.get(ADMIN, wrapup.id).state is State.WRITTEN
    assert (exchange.phones.told, exchange.open_jobs()) == ([], [])


def test_none_beside_a_code_is_left_out(exchange: Exchange) -> None:
    confirm(exchange, ready(exchange), "none", "refund")
    exchange.work_off()

    assert [one.codes for one in exchange.phones.told] == [("refund",)]


def test_a_vendor_that_takes_no_codes_is_not_asked(exchange: Exchange) -> None:
    wrapup = ready(exchange)
    exchange.lines.adapter = FakeLine()

    confirm(exchange, wrapup, "refund")
    exchange.work_off()

    assert exchange.ledger(wrapup, *CODES) == []
    assert exchange.open_jobs() == []


@pytest.mark.parametrize(
    "error", [Permanent("not_found"), Validation("code_not_mapped")], ids=["permanent", "validation"]
)
def test_a_code_that_is_refused_stands_in_the_ledger_and_is_not_tried_again(
    exchange: Exchange, error: ConnectorError
) -> None:
    wrapup = ready(exchange)
    exchange.phones.fail_next("code", error)

    confirm(exchange, wrapup, "refund")
    exchange.pass_time(HOUR_MS)

    assert len(exchange.phones.told) == 1
    assert [(row.kind, row.data["reason"]) for row in exchange.ledger(wrapup, *CODES)] == [
        (Entry.CODE_REFUSED, error.code)
    ]
    assert exchange.review.get(ADMIN, wrapup.id).state is State.WRITTEN


@pytest.mark.parametrize("error", [Transient("server_error"), Auth("refused")], ids=["server", "auth"])
def test_what_may_be_mended_is_tried_a_bounded_number_of_times(
    exchange: Exchange, error: ConnectorError
) -> None:
    wrapup = ready(exchange)
    exchange.phones.fail_next("code", *[error] * 50)

    confirm(exchange, wrapup, "refund")
    exchange.pass_time(24 * HOUR_MS)

    assert len(exchange.phones.told) == MOST_TRIES
    assert [row.data["reason"] for row in exchange.ledger(wrapup, *CODES)] == [error.code]
    assert exchange.open_jobs() == []


def test_the_vendors_own_pause_is_kept(exchange: Exchange) -> None:
    exchange.phones.fail_next("code", Transient("throttled", retry_after_ms=90_000))
    confirm(exchange, ready(exchange), "refund")
    exchange.work_off()

    exchange.pass_time(89_000)
    early = len(exchange.phones.told)
    exchange.pass_time(1_000)

    assert (early, len(exchange.phones.told)) == (1, 2)


def test_a_lost_answer_is_made_good_by_telling_again(exchange: Exchange) -> None:
    wrapup = ready(exchange)
    exchange.phones.lose_next_answer()

    confirm(exchange, wrapup, "refund")
    exchange.pass_time(60_000)

    assert len(exchange.phones.writes) == 1
    assert [row.kind for row in exchange.ledger(wrapup, *CODES)] == [Entry.CODED]


def test_a_process_that_dies_once_the_code_is_set_writes_it_once(exchange: Exchange) -> None:
    wrapup = ready(exchange)

    def dies() -> None:
        raise Killed

    exchange.phones.meanwhile = dies
    confirm(exchange, wrapup, "refund")
    with pytest.raises(Killed):
        exchange.work_off()
    exchange.start_again()

    assert (len(exchange.phones.told), len(exchange.phones.writes)) == (2, 1)
    assert [row.kind for row in exchange.ledger(wrapup, *CODES)] == [Entry.CODED]


def test_a_source_that_is_switched_off_just_then_is_told_once_it_is_back(exchange: Exchange) -> None:
    wrapup = ready(exchange)
    exchange.lines.off = True
    confirm(exchange, wrapup, "refund")
    exchange.pass_time(10_000)
    exchange.lines.off = False

    exchange.pass_time(HOUR_MS)

    assert [one.codes for one in exchange.phones.told] == [("refund",)]
    assert [row.kind for row in exchange.ledger(wrapup, *CODES)] == [Entry.CODED]


def test_a_source_that_stays_off_is_given_up_in_the_ledger(exchange: Exchange) -> None:
    wrapup = ready(exchange)
    exchange.lines.off = True

    confirm(exchange, wrapup, "refund")
    exchange.pass_time(24 * HOUR_MS)

    assert [row.data["reason"] for row in exchange.ledger(wrapup, *CODES)] == ["source-off"]
    assert exchange.open_jobs() == []


def test_a_source_that_is_taken_away_meanwhile_ends_in_the_ledger(exchange: Exchange) -> None:
    wrapup = ready(exchange)
    exchange.phones.fail_next("code", Transient("server_error"))
    confirm(exchange, wrapup, "refund")
    exchange.work_off()
    exchange.lines.gone = True

    exchange.pass_time(60_000)

    assert [row.data["reason"] for row in exchange.ledger(wrapup, *CODES)] == ["unknown-source"]
    assert exchange.open_jobs() == []


def test_a_wrap_up_opened_again_before_its_code_was_told_is_told_when_it_is_written_again(
    exchange: Exchange,
) -> None:
    wrapup = ready(exchange)
    exchange.phones.fail_next("code", Transient("server_error"))
    confirm(exchange, wrapup, "refund")
    exchange.work_off()
    written = exchange.review.get(AGENT, wrapup.id)
    edited = exchange.review.edit(AGENT, wrapup.id, written.version, coded("payment"))

    exchange.pass_time(60_000)
    early = list(exchange.phones.writes)
    exchange.confirm(edited)
    exchange.work_off()

    assert early == []
    assert [codes for _, _, codes in exchange.phones.writes] == [("payment",)]


def test_each_leg_of_a_call_is_told_its_own_code(exchange: Exchange) -> None:
    line = Line(exchange)
    line.deliver(*EVENTS)
    exchange.work_off()

    for (key, wrapup), code in zip(
        sorted(exchange.wrapups(line.calls[-1]).items()), ("refund", "payment", "cancellation"), strict=True
    ):
        assert key.startswith("contact-")
        edited = exchange.review.edit(ADMIN, wrapup.id, wrapup.version, coded(code))
        exchange.confirm(edited, by=ADMIN)
    exchange.work_off()

    assert sorted(exchange.phones.writes) == [
        ("contact-1", "contact-2", ("refund",)),
        ("contact-1", "contact-3", ("payment",)),
        ("contact-1", "contact-4", ("cancellation",)),
    ]
    assert len({one.key for one in exchange.phones.told}) == len(exchange.phones.told)


def test_a_call_known_without_legs_is_told_by_its_own_id(exchange: Exchange) -> None:
    confirm(exchange, ready(exchange, leg=""), "refund")
    exchange.work_off()

    assert [write[:2] for write in exchange.phones.writes] == [("call-1", "")]
