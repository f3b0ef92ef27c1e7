"""A vendor's list against what was delivered: what was missed is named and fetched, and nothing is looked over."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.contracts import ParsedCall
from connectors.errors import Auth, Transient
from service.domain.errors import NotFound
from service.domain.job import Kind
from service.flows.reconcile import FIRST_LOOK, ON_THE_WAY, OVERLAP, CannotList
from service.storage import Keyring, Storage
from tests.fakes.telephony import FakeLine
from tests.service.flows.erasing import counts, erasing
from tests.service.flows.exchange import Exchange, announced, reference, words
from tests.service.flows.world import ADMIN, OTHER, SOURCE, TENANT
from tests.service.storage.builders import START, Clock, Told

NOW = datetime.fromtimestamp(START / 1000, UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def exchange(storage_url: str) -> Iterator[Exchange]:
    clock, told = Clock(), Told()
    storage = Storage(storage_url, Keyring.fresh(), after_commit=told, clock=clock)
    yield Exchange(storage, clock, told)
    storage.dispose()


def a_call(name: str, ago: timedelta = HOUR, leg: str = "") -> ParsedCall:
    key = leg or f"{name}-leg"
    return announced(name, key, started_at=NOW - ago, ended_at=NOW - ago, reference=reference(key))


def looked(exchange: Exchange, tenant: str = TENANT) -> None:
    """A run of the source's own job."""
    with exchange.storage.work.begin(tenant) as unit:
        unit.jobs.enqueue(Kind.RECONCILE, SOURCE)
    exchange.work_off()


def mark(exchange: Exchange) -> datetime | None:
    with exchange.storage.work.read(TENANT) as unit:
        return unit.reconciled.until(SOURCE)


def test_a_call_whose_webhook_never_came_is_named_and_fetched(exchange: Exchange) -> None:
    exchange.phones.listed = [a_call("known", 3 * HOUR), a_call("missed", 2 * HOUR)]
    exchange.phones.transcripts["missed-leg"] = (words("missed", "missed-leg"),)
    exchange.deliver(a_call("known", 3 * HOUR))

    compared = exchange.reconcile.since(SOURCE, NOW - timedelta(days=1))
    exchange.work_off()

    assert (compared.listed, compared.missed) == (2, ("missed",))
    with exchange.storage.work.read(TENANT) as unit:
        (call_id,) = unit.calls.named(SOURCE, ["missed"])
    assert exchange.wrapup_of(call_id).draft.number == 1


def test_a_missed_call_of_two_legs_is_named_once(exchange: Exchange) -> None:
    exchange.phones.listed = [a_call("missed", leg="leg-1"), a_call("missed", leg="leg-2")]

    compared = exchange.reconcile.since(SOURCE, NOW - timedelta(days=1))

    assert (compared.listed, compared.missed) == (2, ("missed",))


def test_a_call_known_by_another_of_its_ids_is_not_named(exchange: Exchange) -> None:
    exchange.deliver(words("missed-leg", "missed-leg"))
    exchange.phones.listed = [
        a_call("missed").model_copy(update={"other_ids": ("missed-leg",)}),
    ]

    assert exchange.reconcile.since(SOURCE, NOW - timedelta(days=1)).missed == ()


def test_a_second_look_names_and_changes_nothing(exchange: Exchange, storage_url: str) -> None:
    exchange.phones.listed = [a_call("missed")]
    exchange.reconcile.since(SOURCE, NOW - timedelta(days=1))
    before = counts(storage_url)

    again = exchange.reconcile.since(SOURCE, NOW - timedelta(days=1))

    assert (again.listed, again.missed) == (1, ())
    assert counts(storage_url) == before


def test_looks_follow_each_other_with_an_overlap_and_leave_out_what_is_on_its_way(
    exchange: Exchange,
) -> None:
    looked(exchange)
    exchange.clock.advance(7_200_000)
    looked(exchange)

    later = NOW + 2 * HOUR
    assert exchange.phones.asked == [
        (NOW - FIRST_LOOK, NOW - ON_THE_WAY),
        (NOW - ON_THE_WAY - OVERLAP, later - ON_THE_WAY),
    ]
    assert mark(exchange) == later - ON_THE_WAY


def test_an_error_in_the_middle_keeps_what_came_and_looks_at_the_same_stretch_again(
    exchange: Exchange,
) -> None:
    exchange.phones.listed = [a_call(f"missed-{n}", timedelta(hours=5 - n)) for n in range(4)]
    exchange.phones.breaks_after = 2
    looked(exchange)
    with exchange.storage.work.read(TENANT) as unit:
        early = [unit.calls.named(SOURCE, [f"missed-{n}"]) for n in range(4)]
    before = mark(exchange)
    exchange.phones.breaks_after = None

    exchange.pass_time(60_000)

    (first, _), (second, _) = exchange.phones.asked
    assert [bool(one) for one in early] == [True, True, False, False]
    assert before is None
    assert second - first < timedelta(minutes=1)
    with exchange.storage.work.read(TENANT) as unit:
        assert all(unit.calls.named(SOURCE, [f"missed-{n}"]) for n in range(4))
    assert mark(exchange) is not None


def test_after_standing_still_for_days_the_list_is_read_a_day_at_a_time(exchange: Exchange) -> None:
    looked(exchange)
    exchange.clock.advance(round(timedelta(days=3).total_seconds() * 1000))
    exchange.phones.asked.clear()

    looked(exchange)

    until = [end for _, end in exchange.phones.asked]
    assert len(until) > 3
    assert all(end - begin <= timedelta(days=1) for begin, end in exchange.phones.asked)
    assert all(
        nxt[0] <= last[1] for last, nxt in zip(exchange.phones.asked, exchange.phones.asked[1:], strict=False)
    )
    assert mark(exchange) == until[-1] == NOW + timedelta(days=3) - ON_THE_WAY


def test_a_source_without_a_list_says_so(exchange: Exchange) -> None:
    exchange.lines.adapter = FakeLine()

    with pytest.raises(CannotList):
        exchange.reconcile.since(SOURCE, NOW)
    looked(exchange)

    assert exchange.open_jobs() == [(Kind.RECONCILE, "parked")]


@pytest.mark.parametrize("change", ["off", "gone"])
def test_a_source_that_is_not_there_marks_nothing(exchange: Exchange, change: str) -> None:
    setattr(exchange.lines, change, True)

    looked(exchange)

    assert mark(exchange) is None
    assert len(exchange.open_jobs()) == 1


def test_refused_credentials_are_for_a_person(exchange: Exchange) -> None:
    exchange.phones.fail_next("calls", Auth("refused"))

    looked(exchange)

    assert exchange.open_jobs() == [(Kind.RECONCILE, "parked")]
    assert mark(exchange) is None


def test_another_tenants_job_for_the_source_lists_nothing(exchange: Exchange) -> None:
    looked(exchange, OTHER)

    assert exchange.phones.asked == []


def test_an_erased_call_is_neither_named_nor_brought_back(
    exchange: Exchange, tmp_path: Path, storage_url: str
) -> None:
    exchange.phones.transcripts["gone-leg"] = (words("gone", "gone-leg"),)
    call_id = exchange.deliver(a_call("gone")).call_ids[0]
    exchange.work_off()
    erasing(exchange, tmp_path).call(ADMIN, call_id)
    exchange.phones.listed = [a_call("gone")]

    compared = exchange.reconcile.since(SOURCE, NOW - timedelta(days=1))
    exchange.work_off()

    assert compared.missed == ()
    assert "calls" not in counts(storage_url)
    with exchange.storage.work.read(TENANT) as unit, pytest.raises(NotFound):
        unit.calls.get(call_id)


def test_a_call_whose_fetch_failed_is_fetched_when_it_is_listed_again(exchange: Exchange) -> None:
    call_id = exchange.deliver(a_call("late")).call_ids[0]
    exchange.pass_time(3_600_000)
    failed = exchange.states(call_id)
    exchange.phones.transcripts["late-leg"] = (words("late", "late-leg"),)
    exchange.phones.listed = [a_call("late")]

    compared = exchange.reconcile.since(SOURCE, NOW - timedelta(days=1))
    exchange.work_off()

    assert failed == [("failed", "not_ready")]
    assert compared.missed == ()
    assert exchange.states(call_id) == [("done", None)]
    assert exchange.wrapup_of(call_id).draft.number == 1


def test_each_source_is_asked_for_once_an_interval(exchange: Exchange) -> None:
    exchange.every = {(TENANT, SOURCE): 60}
    looks = []
    for minutes in (0, 1, 59, 60, 119, 121):
        exchange.monotonic_s = minutes * 60.0
        exchange.reconcile.schedule()
        exchange.work_off()
        looks.append(len(exchange.phones.asked))

    assert looks == [1, 1, 1, 2, 2, 3]


def test_a_schedule_that_could_not_be_stored_is_tried_at_the_next_round(exchange: Exchange) -> None:
    exchange.every = {(TENANT, SOURCE): 60}
    exchange.phones.fail_next("calls", Transient("server_error"))
    exchange.reconcile.schedule()
    exchange.work_off()

    exchange.pass_time(10_000)

    assert len(exchange.phones.asked) == 2
    assert exchange.open_jobs() == []
