"""The runner: every outcome of a job ends as a stored state, and none is raised."""

from pathlib import Path

import pytest
from sqlalchemy import select

from connectors.errors import Auth, Permanent, Transient, Validation
from service.domain.errors import NotFound, Postpone, StaleFence, StorageDown, Unavailable
from service.domain.job import BACKOFF_MS, LEASE_MS, Job, Kind
from service.domain.ports import VersionMoved
from service.storage.tables import jobs
from service.worker.runner import DRAIN_S, MOST_SURPRISES
from tests.service.storage.builders import ACME
from tests.service.storage.raw import rows
from tests.service.worker.conftest import Bench


def the_job(url: str) -> tuple[str, int, str | None]:
    """State, attempts and reason of the only job there is."""
    [row] = rows(url, ACME, select(jobs.c.state, jobs.c.attempts, jobs.c.reason))
    return row.state, row.attempts, row.reason


def after(bench: Bench, pause_ms: int) -> tuple[int, int]:
    """How many jobs run a moment before the pause is over, and how many then."""
    bench.does = bench.finish
    bench.clock.advance(pause_ms - 1)
    early = bench.drain()
    bench.clock.advance(1)
    return early, bench.drain()


def test_a_drain_runs_what_is_due_in_its_lane_and_no_more(bench: Bench, sqlite_url: str) -> None:
    for subject in ("w1", "w2", "w3"):
        bench.enqueue(subject)
    bench.enqueue("w1", Kind.WRITE)

    done = bench.drain()

    assert done == 3
    assert [job.subject for job in bench.ran] == ["w1", "w2", "w3"]
    assert rows(sqlite_url, ACME, select(jobs.c.kind)) == [("write",)]


def test_a_drain_ends_when_its_time_is_up_and_leaves_the_rest(bench: Bench) -> None:
    for number in range(3):
        bench.enqueue(f"w{number}")

    def slow(job: Job) -> None:
        bench.clock.advance(int(DRAIN_S * 1000))
        bench.finish(job)

    bench.does = slow

    assert [bench.drain(), bench.drain()] == [1, 1]


def test_a_worker_that_ends_claims_nothing_more(bench: Bench, sqlite_url: str) -> None:
    bench.enqueue("w1")
    bench.enqueue("w2")

    def last(job: Job) -> None:
        bench.runner.stop()
        bench.finish(job)

    bench.does = last

    assert [bench.drain(), bench.drain()] == [1, 0]
    assert the_job(sqlite_url) == ("waiting", 0, None)


def test_a_postponed_job_waits_without_having_failed(bench: Bench, sqlite_url: str) -> None:
    bench.enqueue()
    bench.fail(Postpone(4_000, "undo_window"))

    bench.drain()

    assert the_job(sqlite_url) == ("waiting", 0, "undo_window")
    assert after(bench, 4_000) == (0, 1)


def test_a_transient_failure_waits_as_long_as_the_peer_asks(bench: Bench, sqlite_url: str) -> None:
    bench.enqueue()
    bench.fail(Transient("rate_limited", retry_after_ms=7_500))

    bench.drain()

    assert the_job(sqlite_url) == ("waiting", 1, "rate_limited")
    assert after(bench, 7_500) == (0, 1)


def test_transient_failures_wait_longer_each_time(bench: Bench, sqlite_url: str) -> None:
    bench.enqueue()
    bench.fail(Transient("timeout"))

    for attempt, pause_ms in enumerate((*BACKOFF_MS, BACKOFF_MS[-1]), 1):
        assert bench.drain() == 1
        assert the_job(sqlite_url) == ("waiting", attempt, "timeout")
        bench.clock.advance(pause_ms - 1)
        assert bench.drain() == 0
        bench.clock.advance(1)


@pytest.mark.parametrize("error", [Unavailable(), StorageDown(), VersionMoved()])
def test_what_is_away_or_moved_on_is_tried_again(bench: Bench, sqlite_url: str, error: Exception) -> None:
    bench.enqueue()
    bench.fail(error)

    bench.drain()

    assert the_job(sqlite_url) == ("waiting", 1, type(error).__name__)
    assert after(bench, BACKOFF_MS[0]) == (0, 1)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Auth("invalid_client"), "invalid_client"),
        (Permanent("gone"), "gone"),
        (Validation("bad_field"), "bad_field"),
        (NotFound(), "not-found"),
    ],
)
def test_what_no_second_try_can_mend_waits_for_a_person(
    bench: Bench, sqlite_url: str, error: Exception, reason: str
) -> None:
    bench.enqueue()
    bench.fail(error)

    bench.drain()

    assert the_job(sqlite_url) == ("parked", 0, reason)
    bench.clock.advance(BACKOFF_MS[-1])
    assert bench.drain() == 0


def test_an_error_that_nobody_foresaw_is_tried_again_and_then_parked(bench: Bench, sqlite_url: str) -> None:
    bench.enqueue()
    bench.fail(ZeroDivisionError("words of a caller"))

    for attempt in range(1, MOST_SURPRISES):
        assert bench.drain() == 1
        assert the_job(sqlite_url) == ("waiting", attempt, "ZeroDivisionError")
        bench.clock.advance(BACKOFF_MS[-1])
    bench.drain()

    assert the_job(sqlite_url) == ("parked", MOST_SURPRISES - 1, "ZeroDivisionError")


def test_an_unforeseen_error_is_logged_by_its_kind_and_place_alone(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.enqueue()
    bench.fail(ZeroDivisionError("words of a caller"))

    bench.drain()

    printed = "".join(capsys.readouterr())
    assert "ZeroDivisionError" in printed
    assert "words of a caller" not in printed


def test_a_worker_whose_lease_was_taken_changes_nothing(bench: Bench, sqlite_url: str) -> None:
    bench.enqueue()
    bench.fail(StaleFence())

    bench.drain()

    assert the_job(sqlite_url) == ("leased", 0, None)


@pytest.mark.parametrize(
    "error", [Transient("timeout"), Permanent("gone"), Postpone(1, "early"), ValueError()]
)
def test_a_result_that_comes_after_the_lease_is_dropped(
    bench: Bench, sqlite_url: str, error: Exception
) -> None:
    bench.enqueue()

    def late(job: Job) -> None:
        bench.clock.advance(LEASE_MS)
        bench.storage.board.free_expired()
        assert bench.storage.board.claim(job.kind.lane, "another") is not None
        raise error

    bench.does = late

    bench.drain()

    assert the_job(sqlite_url) == ("leased", 0, None)


def test_a_job_is_renewed_until_its_deadline_and_then_given_up(bench: Bench) -> None:
    bench.enqueue()
    freed: list[int] = []

    def hangs(_: Job) -> None:
        for _beat in range(Kind.DRAFT.deadline_ms // 5_000):
            bench.runner.renew()
            bench.clock.advance(5_000)
            freed.append(bench.storage.board.free_expired())
        for _beat in range(4):
            bench.runner.renew()
            bench.clock.advance(5_000)
        freed.append(bench.storage.board.free_expired())

    bench.does = hangs
    bench.drain()

    assert freed == [0] * (Kind.DRAFT.deadline_ms // 5_000) + [1]


def test_a_job_that_is_done_is_not_renewed(bench: Bench) -> None:
    bench.enqueue()
    bench.fail(StaleFence())
    bench.drain()

    bench.clock.advance(LEASE_MS - 1)
    bench.runner.renew()
    bench.clock.advance(1)

    assert bench.storage.board.free_expired() == 1


def test_a_database_that_is_away_ends_the_drain_and_nothing_else(bench: Bench, sqlite_url: str) -> None:
    bench.enqueue()
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    bench.storage.dispose()
    path.rename(path.with_suffix(".away"))

    while_away = bench.drain()
    path.unlink(missing_ok=True)
    path.with_suffix(".away").rename(path)
    bench.storage.dispose()

    assert (while_away, bench.drain()) == (0, 1)


def test_an_outcome_that_cannot_be_stored_is_left_to_the_lease(bench: Bench, sqlite_url: str) -> None:
    bench.enqueue()
    path = Path(sqlite_url.removeprefix("sqlite:///"))

    def falls(_: Job) -> None:
        bench.storage.dispose()
        path.rename(path.with_suffix(".away"))
        raise Transient("timeout")

    bench.does = falls
    bench.drain()
    path.unlink(missing_ok=True)
    path.with_suffix(".away").rename(path)
    bench.storage.dispose()

    assert the_job(sqlite_url) == ("leased", 0, None)
    bench.clock.advance(LEASE_MS)
    assert bench.storage.board.free_expired() == 1
