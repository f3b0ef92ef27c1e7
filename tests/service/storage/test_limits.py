"""Limits: what a tenant's file sets holds for all workers together, and costs nothing where there is none."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from service.domain.errors import Postpone, StaleFence
from service.domain.job import LEASE_MS, Job, Kind, Lane
from service.domain.limits import Learnt, Limits
from service.storage import Keyring, Storage
from service.storage.limited import LOOK_AGAIN_MS
from service.storage.tables import jobs
from service.storage.tables import limits as table
from tests.service.storage.builders import ACME, OTHER, Clock, Told, claimed, enqueued
from tests.service.storage.raw import rows
from tests.service.storage.shares import finish, limited, refused, reserve, taken


def test_without_limits_a_reservation_costs_no_statement_but_one_look_a_second(
    storage: Storage, clock: Clock
) -> None:
    job, *_ = taken(storage, 1)
    statements: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        if "set_config" not in statement and not statement.startswith("BEGIN"):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    for _ in range(5):
        reserve(storage, job)
    clock.advance(LOOK_AGAIN_MS)
    reserve(storage, job)
    event.remove(Engine, "before_cursor_execute", note)

    assert len(statements) == 2
    assert all("FROM limits" in statement for statement in statements)


def test_no_more_jobs_than_places_use_a_connection_at_once(storage: Storage, clock: Clock) -> None:
    limited(storage, in_flight=2)
    first, second, third = taken(storage, 3)
    reserve(storage, first)
    reserve(storage, second)

    wait = refused(storage, third)

    assert (wait.connection, wait.reason) == ("llm", "llm_full")
    clock.advance(60_000)
    assert storage.board.claim(Lane.DRAFT, "worker-1") is None
    assert storage.board.due() == {}
    finish(storage, first)
    assert storage.board.due() == {Lane.DRAFT: 1}
    again = claimed(storage)
    assert again.id == third.id
    reserve(storage, again)


@pytest.mark.parametrize("end", ["postpone", "give_up", "park", "crash"])
def test_a_place_is_free_again_however_its_job_ended(storage: Storage, clock: Clock, end: str) -> None:
    limited(storage, in_flight=1)
    first, second = taken(storage, 2)
    reserve(storage, first)
    ends: dict[str, Callable[[], object]] = {
        "postpone": lambda: unit.jobs.postpone(first, delay_ms=900_000, reason="x", failed=True),
        "give_up": lambda: unit.jobs.give_up(first),
        "park": lambda: unit.jobs.park(first, reason="x"),
        "crash": lambda: None,
    }

    with storage.work.begin(ACME) as unit:
        ends[end]()
    if end == "crash":
        clock.advance(LEASE_MS - 1)
        storage.board.renew([second], "worker-1")
        clock.advance(1)
        storage.board.free_expired()
    while again := storage.board.claim(Lane.DRAFT, "worker-1"):
        assert again.id == first.id

    reserve(storage, second)


def test_a_job_that_waits_for_a_full_connection_holds_up_none_that_does_not(
    storage: Storage, clock: Clock
) -> None:
    limited(storage, in_flight=1)
    first, second = taken(storage, 2)
    reserve(storage, first)
    refused(storage, second)
    clock.advance(60_000)

    enqueued(storage, "fresh")

    assert storage.board.due() == {Lane.DRAFT: 1}
    assert claimed(storage).subject == "fresh"


def test_a_job_claimed_for_a_place_counts_before_it_has_taken_it(storage: Storage, clock: Clock) -> None:
    limited(storage, in_flight=1)
    first, second, third = taken(storage, 3)
    reserve(storage, first)
    refused(storage, second)
    refused(storage, third)
    clock.advance(60_000)
    finish(storage, first)

    coming = claimed(storage)

    assert storage.board.claim(Lane.DRAFT, "worker-1") is None
    finish(storage, coming)
    assert claimed(storage).id == third.id


def test_a_job_moves_from_one_connection_to_the_next(storage: Storage) -> None:
    with storage.work.begin(ACME) as unit:
        unit.limits.sync({"crm": Limits(in_flight=1), "llm": Limits(in_flight=1)})
    first, second = taken(storage, 2)
    reserve(storage, first, "crm")

    reserve(storage, first, "llm")
    reserve(storage, second, "crm")

    assert refused(storage, second, "llm").connection == "llm"


def test_a_file_that_names_no_limit_any_more_lifts_it(storage: Storage, storage_url: str) -> None:
    limited(storage, in_flight=1)
    first, second = taken(storage, 2)
    reserve(storage, first)

    with storage.work.begin(ACME) as unit:
        unit.limits.sync({"llm": Limits()})

    reserve(storage, second)
    assert rows(storage_url, ACME, select(table)) == []


def test_a_file_that_did_not_change_writes_nothing(storage: Storage) -> None:
    limited(storage, in_flight=1)

    with storage.work.read(ACME) as unit:
        unit.limits.sync({"llm": Limits(in_flight=1)})


def test_one_tenants_limits_are_nobody_elses(storage: Storage) -> None:
    limited(storage, in_flight=1)
    taken(storage, 1)
    enqueued(storage, tenant_id=OTHER)
    enqueued(storage, "w2", tenant_id=OTHER)

    for _ in range(2):
        reserve(storage, claimed(storage))


def test_a_limit_that_another_process_set_holds_within_a_second(
    storage: Storage, storage_url: str, keyring: Keyring, clock: Clock
) -> None:
    job, *_ = taken(storage, 1)
    reserve(storage, job)
    other = Storage(storage_url, keyring, after_commit=Told(), clock=clock)
    with other.work.begin(ACME) as unit:
        unit.limits.learn("llm", Learnt(resume_at=unit.now + timedelta(minutes=1)))
    other.dispose()

    clock.advance(LOOK_AGAIN_MS)

    assert refused(storage, job).connection == "llm"


def test_a_worker_that_lost_its_lease_takes_nothing(storage: Storage, storage_url: str, clock: Clock) -> None:
    limited(storage, in_flight=1, requests_per_minute=60)
    late, *_ = taken(storage, 1)
    clock.advance(LEASE_MS)
    storage.board.free_expired()

    with pytest.raises(StaleFence):
        reserve(storage, late)

    assert [row.requests_until for row in rows(storage_url, ACME, select(table))] == [0]


@pytest.mark.parametrize("limits", [Limits(in_flight=3), Limits(requests_per_minute=33)])
def test_what_eight_workers_take_at_once_stays_within_the_limit(
    storage: Storage, storage_url: str, limits: Limits
) -> None:
    with storage.work.begin(ACME) as unit:
        unit.limits.sync({"llm": limits})
    together = taken(storage, 8)
    start = Barrier(8)

    def take(job: Job) -> bool:
        start.wait()
        try:
            reserve(storage, job)
        except Postpone:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        got = sum(pool.map(take, together))

    holding = rows(storage_url, ACME, select(jobs).where(jobs.c.connection == "llm"))
    assert (got, len(holding)) == (3, 3)


def test_eight_workers_that_claim_at_once_stay_within_the_tenants_limit(storage: Storage) -> None:
    limited(storage, "", in_flight=3)
    for number in range(20):
        enqueued(storage, f"w{number}")
        enqueued(storage, f"w{number}", Kind.WRITE)
    start = Barrier(8)

    def claim(number: int) -> list[Job]:
        start.wait()
        lane = (Lane.DRAFT, Lane.WRITE)[number % 2]
        return [job for _ in range(5) if (job := storage.board.claim(lane, f"worker-{number}"))]

    with ThreadPoolExecutor(8) as pool:
        got = [job for jobs in pool.map(claim, range(8)) for job in jobs]

    assert len({job.id for job in got}) == len(got) == 3
    assert storage.board.due() == {}
    finish(storage, got[0])
    # Whichever lane is woken first gets it.
    assert storage.board.due() == {Lane.DRAFT: 1, Lane.WRITE: 1}
