"""Calls past their time are erased in batches; what is owed to the CRM waits, and so does a tenant without a time."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from service.domain.errors import Postpone, StaleFence
from service.domain.job import Kind, Lane
from service.flows import retain
from service.flows.erase import Erase
from service.flows.retain import LEDGER_KEPT, Retain
from service.storage import Keyring, Storage
from service.storage.erasure_journal import FileJournal
from service.storage.tables import audit
from service.worker.runner import Runner
from tests.service.flows.erasing import Broken, CutOff, counts, erasing
from tests.service.flows.world import ADMIN, TENANT, World, a_body
from tests.service.storage.builders import Clock, Told, claimed
from tests.service.storage.raw import rows

DAY_MS = 24 * 3_600_000


class Days(dict[str, int]):
    """What tenants' files say; a test changes it."""

    def __call__(self) -> "Days":
        return self


class Ticks:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def world(storage_url: str) -> Iterator[World]:
    """Calls are made now: their ids say so, and so must the clock."""
    clock, told = Clock(), Told()
    clock.now = time.time_ns() // 1_000_000
    storage = Storage(storage_url, Keyring.fresh(), after_commit=told, clock=clock)
    yield World(storage, clock, told)
    storage.dispose()


@pytest.fixture
def days() -> Days:
    return Days({TENANT: 30})


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def flow(world: World, days: Days, ticks: Ticks, tmp_path: Path) -> Retain:
    return Retain(world.storage.work, erasing(world, tmp_path), days, monotonic=ticks)


def run(world: World, flow: Retain) -> None:
    """As the scheduler and a worker would."""
    flow.schedule()
    Runner(world.storage.work, world.storage.board, {Kind.RETAIN: flow.run}).drain(Lane.TUNE)


def calls_left(world: World) -> set[str]:
    return {row.call_id for row in world.review.page(ADMIN, limit=200).items}


def several(world: World, first: int, last: int) -> set[str]:
    return {
        world.receive(a_body(external_id=f"call-{number}"), delivery=f"s-{number}").call_ids[0]
        for number in range(first, last)
    }


def test_calls_past_their_time_are_erased_and_younger_ones_stay(
    world: World, flow: Retain, tmp_path: Path, storage_url: str
) -> None:
    old = several(world, 0, 45)
    world.clock.advance(20 * DAY_MS)
    young = several(world, 45, 47)
    world.clock.advance(10 * DAY_MS + 1)

    run(world, flow)

    assert calls_left(world) == young
    assert {entry.call_id for entry in FileJournal(tmp_path / "erasures.jsonl").entries()} == old
    assert counts(storage_url)["call_keys"] == len(young)
    assert counts(storage_url)["jobs"] == len(young)
    with world.storage.work.read(TENANT) as unit:
        erasures = [unit.erasures.get(call_id) for call_id in old]
    assert {one.reason for one in erasures if one} == {"retention"}


def test_one_that_was_erased_by_time_does_not_come_back(world: World, flow: Retain) -> None:
    (old,) = several(world, 0, 1)
    world.clock.advance(31 * DAY_MS)
    run(world, flow)

    again = world.receive(a_body(external_id="call-0"), delivery="d-again")

    assert (again.call_ids, again.reason) == ((old,), "erased")
    assert calls_left(world) == set()


def test_a_tenant_without_a_number_of_days_keeps_everything(world: World, flow: Retain, days: Days) -> None:
    kept = several(world, 0, 2)
    world.clock.advance(4_000 * DAY_MS)
    flow.schedule()
    days.clear()

    Runner(world.storage.work, world.storage.board, {Kind.RETAIN: flow.run}).drain(Lane.TUNE)

    assert calls_left(world) == kept


def test_what_is_confirmed_and_not_written_waits_for_its_write(world: World, flow: Retain) -> None:
    owed = world.ready(external_id="call-owed")
    world.confirm(owed, undo_ms=20_000)
    several(world, 0, 2)
    world.clock.advance(31 * DAY_MS)
    run(world, flow)
    left = calls_left(world)

    world.work_off()
    world.clock.advance(DAY_MS)
    flow._asked.clear()
    run(world, flow)

    assert left == {owed.call_id}
    assert len(world.crm.tasks) > 0
    assert calls_left(world) == set()


def test_it_is_asked_for_once_a_day_and_when_the_number_changes(
    world: World, flow: Retain, days: Days, ticks: Ticks
) -> None:
    def asked() -> bool:
        flow.schedule()
        job = world.storage.board.claim(Lane.TUNE, "w")
        if job is not None:
            flow.run(job)
        return job is not None

    first, again = asked(), asked()
    days[TENANT] = 7
    changed, unchanged = asked(), asked()
    ticks.now += 24 * 3_600
    next_day = asked()

    assert [first, again, changed, unchanged, next_day] == [True, False, True, False, True]


def test_a_run_that_takes_long_goes_on_as_another(
    world: World, days: Days, ticks: Ticks, tmp_path: Path
) -> None:
    def slow() -> float:
        ticks.now += retain.RUN_S
        return ticks.now

    several(world, 0, 2 * retain.BATCH + 1)
    world.clock.advance(31 * DAY_MS)
    flow = Retain(world.storage.work, erasing(world, tmp_path), days, monotonic=slow)
    flow.schedule()
    job = claimed(world.storage, Lane.TUNE)

    with pytest.raises(Postpone):
        flow.run(job)

    assert 0 < len(calls_left(world)) < 2 * retain.BATCH + 1


def test_a_run_cut_off_in_a_batch_is_gone_on_with_and_erases_nothing_twice(
    world: World, flow: Retain, days: Days, tmp_path: Path, storage_url: str
) -> None:
    several(world, 0, 3)
    world.clock.advance(31 * DAY_MS)
    torn = Erase(world.storage.work, CutOff(tmp_path / "erasures.jsonl"), world.storage.scrub)
    flow.schedule()
    with pytest.raises(Broken):
        Retain(world.storage.work, torn, days).run(claimed(world.storage, Lane.TUNE))
    still_there = len(calls_left(world))
    world.clock.advance(60_000)
    world.storage.board.free_expired()

    Runner(world.storage.work, world.storage.board, {Kind.RETAIN: flow.run}).drain(Lane.TUNE)

    erased = rows(storage_url, TENANT, select(audit.c.subject).where(audit.c.action == "call.erased"))
    assert still_there == 3
    assert calls_left(world) == set()
    assert len(erased) == len({row.subject for row in erased}) == 3


def test_a_run_that_was_given_to_another_worker_erases_nothing(world: World, flow: Retain) -> None:
    kept = several(world, 0, 2)
    world.clock.advance(31 * DAY_MS)
    flow.schedule()
    late = claimed(world.storage, Lane.TUNE)
    world.clock.advance(60_000)
    world.storage.board.free_expired()

    with pytest.raises(StaleFence):
        flow.run(late)

    assert calls_left(world) == kept


def test_the_ledgers_rows_of_erased_calls_go_later_and_the_audit_stays(
    world: World, flow: Retain, storage_url: str
) -> None:
    world.ready()
    world.clock.advance(31 * DAY_MS)
    run(world, flow)
    kept = counts(storage_url)

    world.clock.advance(round(LEDGER_KEPT / timedelta(milliseconds=1)))
    flow._asked.clear()
    run(world, flow)

    assert kept["ledger"] == 1
    assert counts(storage_url) == {name: count for name, count in kept.items() if name != "ledger"}
