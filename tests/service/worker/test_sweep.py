"""The scheduler's rounds: lost wake-ups are topped up from the database, and no fault ends the sweeping."""

import dataclasses
from collections import Counter
from pathlib import Path
from typing import cast

import pytest

from service.broker import Broker
from service.domain.job import LEASE_MS, Kind, Lane
from service.flows.sweep import MOST_WAKEUPS, Sweep
from service.settings import Settings
from service.storage import Keyring
from service.storage.migrate import upgrade
from service.wiring import build
from service.worker import scheduler
from tests.service.storage.builders import claimed, enqueued
from tests.service.worker.conftest import Bench


class Queues:
    """A broker's queues as the sweeper sees them."""

    def __init__(self) -> None:
        self.queued: Counter[Lane] = Counter()

    def wake(self, lane: Lane, times: int = 1) -> None:
        self.queued[lane] += times

    def waiting(self, lane: Lane) -> int:
        return self.queued[lane]


def test_every_due_job_has_a_wakeup_however_the_others_were_lost(bench: Bench) -> None:
    queues = Queues()
    for number in range(3):
        bench.enqueue(f"w{number}")
    bench.enqueue("w1", Kind.WRITE)
    queues.wake(Lane.DRAFT)

    due = Sweep(bench.storage.board, queues).run()

    assert due == 4
    assert queues.queued == {Lane.DRAFT: 3, Lane.WRITE: 1}


def test_wakeups_that_nobody_took_yet_are_not_added_to(bench: Bench) -> None:
    queues = Queues()
    sweep = Sweep(bench.storage.board, queues)
    bench.enqueue()

    for _ in range(5):
        sweep.run()

    assert queues.queued == {Lane.DRAFT: 1}


def test_a_long_queue_of_jobs_gets_a_bounded_number_of_wakeups(bench: Bench) -> None:
    queues = Queues()
    for number in range(MOST_WAKEUPS + 10):
        bench.enqueue(f"w{number}")

    Sweep(bench.storage.board, queues).run()

    assert queues.queued == {Lane.DRAFT: MOST_WAKEUPS}


def test_jobs_of_a_dead_worker_are_woken_once_their_lease_is_over(bench: Bench) -> None:
    queues = Queues()
    sweep = Sweep(bench.storage.board, queues)
    bench.enqueue()
    claimed(bench.storage)

    bench.clock.advance(LEASE_MS - 1)
    assert (sweep.run(), queues.queued) == (0, {})

    bench.clock.advance(1)
    assert (sweep.run(), queues.queued) == (1, {Lane.DRAFT: 1})


def test_jobs_that_are_not_due_yet_wake_nobody(bench: Bench) -> None:
    queues = Queues()
    enqueued(bench.storage, "later", delay_ms=1_000)

    assert (Sweep(bench.storage.board, queues).run(), queues.queued) == (0, {})


@pytest.mark.parametrize("housekeeping", [False, True])
def test_a_round_goes_on_without_its_database(tmp_path: Path, housekeeping: bool) -> None:
    """One that ended the process would leave every tenant without a sweeper."""
    Keyring.create(tmp_path / "keyring.json")
    services = build(Settings(data=tmp_path, config_dir=tmp_path, broker_url="redis://127.0.0.1:1/0"))

    scheduler.one_round(services, housekeeping=housekeeping)

    services.close()


def test_one_tenants_fault_ends_neither_round_nor_sweeping(tmp_path: Path) -> None:
    Keyring.create(tmp_path / "keyring.json")
    settings = Settings(
        data=tmp_path, config_dir=tmp_path, broker_url="redis://127.0.0.1:1/0", prompts_dir=tmp_path
    )
    (tmp_path / "acme.yaml").write_text("sources: {}\n")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "profile.yaml").write_text("name: [")
    upgrade(settings.database)
    queues = Queues()
    services = build(settings)
    with services.storage.work.begin("acme") as unit:
        unit.jobs.enqueue(Kind.DRAFT, "w1")
    swept = dataclasses.replace(services, sweep=Sweep(services.storage.board, cast("Broker", queues)))

    for _ in range(2):
        scheduler.one_round(swept, housekeeping=True)

    assert queues.queued == {Lane.DRAFT: 1}
    services.close()
