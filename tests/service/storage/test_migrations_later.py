"""What a later release may leave in the database while this one still works on it."""

from sqlalchemy import insert

from service.domain.job import Kind, Lane
from service.storage import Storage
from service.storage.tables import jobs
from tests.service.storage.builders import ACME, START, Clock, enqueued
from tests.service.storage.raw import execute

AGES = 3_600_000


def of_a_later_kind(url: str) -> None:
    """Due for an hour, in a lane that we serve."""
    row = {"lane": Lane.DRAFT.value, "kind": "of_a_later_release", "subject": "w1", "state": "waiting"}
    numbers = dict.fromkeys(("attempts", "crashes", "fence", "deadline_ms"), 0)
    times = dict.fromkeys(("due", "created_at"), START - AGES)
    named = {"tenant_id": ACME, "id": "j1", "lone": False}
    execute(url, ACME, insert(jobs).values(named | row | numbers | times))


def test_a_job_of_a_later_kind_is_left_alone_and_hides_no_other(
    storage: Storage, storage_url: str, clock: Clock
) -> None:
    of_a_later_kind(storage_url)
    enqueued(storage)

    first = storage.board.claim(Lane.DRAFT, "worker-1")
    second = storage.board.claim(Lane.DRAFT, "worker-1")

    assert first is not None
    assert (first.kind, second) == (Kind.DRAFT, None)
    assert not storage.board.due().get(Lane.DRAFT)


def test_a_job_of_a_later_kind_does_not_look_like_a_backlog(
    storage: Storage, storage_url: str, clock: Clock
) -> None:
    of_a_later_kind(storage_url)
    enqueued(storage)
    clock.advance(1_000)

    (wait,) = storage.board.waits()

    assert (wait.due, wait.oldest_due_ms) == (1, 1_000)


def test_a_job_of_a_later_kind_breaks_no_list(storage: Storage, storage_url: str) -> None:
    of_a_later_kind(storage_url)
    enqueued(storage)

    with storage.work.read(ACME) as unit:
        page = unit.jobs.page()

    assert [row.kind for row in page.items] == [Kind.DRAFT]
