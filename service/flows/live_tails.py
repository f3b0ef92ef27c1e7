"""The raw tails of calls that still run, in this process's memory alone: bounded in number, size and age.

What is dropped is not lost but for digits: the call goes on from what is stored, with its tail masked.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from service.drafting.masking.live import LiveMasking

MOST_CALLS = 2_000
MOST_CHARACTERS = 50_000_000
LONGEST_IDLE_S = 900.0

Name: TypeAlias = tuple[str, str, str]
"""Tenant, source and the sender's id of a call; a leg that is heard apart is a call of its own here."""


class Tail:
    """One call's. `masking` goes with the `revision` that is stored; only who holds the lock touches it."""

    def __init__(self, idle_since: float) -> None:
        self.lock = threading.Lock()
        self.masking: LiveMasking | None = None
        self.revision = 0
        self.size = 0
        self.idle_since = idle_since

    def keep(self, masking: LiveMasking, revision: int) -> None:
        self.masking, self.revision, self.size = masking, revision, masking.size

    def forget(self) -> None:
        self.masking, self.revision, self.size = None, 0, 0


class Tails:
    """Safe for many threads. Requests about one call wait for each other here."""

    def __init__(
        self,
        *,
        most_calls: int = MOST_CALLS,
        most_characters: int = MOST_CHARACTERS,
        longest_idle_s: float = LONGEST_IDLE_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most_calls = most_calls
        self._most_characters = most_characters
        self._longest_idle_s = longest_idle_s
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._tails: OrderedDict[Name, Tail] = OrderedDict()
        self._timer: threading.Timer | None = None
        self._closed = False

    def __len__(self) -> int:
        return len(self._tails)

    @contextmanager
    def of(self, name: Name) -> Iterator[Tail]:
        """The call's tail, an empty one where there is none; nobody else has it meanwhile."""
        with self._lock:
            tail = self._tails.setdefault(name, Tail(self._monotonic()))
            self._tails.move_to_end(name)
        try:
            with tail.lock:
                yield tail
        finally:
            self._settle(name, tail)

    def purge(self) -> None:
        """Drop what nobody asked for in a while: nothing is kept because nothing more comes."""
        with self._lock:
            until = self._monotonic() - self._longest_idle_s
            for name in [name for name, tail in self._tails.items() if tail.idle_since <= until]:
                del self._tails[name]

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._tails.clear()
            if self._timer is not None:
                self._timer.cancel()

    def _settle(self, name: Name, tail: Tail) -> None:
        with self._lock:
            tail.idle_since = self._monotonic()
            if tail.masking is None and self._tails.get(name) is tail:
                del self._tails[name]
            while self._tails and (
                len(self._tails) > self._most_calls
                or sum(one.size for one in self._tails.values()) > self._most_characters
            ):
                self._tails.popitem(last=False)
            self._watch()

    def _watch(self) -> None:
        """Look again when the oldest may be too old; with the lock held."""
        if self._closed or not self._tails or (self._timer is not None and self._timer.is_alive()):
            return
        self._timer = threading.Timer(self._longest_idle_s, self._look)
        self._timer.daemon = True
        self._timer.start()

    def _look(self) -> None:
        self.purge()
        with self._lock:
            self._timer = None
            self._watch()
