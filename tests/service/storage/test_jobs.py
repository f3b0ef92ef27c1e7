"""Jobs: claimed by one, held by a fence, never lost and never run twice at once."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update

from service.domain.errors import StaleFence
from service.domain.job import CRASHES_BEFORE_PARKING, LEASE_MS, Job, Kind, Lane
from service.domain.job_ports import Jobs
from service.storage import Storage
from service.storage.board import CRASHES_BEFORE_LONE
from service.storage.tables import jobs
from tests.service.storage.builders import ACME, OTHER, Clock, Told, claimed, enqueued
from tests.service.storage.raw import execute, rows


def finish(storage: Storage, job: Job) -> None:
    with storage.work.begin(job.tenant_id) as unit:
        unit.jobs.finish(job)


def crash(storage: Storage, clock: Clock, *, lone: bool = False) -> None:
    claimed(storage, lone=lone)
    clock.advance(LEASE_MS)
    assert storage.board.free_expired() == 1


def test_a_job_is_claimed_once_and_gone_when_finished(storage: Storage) -> None:
    enqueued(storage)

    job = claimed(storage)

    assert (job.tenant_id, job.kind, job.subject, job.fence, job.attempts) == (ACME, Kind.DRAFT, "w1", 1, 0)
    assert storage.board.claim(Lane.DRAFT, "worker-2") is None
    finish(storage, job)
    enqueued(storage)
    assert claimed(storage).id != job.id


def test_a_lane_claims_only_its_own(storage: Storage) -> None:
    enqueued(storage, kind=Kind.WRITE)

    assert storage.board.claim(Lane.DRAFT, "worker-1") is None
    assert claimed(storage, Lane.WRITE).kind is Kind.WRITE


def test_jobs_are_claimed_in_the_order_they_are_due(storage: Storage, clock: Clock) -> None:
    enqueued(storage, "late", delay_ms=300)
    enqueued(storage, "early", delay_ms=100)
    enqueued(storage, "future", delay_ms=10_000)
    clock.advance(300)

    assert [claimed(storage).subject, claimed(storage).subject] == ["early", "late"]
    assert storage.board.claim(Lane.DRAFT, "worker-1") is None


def test_lanes_of_due_jobs_are_told_after_the_commit(storage: Storage, told: Told) -> None:
    with storage.work.begin(ACME) as unit:
        unit.jobs.enqueue(Kind.DRAFT, "w1")
        unit.jobs.enqueue(Kind.WRITE, "w1", delay_ms=20_000)
        before = list(told.hints)

    assert before == []
    assert told.hints == [(frozenset({Lane.DRAFT}), False)]


def test_nothing_is_told_when_the_unit_fails(storage: Storage, told: Told) -> None:
    def fail_after_asking() -> None:
        with storage.work.begin(ACME) as unit:
            unit.jobs.enqueue(Kind.DRAFT, "w1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_asking()

    assert told.hints == []
    assert storage.board.due() == {}


def test_due_jobs_are_counted_by_lane(storage: Storage) -> None:
    for subject in ("w1", "w2", "w3"):
        enqueued(storage, subject)
    enqueued(storage, "w1", Kind.WRITE, delay_ms=1000)
    claimed(storage)

    assert storage.board.due() == {Lane.DRAFT: 2}


def test_asking_again_for_a_waiting_job_keeps_one_at_the_earlier_time(storage: Storage) -> None:
    enqueued(storage, delay_ms=5000)
    enqueued(storage, delay_ms=9000)

    assert storage.board.due() == {}
    enqueued(storage)
    assert storage.board.due() == {Lane.DRAFT: 1}
    finish(storage, claimed(storage))
    assert storage.board.due() == {}


def test_a_job_asked_for_while_a_worker_has_it_runs_once_more(storage: Storage, told: Told) -> None:
    enqueued(storage)
    job = claimed(storage)
    enqueued(storage)
    assert storage.board.claim(Lane.DRAFT, "worker-2") is None
    told.hints.clear()

    finish(storage, job)

    assert told.hints == [(frozenset({Lane.DRAFT}), False)]
    again = claimed(storage)
    assert (again.id, again.fence) == (job.id, 2)
    finish(storage, again)
    assert storage.board.claim(Lane.DRAFT, "worker-1") is None


def test_a_job_asked_for_while_in_hand_is_not_parked(storage: Storage) -> None:
    enqueued(storage)
    job = claimed(storage)
    enqueued(storage)

    with storage.work.begin(ACME) as unit:
        unit.jobs.park(job, reason="rejected")

    assert claimed(storage).attempts == 0


def test_a_postponed_job_comes_back_at_its_time(storage: Storage, clock: Clock) -> None:
    enqueued(storage)
    for failed in (True, False):
        job = claimed(storage)
        with storage.work.begin(ACME) as unit:
            unit.jobs.postpone(job, delay_ms=1000, reason="model_unavailable", failed=failed)
        assert storage.board.claim(Lane.DRAFT, "worker-1") is None
        clock.advance(1000)

    job = claimed(storage)
    assert (job.attempts, job.crashes, job.fence) == (1, 0, 3)


def test_a_parked_job_waits_until_it_is_asked_for_again(storage: Storage, clock: Clock) -> None:
    enqueued(storage)
    first = claimed(storage)
    with storage.work.begin(ACME) as unit:
        unit.jobs.postpone(first, delay_ms=0, reason="x", failed=True)
    second = claimed(storage)
    with storage.work.begin(ACME) as unit:
        unit.jobs.park(second, reason="rejected")
    clock.advance(10**9)
    assert storage.board.claim(Lane.DRAFT, "worker-1") is None

    enqueued(storage)

    assert (second.attempts, claimed(storage).attempts) == (1, 0)


def test_a_waiting_job_can_be_cancelled_one_in_hand_cannot(storage: Storage) -> None:
    enqueued(storage)

    with storage.work.begin(ACME) as unit:
        assert unit.jobs.cancel(Kind.DRAFT, "w1")
        assert not unit.jobs.cancel(Kind.DRAFT, "w1")
    enqueued(storage)
    claimed(storage)
    with storage.work.begin(ACME) as unit:
        assert not unit.jobs.cancel(Kind.DRAFT, "w1")


CHANGES: dict[str, Callable[[Jobs, Job], None]] = {
    "hold": lambda jobs, job: jobs.hold(job),
    "finish": lambda jobs, job: jobs.finish(job),
    "park": lambda jobs, job: jobs.park(job, reason="x"),
    "postpone": lambda jobs, job: jobs.postpone(job, delay_ms=0, reason="x", failed=True),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("taken_over", [False, True])
def test_a_lease_that_ran_out_leaves_its_holder_nothing_to_change(
    storage: Storage, clock: Clock, change: str, taken_over: bool
) -> None:
    enqueued(storage)
    late = claimed(storage)
    clock.advance(LEASE_MS)
    storage.board.free_expired()
    successor = claimed(storage, worker="worker-2") if taken_over else None

    with storage.work.begin(ACME) as unit, pytest.raises(StaleFence):
        CHANGES[change](unit.jobs, late)

    current = successor or claimed(storage)
    assert (current.id, current.fence, current.crashes) == (late.id, late.fence + 1, 1)
    with storage.work.begin(ACME) as unit:
        unit.jobs.hold(current)
        unit.jobs.finish(current)


def test_a_renewed_lease_does_not_run_out(storage: Storage, clock: Clock) -> None:
    enqueued(storage, "w1")
    enqueued(storage, "w2")
    kept, lost = claimed(storage), claimed(storage)
    clock.advance(LEASE_MS - 1)

    storage.board.renew([kept], "worker-1")
    storage.board.renew([lost], "worker-2")
    storage.board.renew([], "worker-1")
    clock.advance(1)

    assert storage.board.free_expired() == 1
    assert claimed(storage).id == lost.id


def test_a_job_that_keeps_crashing_is_parked(storage: Storage, clock: Clock, told: Told) -> None:
    enqueued(storage)
    for crashes in range(CRASHES_BEFORE_PARKING - 1):
        crash(storage, clock, lone=crashes >= CRASHES_BEFORE_LONE)
        assert told.hints[-1] == (frozenset({Lane.DRAFT}), False)
    told.hints.clear()

    crash(storage, clock, lone=True)

    assert told.hints == []
    assert storage.board.claim(Lane.DRAFT, "worker-1") is None
    assert storage.board.claim(Lane.DRAFT, "worker-1", lone=True) is None
    enqueued(storage)
    assert claimed(storage).crashes == 0


def test_a_job_that_crashed_twice_is_marked_to_run_alone(
    storage: Storage, clock: Clock, storage_url: str
) -> None:
    enqueued(storage)
    marks = []

    for _ in range(2):
        crash(storage, clock)
        marks += rows(storage_url, ACME, select(jobs.c.crashes, jobs.c.lone))

    assert [tuple(mark) for mark in marks] == [(1, False), (2, True)]


def test_a_kind_of_a_newer_release_is_left_to_its_workers(storage: Storage, storage_url: str) -> None:
    enqueued(storage)

    execute(storage_url, ACME, update(jobs).values(kind="translate"))

    assert storage.board.claim(Lane.DRAFT, "worker-1") is None


def test_a_job_asked_for_while_in_hand_does_not_wait_out_a_postponement(storage: Storage) -> None:
    enqueued(storage)
    job = claimed(storage)
    enqueued(storage)

    with storage.work.begin(ACME) as unit:
        unit.jobs.postpone(job, delay_ms=60_000, reason="x", failed=True)

    assert claimed(storage).attempts == 1


def test_eight_threads_get_each_job_exactly_once(storage: Storage) -> None:
    subjects = {f"w{number}" for number in range(40)}
    with storage.work.begin(ACME) as unit:
        for subject in subjects:
            unit.jobs.enqueue(Kind.DRAFT, subject)

    def take_all(worker: int) -> list[str]:
        taken = []
        while storage.board.due():
            job = storage.board.claim(Lane.DRAFT, f"worker-{worker}")
            if job is not None:
                taken.append(job.subject)
        return taken

    with ThreadPoolExecutor(8) as pool:
        taken = Counter(subject for took in pool.map(take_all, range(8)) for subject in took)

    assert taken == Counter(subjects)


def test_a_job_of_one_tenant_is_out_of_reach_for_another(storage: Storage) -> None:
    enqueued(storage)
    job = claimed(storage)

    with pytest.raises(StaleFence), storage.work.begin(OTHER) as unit:
        unit.jobs.finish(job)

    finish(storage, job)
