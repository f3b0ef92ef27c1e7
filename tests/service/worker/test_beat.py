"""A beat's thread: it begins, survives a database that is away, and ends when told."""

import threading

from service.domain.job import LEASE_MS
from service.worker.beat import Beat
from service.worker.runner import BEAT_S


class Steps:
    """Counts steps; the first of them fails."""

    def __init__(self) -> None:
        self.taken = 0
        self.third = threading.Event()

    def __call__(self) -> None:
        self.taken += 1
        if self.taken == 1:
            raise OSError("the database is away")
        if self.taken == 3:
            self.third.set()


def test_a_beat_that_fails_is_followed_by_the_next() -> None:
    steps = Steps()
    beat = Beat("test", steps, every_s=0.01)

    beat.start()
    beats = steps.third.wait(5)
    beat.stop()

    assert beats
    assert not beat.alive


def test_beats_come_well_before_a_lease_ends() -> None:
    assert BEAT_S * 1000 <= LEASE_MS / 2


def test_a_stop_before_the_first_beat_does_not_wait_for_it() -> None:
    steps = Steps()
    beat = Beat("test", steps, every_s=3600)
    beat.start()

    beat.stop()

    assert (steps.taken, beat.alive) == (0, False)


def test_one_that_was_never_started_is_stopped_all_the_same() -> None:
    Beat("test", Steps(), every_s=3600).stop()
