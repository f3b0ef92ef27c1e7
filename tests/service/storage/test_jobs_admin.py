"""Jobs as a person sees and mends them, and as a worker hands them back."""

import pytest
from sqlalchemy import text

from service.domain.errors import Invalid, NotFound, StaleFence
from service.domain.ids import new_id
from service.domain.job import LEASE_MS, Job, JobRow, JobState, Kind, Lane
from service.domain.values import from_ms
from service.storage import Storage
from tests.service.storage.builders import ACME, OTHER, START, Clock, Told, claimed, enqueued
from tests.service.storage.raw import execute


def parked(storage: Storage, subject: str = "w1") -> Job:
    enqueued(storage, subject)
    first = claimed(storage)
    with storage.work.begin(ACME) as unit:
        unit.jobs.postpone(first, delay_ms=0, reason="x", failed=True)
    job = claimed(storage)
    with storage.work.begin(ACME) as unit:
        unit.jobs.park(job, reason="rejected")
    return job


def shown(storage: Storage, job_id: str) -> JobRow:
    with storage.work.read(ACME) as unit:
        return unit.jobs.get(job_id)


def retried(storage: Storage, job_id: str) -> JobRow:
    with storage.work.begin(ACME) as unit:
        return unit.jobs.retry(job_id)


def test_a_job_is_shown_with_all_that_tells_how_it_is(storage: Storage) -> None:
    job = parked(storage)

    assert shown(storage, job.id) == JobRow(
        id=job.id,
        kind=Kind.DRAFT,
        lane=Lane.DRAFT,
        subject="w1",
        state=JobState.PARKED,
        attempts=1,
        crashes=0,
        lone=False,
        reason="rejected",
        due=from_ms(START),
        lease_until=None,
        created_at=from_ms(START),
    )


def test_jobs_are_listed_oldest_first_page_by_page(storage: Storage) -> None:
    for number in range(5):
        enqueued(storage, f"w{number}")
    enqueued(storage, "theirs", tenant_id=OTHER)
    subjects = []
    cursor = None

    for _ in range(3):
        with storage.work.read(ACME) as unit:
            page = unit.jobs.page(cursor=cursor, limit=2)
        subjects.append([row.subject for row in page.items])
        cursor = page.next_cursor

    assert (subjects, cursor) == ([["w0", "w1"], ["w2", "w3"], ["w4"]], None)


def test_jobs_are_listed_by_state(storage: Storage) -> None:
    parked(storage, "bad")
    enqueued(storage, "held")
    claimed(storage)
    enqueued(storage, "next")

    with storage.work.read(ACME) as unit:
        by_state = {state: [row.subject for row in unit.jobs.page(state=state).items] for state in JobState}

    assert by_state == {
        JobState.WAITING: ["next"],
        JobState.LEASED: ["held"],
        JobState.PARKED: ["bad"],
    }


def test_what_is_no_cursor_is_refused(storage: Storage) -> None:
    with pytest.raises(Invalid), storage.work.read(ACME) as unit:
        unit.jobs.page(cursor="w1")


@pytest.mark.parametrize("whose", ["nobody", "another"])
def test_a_job_that_is_not_the_tenants_is_not_there(storage: Storage, whose: str) -> None:
    enqueued(storage, tenant_id=OTHER)
    job_id = claimed(storage).id if whose == "another" else new_id()

    for look in (shown, retried):
        with pytest.raises(NotFound):
            look(storage, job_id)


def test_a_kind_of_a_newer_release_is_not_shown(storage: Storage, storage_url: str) -> None:
    enqueued(storage)
    job = claimed(storage)
    execute(storage_url, ACME, text("UPDATE jobs SET kind = 'translate'"))

    with storage.work.read(ACME) as unit:
        assert unit.jobs.page().items == ()
    with pytest.raises(NotFound):
        shown(storage, job.id)


def test_a_parked_job_that_is_retried_begins_afresh(storage: Storage, clock: Clock, told: Told) -> None:
    job = parked(storage)
    clock.advance(60_000)
    told.hints.clear()

    row = retried(storage, job.id)

    assert (row.state, row.attempts, row.reason, row.due) == (JobState.WAITING, 0, None, from_ms(clock.now))
    assert told.hints == [(frozenset({Lane.DRAFT}), False)]
    assert claimed(storage).attempts == 0


def test_a_job_parked_for_its_crashes_need_not_run_alone_once_retried(storage: Storage, clock: Clock) -> None:
    enqueued(storage)
    for crashes in range(4):
        job = claimed(storage, lone=crashes > 1)
        clock.advance(LEASE_MS)
        storage.board.free_expired()
    assert (shown(storage, job.id).state, shown(storage, job.id).reason) == (JobState.PARKED, "crashed")

    retried(storage, job.id)

    again = claimed(storage)
    assert (again.crashes, again.lone) == (0, False)


def test_a_waiting_job_that_is_retried_is_due_now(storage: Storage) -> None:
    enqueued(storage)
    job = claimed(storage)
    with storage.work.begin(ACME) as unit:
        unit.jobs.postpone(job, delay_ms=900_000, reason="x", failed=True)

    retried(storage, job.id)

    assert claimed(storage).attempts == 0


def test_a_job_in_hand_that_is_retried_runs_once_more_after(storage: Storage) -> None:
    enqueued(storage)
    job = claimed(storage)

    row = retried(storage, job.id)

    assert row.state is JobState.LEASED
    assert storage.board.claim(Lane.DRAFT, "worker-2") is None
    with storage.work.begin(ACME) as unit:
        unit.jobs.finish(job)
    assert claimed(storage).id == job.id


def test_a_job_given_up_is_due_at_once_and_neither_failed_nor_crashed(
    storage: Storage, clock: Clock, told: Told
) -> None:
    enqueued(storage)
    enqueued(storage, "w2", delay_ms=10)
    clock.advance(10)
    job = claimed(storage)
    told.hints.clear()

    with storage.work.begin(ACME) as unit:
        unit.jobs.give_up(job)

    assert told.hints == [(frozenset({Lane.DRAFT}), False)]
    again = claimed(storage)
    assert (again.id, again.attempts, again.crashes) == (job.id, 0, 0)
    with pytest.raises(StaleFence), storage.work.begin(ACME) as unit:
        unit.jobs.give_up(job)
