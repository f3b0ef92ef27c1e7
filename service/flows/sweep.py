"""The scheduler's round: give back what dead workers held, wake lanes that wait, drop what is old."""

from typing import Protocol

from service.domain.board import JobBoard
from service.domain.job import Lane
from service.telemetry.counts import leases_lost

MOST_WAKEUPS = 64
"""More than this at once would find the threads busy anyway."""


class Wakes(Protocol):
    def wake(self, lane: Lane, times: int = 1) -> None: ...

    def waiting(self, lane: Lane) -> int:
        """Wake-ups of the lane that no worker has taken yet."""
        ...


class Sweep:
    """The database is the truth: lost wake-ups are topped up from it, however they were lost."""

    def __init__(self, board: JobBoard, wakes: Wakes) -> None:
        self._board = board
        self._wakes = wakes

    def run(self) -> int:
        """One round; how many jobs were due."""
        leases_lost(self._board.free_expired())
        due = self._board.due()
        for lane, count in due.items():
            missing = min(count, MOST_WAKEUPS) - self._wakes.waiting(lane)
            if missing > 0:
                self._wakes.wake(lane, missing)
        return sum(due.values())
