"""Turns at the processor: how many of a worker's threads compute at once, while any number wait for peers.

Python runs one thread at a time. With dozens that want to, each step of each job takes as long as all of
them together, and switching between them costs on top of it: working off stored calls, a sixth more
processor time with 48 threads than with 4. A few at a time finish one after the other instead; whoever waits
for a model or a CRM gives its place to another meanwhile.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

PLACES = 3
"""One computes, and others use the time in which the database writes to its disk."""


class Turns:
    """Places for threads. Jobs begun before are let in first, then new ones, each in the order they came."""

    def __init__(self, places: int = PLACES) -> None:
        self._lock = threading.Lock()
        self._free = places
        self._back: deque[threading.Lock] = deque()
        self._new: deque[threading.Lock] = deque()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A place for the block; `away` lends it to others."""
        self._enter(self._new)
        _HELD.turns = self
        try:
            yield
        finally:
            _HELD.turns = None
            self._leave()

    @contextmanager
    def lent(self) -> Iterator[None]:
        self._leave()
        try:
            yield
        finally:
            self._enter(self._back)

    def _enter(self, queue: deque[threading.Lock]) -> None:
        with self._lock:
            if self._free > 0:
                self._free -= 1
                return
            mine = threading.Lock()
            mine.acquire()
            queue.append(mine)
        # Released by whoever hands its place over: nobody else is woken for it.
        mine.acquire()

    def _leave(self) -> None:
        with self._lock:
            queue = self._back or self._new
            if queue:
                queue.popleft().release()
            else:
                self._free += 1


class _Held(threading.local):
    turns: Turns | None = None


_HELD = _Held()


@contextmanager
def away() -> Iterator[None]:
    """Around every wait for a peer. Does nothing in threads that have no turn, as the API's."""
    turns = _HELD.turns
    if turns is None:
        yield
        return
    with turns.lent():
        yield
