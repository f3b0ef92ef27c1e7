"""Over the whole board: jobs that run alone are run so, and a tenant that is behind is known to be."""

import threading

from sqlalchemy import select

from service.domain.job import LEASE_MS, Job, Kind, Lane
from service.storage.tables import jobs
from service.worker.foreman import ALONE_S, Foreman
from tests.e2e.processes import eventually
from tests.service.storage.builders import ACME, OTHER
from tests.service.storage.raw import rows
from tests.service.worker.conftest import Bench


def foreman_of(bench: Bench) -> Foreman:
    return Foreman(bench.storage.board, bench.runner, bench.backlog, monotonic=lambda: bench.clock.now / 1000)


def test_a_job_that_crashed_twice_is_run_by_the_foreman_and_by_nobody_else(both: Bench) -> None:
    both.enqueue("poison")
    both.crash(2)
    both.enqueue("innocent")

    drained = both.drain()
    foreman_of(both).look()

    assert drained == 1
    assert [(job.subject, job.lone) for job in both.ran] == [("innocent", False), ("poison", True)]


def test_while_a_job_runs_alone_nothing_else_does(both: Bench) -> None:
    both.enqueue("poison")
    both.crash(2)
    both.enqueue("before")
    may_end = {"before": threading.Event(), "poison": threading.Event()}
    together: list[tuple[str, int]] = []

    def does(job: Job) -> None:
        together.append((job.subject, len(both.hands.in_time())))
        if job.subject in may_end:
            assert may_end[job.subject].wait(10)
        both.finish(job)

    both.does = does
    threads = [threading.Thread(target=both.drain) for _ in range(2)]
    threads[0].start()
    eventually(lambda: together, why="one runs that came before")
    looking = threading.Thread(target=foreman_of(both).look)
    looking.start()
    eventually(lambda: both.hands._closed, why="nothing more is taken")
    both.enqueue("after")
    threads[1].start()
    may_end["before"].set()
    eventually(lambda: len(together) == 2, why="the lone one runs")
    may_end["poison"].set()
    for thread in (looking, *threads):
        thread.join(10)

    assert together == [("before", 1), ("poison", 1), ("after", 1)]


def test_jobs_that_run_alone_follow_each_other_for_a_while_and_then_make_room(both: Bench) -> None:
    for number in range(4):
        both.enqueue(f"w{number}")
    both.crash(2)
    foreman = foreman_of(both)

    def slow(job: Job) -> None:
        both.clock.advance(int(ALONE_S * 1000) - 1_000)
        both.finish(job)

    both.does = slow
    runs = []
    for _ in range(5):
        foreman.look()
        runs.append(len(both.ran))
        both.clock.advance(1_000)

    assert runs == [2, 2, 4, 4, 4]


def test_a_lone_job_that_nobody_could_begin_is_handed_back_as_it_was(both: Bench, storage_url: str) -> None:
    both.enqueue("poison")
    both.crash(2)
    both.runner.stop()

    foreman_of(both).look()

    [row] = rows(storage_url, ACME, select(jobs.c.state, jobs.c.attempts, jobs.c.crashes, jobs.c.lone))
    assert (row.state, row.attempts, row.crashes, row.lone) == ("waiting", 0, 2, True)
    assert both.ran == []


def test_a_job_that_crashes_alone_too_waits_for_a_person(both: Bench, storage_url: str) -> None:
    both.enqueue("poison")
    both.crash(2)

    both.crash(2)
    foreman_of(both).look()

    [row] = rows(storage_url, ACME, select(jobs.c.state, jobs.c.reason))
    assert (row.state, row.reason) == ("parked", "crashed")
    assert both.ran == []


def test_a_tenant_is_behind_from_the_limit_on_until_half_of_it(both: Bench) -> None:
    foreman = foreman_of(both)
    both.enqueue("old")
    both.enqueue("other", tenant_id=OTHER, kind=Kind.WRITE)

    both.clock.advance(60_000)
    foreman.look()
    at_the_limit = both.backlog.behind
    both.clock.advance(1_000)
    foreman.look()
    beyond = both.backlog.behind
    both.drain()
    both.enqueue("newer")
    both.clock.advance(30_001)
    foreman.look()
    still = both.backlog.behind
    both.drain()
    both.clock.advance(LEASE_MS)
    foreman.look()

    assert (at_the_limit, beyond, still) == (frozenset(), frozenset({ACME}), frozenset({ACME}))
    assert both.backlog.behind == frozenset()


def test_replays_of_a_tenant_that_is_behind_are_not_claimed(both: Bench) -> None:
    for tenant_id in (ACME, OTHER):
        both.enqueue("replay", Kind.RETAIN, tenant_id)
    both.enqueue("draft")
    both.clock.advance(61_000)
    foreman_of(both).look()

    behind = both.runner.drain(Lane.TUNE)
    both.drain()
    foreman_of(both).look()
    recovered = both.runner.drain(Lane.TUNE)

    assert (behind, recovered) == (1, 1)
    assert [job.tenant_id for job in both.ran] == [OTHER, ACME, ACME]
