"""The ledger of what was proposed, changed, confirmed and written, and the events that tell of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from service.domain.values import Stored


class Entry(StrEnum):
    DRAFTED = "drafted"
    OFFERED = "offered"
    ADOPTED = "adopted"
    EDITED = "edited"
    TARGET_CHOSEN = "target_chosen"
    CONFIRMED = "confirmed"
    UNDONE = "undone"
    DISMISSED = "dismissed"
    REGENERATED = "regenerated"
    WRITTEN = "written"
    BLOCKED = "blocked"
    CODED = "coded"
    CODE_REFUSED = "code_refused"


class LedgerRow(Stored):
    """One thing that happened to a wrap-up. `data` is sealed at rest; `seq` orders rows as they committed."""

    id: str
    wrapup_id: str
    call_id: str
    kind: Entry
    actor: str
    at: datetime
    data: dict[str, Any] = Field(default_factory=dict)


class EventKind(StrEnum):
    READY = "wrapup.ready"
    UPDATED = "wrapup.updated"
    WRITTEN = "wrapup.written"
    BLOCKED = "wrapup.blocked"


class Event(Stored):
    """A hint that a wrap-up changed. `cursor` is opaque, and grows in commit order."""

    cursor: str
    kind: EventKind
    wrapup_id: str
    agent_id: str | None
    version: int
