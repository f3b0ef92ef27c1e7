"""Fitted rankers as drafts use them: read and unpacked once a process, let go of when they are destroyed."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

import structlog

from service.domain.ports import UnitOfWork
from service.drafting.learning.arrays import NotArrays
from service.drafting.learning.learned import Learned

MOST = 16
"""Rankers in a process's memory; what was not used for longest goes first."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Fitted:
    """One version, for the drafts that begin now."""

    version: int
    learned: Learned


@dataclass(frozen=True)
class _Held:
    version: int
    created_at: datetime
    fitted: Fitted | None


class Rankers:
    """Shared by threads. Which version is current is asked each time; what it holds is read once."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._held: OrderedDict[tuple[str, str], _Held] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, unit: UnitOfWork, profile: str) -> Fitted | None:
        """The current one; None where there is none, or none that this release can read."""
        key, row = (unit.tenant_id, profile), unit.rankers.current(profile)
        held = self._known(key)
        if row is None:
            self._let_go(key)
            return None
        if held is None or (held.version, held.created_at) != (row.version, row.created_at):
            body = unit.rankers.body(profile, row.version)
            fitted = None if body is None else _unpacked(unit.tenant_id, profile, row.version, body)
            held = _Held(row.version, row.created_at, fitted)
            self._keep(key, held)
        return held.fitted

    def _known(self, key: tuple[str, str]) -> _Held | None:
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def _keep(self, key: tuple[str, str], held: _Held) -> None:
        with self._lock:
            self._held[key] = held
            self._held.move_to_end(key)
            if len(self._held) > self._most:
                self._held.popitem(last=False)

    def _let_go(self, key: tuple[str, str]) -> None:
        with self._lock:
            self._held.pop(key, None)


def _unpacked(tenant_id: str, profile: str, version: int, body: bytes) -> Fitted | None:
    """A ranker that another release packed otherwise is as good as none: drafts go on by the catalogue."""
    try:
        return Fitted(version, Learned.load(body))
    except (NotArrays, KeyError, ValueError, IndexError):
        log.warning("ranker_unreadable", tenant=tenant_id, profile=profile, version=version)
        return None
