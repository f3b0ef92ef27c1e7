"""The heartbeat's thread: it begins, survives a database that is away, and ends when told."""

import threading

from service.domain.job import LEASE_MS
from service.worker.runner import BEAT_S, Heartbeat, Runner


class Beating(Runner):
    """Counts renewals; the first of them fails."""

    def __init__(self) -> None:
        self.renewals = 0
        self.third = threading.Event()

    def renew(self) -> None:
        self.renewals += 1
        if self.renewals == 1:
            raise OSError("the database is away")
        if self.renewals == 3:
            self.third.set()


def test_a_beat_that_fails_is_followed_by_the_next() -> None:
    runner = Beating()
    heartbeat = Heartbeat(runner, every_s=0.01)

    heartbeat.start()
    beats = runner.third.wait(5)
    heartbeat.stop()

    assert beats
    assert not heartbeat.alive


def test_beats_come_well_before_a_lease_ends() -> None:
    assert BEAT_S * 1000 <= LEASE_MS / 2


def test_a_stop_before_the_first_beat_does_not_wait_for_it() -> None:
    runner = Beating()
    heartbeat = Heartbeat(runner, every_s=3600)
    heartbeat.start()

    heartbeat.stop()

    assert (runner.renewals, heartbeat.alive) == (0, False)
