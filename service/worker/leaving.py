"""How a worker process ends: nothing more is claimed, what can be finished is, and the rest is handed back.

A thread cannot be ended from outside, and the interpreter waits for every one: where one is stuck, or time
is up, the process leaves without it.
"""

import os
import sys
import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue

import structlog

from service.worker.runner import Runner

log = structlog.get_logger()

ORDERLY = 0
OVERDUE = 75
"""Exit code of a process with a thread past its deadline: whoever started it should start it again."""
LAST_S = 3.0
"""How long connections may take to close once all work is done."""
LOOK_S = 0.1


class Leaving:
    """`asked` may be called from a signal handler: it takes no lock that the interrupted code could hold."""

    def __init__(
        self,
        runner: Runner,
        *,
        grace_s: float,
        stop_taking: Callable[[int], None],
        leave: Callable[[int], None] = os._exit,
    ) -> None:
        self._runner = runner
        self._grace_s = grace_s
        self._stop_taking = stop_taking
        self._leave = leave
        self._asked: SimpleQueue[int] = SimpleQueue()
        self._thread = threading.Thread(target=self._end, name="leaving", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def asked(self, code: int = ORDERLY) -> None:
        """End with this code. Asked a second time, jobs are handed back without waiting for them."""
        self._stop_taking(code)
        self._asked.put(code)

    def look(self) -> None:
        """End the process when a thread is past its deadline: it may be stuck for good."""
        overdue = self._runner.hands.overdue()
        if overdue and not self._runner.hands.stopped:
            for job in overdue:
                log.error("worker_overdue", job=job.id, kind=job.kind.value, tenant=job.tenant_id)
            self.asked(OVERDUE)

    def _end(self) -> None:
        code = self._asked.get()
        hands = self._runner.hands
        hands.stop()
        log.info("worker_leaving", in_hand=len(hands.in_time()), overdue=len(hands.overdue()))
        until = time.monotonic() + self._grace_s
        while hands.in_time() and time.monotonic() < until and not self._hurried():
            hands.wait_empty(LOOK_S)
        left = hands.in_time()
        if left:
            log.warning("jobs_handed_back", count=len(left))
            self._runner.give_up(left)
        if not hands.overdue() and not left:
            time.sleep(LAST_S)  # the process ends by itself before that, unless the broker keeps it
        sys.stdout.flush()
        sys.stderr.flush()
        self._leave(code)

    def _hurried(self) -> bool:
        try:
            self._asked.get_nowait()
        except Empty:
            return False
        return True
