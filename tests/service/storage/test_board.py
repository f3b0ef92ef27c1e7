"""The board: tenants take turns, however long one's queue is; what cannot run now is passed over."""

import heapq
import random
from collections.abc import Sequence
from itertools import count

import pytest
from sqlalchemy import text

from service.domain.board import LaneWait
from service.domain.job import LEASE_MS, Job, Kind, Lane
from service.domain.limits import Limits
from service.storage import Storage, shelves
from service.storage.claims import claim_statement
from service.storage.engine import Database
from tests.service.storage.builders import ACME, OTHER, START, Clock, claimed, enqueued
from tests.service.storage.raw import execute

BACKLOG = 5_000
SLOTS = 16
SHARE = 12
JOB_MS = 1_000

FILL = text(
    "INSERT INTO jobs (tenant_id, id, lane, kind, subject, state, attempts, crashes, lone, fence, due,"
    " deadline_ms, created_at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)"
    " SELECT :tenant, 'job-' || i, 'draft', 'draft', 'old-' || i, 'waiting', 0, 0, false, 0, :due + i, 90000, :due"
    " FROM n"
)


def pile_up(url: str, tenant_id: str = ACME, number: int = BACKLOG, *, age_ms: int = 9_000_000) -> None:
    """Jobs that wait for hours, as an older release stored them: without the newer columns."""
    words = FILL.bindparams(tenant=tenant_id, count=number, due=START - age_ms)
    execute(url, tenant_id, words)


class Worker:
    """Threads of one process, each of which takes a job, works for a second and takes the next."""

    def __init__(self, storage: Storage, clock: Clock, *, share: int = SLOTS) -> None:
        self._storage = storage
        self._clock = clock
        self._share = share
        self._order = count()
        self._running: list[tuple[int, int, Job]] = []
        self.done: dict[str, int] = {}

    def run_until(self, moment: int) -> None:
        """Begin what can be begun, end what is at its end, up to a moment."""
        self._begin()
        while self._running and self._running[0][0] <= moment:
            self._clock.now, _, job = heapq.heappop(self._running)
            with self._storage.work.begin(job.tenant_id) as unit:
                unit.jobs.finish(job)
            self.done[job.subject] = self._clock.now
            self._begin()
        self._clock.now = moment

    def _begin(self) -> None:
        while len(self._running) < SLOTS:
            held = [job.tenant_id for _, _, job in self._running]
            full = {tenant for tenant in held if held.count(tenant) >= self._share}
            job = self._storage.board.claim(Lane.DRAFT, "worker-1", without=full)
            if job is None:
                return
            heapq.heappush(self._running, (self._clock.now + JOB_MS, next(self._order), job))


def times_to_done(storage: Storage, clock: Clock, worker: Worker, pauses: Sequence[int]) -> list[int]:
    """How long each of the other tenant's jobs took, which come one after the other."""
    asked = {}
    for number, pause in enumerate(pauses):
        worker.run_until(clock.now + pause)
        asked[f"new-{number}"] = clock.now
        enqueued(storage, f"new-{number}", tenant_id=OTHER)
    worker.run_until(clock.now + 10 * JOB_MS)
    return [worker.done[subject] - moment for subject, moment in asked.items()]


def test_five_thousand_waiting_jobs_of_one_tenant_do_not_delay_another(
    storage: Storage, storage_url: str, clock: Clock
) -> None:
    draw = random.Random(20260528)  # noqa: S311  # arrivals, no secrets
    pauses = [draw.randint(200, 900) for _ in range(60)]
    undisturbed = times_to_done(storage, clock, Worker(storage, clock, share=SHARE), pauses)
    pile_up(storage_url)
    busy = Worker(storage, clock, share=SHARE)

    disturbed = times_to_done(storage, clock, busy, pauses)

    assert sum(disturbed) <= 1.2 * sum(undisturbed)
    assert max(disturbed) <= 1.2 * max(undisturbed)
    assert sum(subject.startswith("old-") for subject in busy.done) > 200


def test_whoever_has_fewest_jobs_at_work_comes_first(storage: Storage, storage_url: str) -> None:
    pile_up(storage_url, ACME, 10)
    pile_up(storage_url, OTHER, 10)
    for _ in range(3):
        assert storage.board.claim(Lane.DRAFT, "worker-1", without={OTHER}) is not None

    tenants = [claimed(storage).tenant_id for _ in range(5)]

    assert tenants[:3] == [OTHER] * 3
    assert set(tenants[3:]) == {ACME, OTHER}


def test_with_one_thread_tenants_take_turns(storage: Storage, storage_url: str) -> None:
    for place, tenant_id in enumerate((ACME, OTHER, "initech")):
        pile_up(storage_url, tenant_id, 10, age_ms=1_000_000 * (3 - place))
    turns = []

    for _ in range(9):
        job = claimed(storage)
        turns.append(job.tenant_id)
        with storage.work.begin(job.tenant_id) as unit:
            unit.jobs.finish(job)

    assert [set(turns[start : start + 3]) for start in (0, 3, 6)] == [{ACME, OTHER, "initech"}] * 3


def test_tenants_that_have_their_share_are_passed_over(storage: Storage) -> None:
    enqueued(storage)
    enqueued(storage, tenant_id=OTHER)

    assert storage.board.claim(Lane.DRAFT, "worker-1", without={ACME, OTHER}) is None
    job = storage.board.claim(Lane.DRAFT, "worker-1", without={ACME})

    assert job is not None
    assert job.tenant_id == OTHER


def test_a_tenant_at_its_limit_waits_in_all_lanes_and_others_do_not(storage: Storage) -> None:
    with storage.work.begin(ACME) as unit:
        unit.limits.sync({"": Limits(in_flight=1)})
    enqueued(storage, kind=Kind.WRITE)
    enqueued(storage)
    enqueued(storage, tenant_id=OTHER)
    running = claimed(storage, Lane.WRITE)

    assert storage.board.due() == {Lane.DRAFT: 1}
    assert claimed(storage).tenant_id == OTHER
    assert storage.board.claim(Lane.DRAFT, "worker-1") is None
    with storage.work.begin(ACME) as unit:
        unit.jobs.finish(running)
    assert claimed(storage).tenant_id == ACME


def crashed(storage: Storage, clock: Clock, times: int) -> None:
    for number in range(times):
        claimed(storage, lone=number > 1)
        clock.advance(LEASE_MS)
        storage.board.free_expired()


def test_a_job_that_must_run_alone_is_claimed_only_so(storage: Storage, clock: Clock) -> None:
    enqueued(storage)
    crashed(storage, clock, 2)
    enqueued(storage, "w2")

    assert storage.board.due() == {Lane.DRAFT: 2}
    lone = claimed(storage, lone=True)
    assert (lone.subject, lone.lone, lone.crashes) == ("w1", True, 2)
    assert storage.board.claim(Lane.DRAFT, "worker-1", lone=True) is None
    other = claimed(storage)
    assert (other.subject, other.lone) == ("w2", False)


def test_many_jobs_that_must_run_alone_wake_one_thread(storage: Storage, clock: Clock) -> None:
    for number in range(5):
        enqueued(storage, f"w{number}")
    for _ in range(2):
        while storage.board.claim(Lane.DRAFT, "worker-1"):
            pass
        clock.advance(LEASE_MS)
        storage.board.free_expired()

    assert storage.board.due() == {Lane.DRAFT: 1}
    assert storage.board.waits()[0].lone_due == 5


def test_waits_are_told_by_tenant_and_lane(storage: Storage, clock: Clock) -> None:
    for subject in ("w1", "w2", "w3"):
        enqueued(storage, subject)
    enqueued(storage, "later", delay_ms=60_000)
    enqueued(storage, kind=Kind.WRITE, tenant_id=OTHER, delay_ms=60_000)
    claimed(storage)
    parked = claimed(storage)
    with storage.work.begin(ACME) as unit:
        unit.jobs.park(parked, reason="x")
    clock.advance(2_500)

    waits = storage.board.waits()

    assert list(waits) == [
        LaneWait(tenant_id=ACME, lane=Lane.DRAFT, due=1, leased=1, parked=1, lone_due=0, oldest_due_ms=2_500),
        LaneWait(tenant_id=OTHER, lane=Lane.WRITE, due=0, leased=0, parked=0, lone_due=0, oldest_due_ms=0),
    ]


def test_kinds_and_lanes_of_a_newer_release_wake_nobody(storage: Storage, storage_url: str) -> None:
    enqueued(storage)
    enqueued(storage, kind=Kind.WRITE)
    execute(storage_url, ACME, text("UPDATE jobs SET kind = 'translate' WHERE lane = 'draft'"))
    execute(storage_url, ACME, text("UPDATE jobs SET lane = 'speech' WHERE lane = 'write'"))

    assert (storage.board.due(), storage.board.claim(Lane.DRAFT, "worker-1")) == ({}, None)
    assert {wait.lane for wait in storage.board.waits()} == {Lane.DRAFT}


@pytest.mark.parametrize("lone", [False, True])
def test_a_claim_reads_no_more_of_a_long_queue_than_its_head(storage_url: str, lone: bool) -> None:
    pile_up(storage_url)
    database = Database(storage_url)
    wanted = {"lane": "draft", "tenant": ACME, "waits_for": "", "now": START, "until": START, "worker": "w"}
    finds = str(shelves.LONE if lone else shelves.SHELVES)
    plans = []

    with database.transaction(door="board") as (connection, _):
        explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
        for statement in (finds, claim_statement(lone=lone, is_sqlite=database.is_sqlite)):
            used = {name: value for name, value in wanted.items() if f":{name}" in statement}
            plans += [str(tuple(row)) for row in connection.execute(text(explain + statement), used)]

    database.dispose()
    index = "ix_jobs_lone" if lone else "ix_jobs_shelves"
    assert any(index in line for line in plans)
    assert not [line for line in plans if "SCAN jobs" in line or "Seq Scan" in line or "Sort" in line]
    assert not [line for line in plans if "TEMP B-TREE" in line]
