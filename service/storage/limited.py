"""What a process remembers of who has limits, so that the many calls without any do not pay for asking."""

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from service.domain.limits import LEARNT_KEPT_MS, Learnt

LOOK_AGAIN_MS = 1_000
"""A limit set by another process takes effect this late at the latest."""

Known = TypeVar("Known")


class _Seen(Generic[Known]):
    """Something that was looked up at a time, by name."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[int, Known]] = {}

    def get(self, name: str, now: int, look: Callable[[], Known]) -> Known:
        seen = self._seen.get(name)
        if seen is None or not 0 <= now - seen[0] < LOOK_AGAIN_MS:
            seen = self._seen[name] = (now, look())
        return seen[1]

    def forget(self, name: str) -> None:
        self._seen.pop(name, None)


class Limited:
    """One a process, used by many threads: a lost update costs one more look, or one more write."""

    def __init__(self) -> None:
        self._connections: _Seen[frozenset[str]] = _Seen()
        self._in_flight: _Seen[Mapping[str, int]] = _Seen()
        self._learnt: dict[tuple[str, str], tuple[int, Learnt]] = {}

    def connections(self, tenant_id: str, now: int, look: Callable[[], frozenset[str]]) -> frozenset[str]:
        """Of which connections the tenant has limits."""
        return self._connections.get(tenant_id, now, look)

    def in_flight(self, now: int, look: Callable[[], Mapping[str, int]]) -> Mapping[str, int]:
        """How many jobs each tenant may have at work, of those that may not have any number."""
        return self._in_flight.get("", now, look)

    def forget(self, tenant_id: str) -> None:
        self._connections.forget(tenant_id)
        self._in_flight.forget("")

    def is_news(self, tenant_id: str, connection: str, now: int, learnt: Learnt) -> bool:
        """Whether this is to be stored. Providers say the same with every answer; now and then it is stored
        again all the same, lest it become too old to be believed.
        """
        at, known = self._learnt.get((tenant_id, connection), (0, None))
        if known == learnt and 0 <= now - at < LEARNT_KEPT_MS // 2:
            return False
        self._learnt[tenant_id, connection] = (now, learnt)
        return True
