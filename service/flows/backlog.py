"""Backpressure: which tenants' drafts wait so long that the language model would only make it longer."""

from collections.abc import Iterable

from service.domain.board import LaneWait
from service.domain.job import Lane


class Backlog:
    """Told how jobs wait, from time to time; asked before each draft and each claim, by many threads.

    A tenant is behind once the oldest due job of its draft lane is older than the limit, and until that is
    below half of it: at the limit itself, drafts would change their kind from one moment to the next.
    """

    def __init__(self, limit_ms: int) -> None:
        self._limit_ms = limit_ms
        self._behind: frozenset[str] = frozenset()

    @property
    def behind(self) -> frozenset[str]:
        """Tenants whose drafts stay extractive, and whose replays wait."""
        return self._behind

    def note(self, waits: Iterable[LaneWait]) -> None:
        ages = {wait.tenant_id: wait.oldest_due_ms for wait in waits if wait.lane is Lane.DRAFT}
        self._behind = frozenset(tenant for tenant, age in ages.items() if age > self._limit_of(tenant))

    def _limit_of(self, tenant_id: str) -> float:
        return self._limit_ms / 2 if tenant_id in self._behind else self._limit_ms
