"""Looks over the whole board now and then: who is behind, and whether a job waits to run alone."""

import time
from collections.abc import Callable, Sequence

import structlog

from service.domain.board import JobBoard, LaneWait
from service.domain.job import Lane
from service.flows.backlog import Backlog
from service.worker.runner import Runner

log = structlog.get_logger()

LOOK_S = 1.0
ALONE_S = 2.0
"""So long jobs that run alone follow each other, before the process is everybody's again."""
PATIENCE = 20
"""A look may take at most one part in so many of the time: over a long queue they come more rarely."""


class Foreman:
    """`look` is called by one thread; a job that runs alone runs in it."""

    def __init__(
        self,
        board: JobBoard,
        runner: Runner,
        backlog: Backlog,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._board = board
        self._runner = runner
        self._backlog = backlog
        self._monotonic = monotonic
        self._not_before = 0.0
        self._others_until = 0.0

    def look(self) -> None:
        began = self._monotonic()
        if began < self._not_before:
            return
        waits = self._board.waits()
        self._note_backlog(waits)
        self._not_before = began + PATIENCE * (self._monotonic() - began)
        lanes = [lane for lane in Lane if any(wait.lone_due for wait in waits if wait.lane is lane)]
        if lanes and began >= self._others_until:
            self._run_alone(lanes)

    def _run_alone(self, lanes: Sequence[Lane]) -> None:
        """Afterwards the others get at least as much time: they come to no halt, however many jobs wait so."""
        began = self._monotonic()
        if self._runner.run_lone(lanes, seconds=ALONE_S):
            ended = self._monotonic()
            self._others_until = ended + (ended - began)

    def _note_backlog(self, waits: Sequence[LaneWait]) -> None:
        before = self._backlog.behind
        self._backlog.note(waits)
        for tenant in self._backlog.behind - before:
            log.warning("backlog_began", tenant=tenant)
        for tenant in before - self._backlog.behind:
            log.info("backlog_over", tenant=tenant)
