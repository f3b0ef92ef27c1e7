"""A transcript that stands elsewhere: where it is to be had, and what became of fetching it."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from connectors.contracts import ParsedCall
from service.domain.values import Stored

PATIENCE_MS = 3_600_000
"""How long a vendor may take over a transcript before the agent writes by hand."""


class FetchState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class Fetch(Stored):
    """`report` is what the delivery said, its `reference` included; `reason` why it waits or failed."""

    id: str
    tenant_id: str
    call_id: str
    source: str
    report: ParsedCall
    state: FetchState = FetchState.WAITING
    reason: str | None = None
    created_at: datetime

    @property
    def what(self) -> str:
        """What is fetched, by the sender's words: the same however often it is announced."""
        reference = self.report.reference
        # When an address ends to be valid changes with each announcement; the address itself tells two apart.
        name = reference.model_dump_json(exclude={"expires_at"}) if reference else ""
        return f"{self.report.leg.id} {self.report.revision} {name}"


class Fetches(Protocol):
    def add(self, fetch: Fetch) -> bool:
        """Store it under its call's key; False where the same reference of the call waits or is done.

        One that failed begins anew when it is announced again, in place of what it was.
        """
        ...

    def get(self, fetch_id: str) -> Fetch: ...

    def of_call(self, call_id: str) -> tuple[Fetch, ...]:
        """In the order in which they came."""
        ...

    def settle(self, fetch_id: str, state: FetchState, reason: str | None) -> None: ...


class Reconciled(Protocol):
    """Until when a source's own list of calls was compared with what it delivered."""

    def until(self, source: str) -> datetime | None: ...

    def mark(self, source: str, until: datetime) -> None: ...
