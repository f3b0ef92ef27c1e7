"""What one process has in hand: no tenant has all of it, and a job that must be alone is."""

import threading
from collections.abc import Callable, Collection

from service.domain.ids import new_id
from service.domain.job import Job, Kind
from service.worker.hands import Hands
from tests.e2e.processes import eventually

ACME, OTHER = "acme", "globex"


class Seconds:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def a_job(tenant_id: str = ACME, kind: Kind = Kind.DRAFT) -> Job:
    return Job(tenant_id=tenant_id, id=new_id(), kind=kind, subject=new_id())


def giving(*jobs: Job) -> Callable[[Collection[str]], Job | None]:
    """A board with these jobs in their order."""
    waiting = list(jobs)

    def claim(without: Collection[str]) -> Job | None:
        found = next((job for job in waiting if job.tenant_id not in without), None)
        if found is not None:
            waiting.remove(found)
        return found

    return claim


def shared(threads: int = 4, *, several: bool = True) -> Hands:
    return Hands(threads=threads, share=0.75, several=lambda: several)


def in_background(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_a_tenant_leaves_room_for_whoever_comes_next() -> None:
    hands = shared()
    claim = giving(*(a_job() for _ in range(4)), a_job(OTHER))

    taken = [hands.take(claim) for _ in range(5)]

    assert [job.tenant_id if job else None for job in taken] == [ACME, ACME, ACME, OTHER, None]


def test_a_share_is_rounded_up_so_that_one_thread_is_enough() -> None:
    hands = shared(threads=1)

    assert hands.take(giving(a_job())) is not None


def test_a_tenant_that_is_alone_may_have_every_thread() -> None:
    hands = shared(several=False)
    claim = giving(*(a_job() for _ in range(4)))

    assert all(hands.take(claim) for _ in range(4))


def test_what_is_done_makes_room_again() -> None:
    hands = shared()
    claim = giving(*(a_job() for _ in range(4)))
    first, *_ = [hands.take(claim) for _ in range(3)]
    assert first is not None

    full = hands.take(claim)
    hands.drop(first)

    assert (full, hands.take(claim) is not None) == (None, True)


def test_many_threads_at_once_do_not_overdraw_a_share() -> None:
    hands = shared()
    claim = giving(*(a_job() for _ in range(16)))
    ready = threading.Barrier(16)
    taken: list[Job | None] = []

    def take() -> None:
        ready.wait(5)
        taken.append(hands.take(claim))

    threads = [in_background(take) for _ in range(16)]
    for thread in threads:
        thread.join(10)

    assert sum(job is not None for job in taken) == 3


def test_a_job_is_overdue_once_its_kinds_deadline_is_over() -> None:
    clock = Seconds()
    hands = Hands(monotonic=clock)
    job = hands.take(giving(a_job()))
    waiting = a_job()
    hands.add(waiting)

    clock.now += Kind.DRAFT.deadline_ms / 1000 - 0.001
    before = (hands.in_time(), hands.overdue())
    clock.now += 0.001

    assert before == ([job, waiting], [])
    assert (hands.in_time(), hands.overdue()) == ([waiting], [job])


def test_a_job_that_must_be_alone_waits_for_the_others_and_they_for_it() -> None:
    hands, alone = shared(), a_job()
    claim = giving(a_job(), a_job())
    first = hands.take(claim)
    assert first is not None
    hands.add(alone)
    begun, over, order = threading.Event(), threading.Event(), list[str]()

    def run_alone() -> None:
        with hands.alone(alone) as is_alone:
            order.append(f"alone {is_alone}")
            begun.set()
            over.wait(5)
            hands.drop(alone)

    def run_another() -> None:
        if hands.take(claim) is not None:
            order.append("another")

    one = in_background(run_alone)
    eventually(lambda: hands._closed, why="nothing more is taken")
    other = in_background(run_another)
    waited = not begun.is_set()
    hands.drop(first)
    assert begun.wait(5)
    over.set()
    for thread in (one, other):
        thread.join(10)

    assert waited
    assert order == ["alone True", "another"]


def test_a_process_that_ends_waits_for_no_lone_job() -> None:
    hands, alone = shared(), a_job()
    assert hands.take(giving(a_job())) is not None
    hands.add(alone)
    told: list[bool] = []

    def run_alone() -> None:
        with hands.alone(alone) as is_alone:
            told.append(is_alone)

    thread = in_background(run_alone)
    eventually(lambda: hands._closed, why="nothing more is taken")
    hands.stop()
    thread.join(10)

    assert told == [False]
    assert hands.take(giving(a_job())) is None
