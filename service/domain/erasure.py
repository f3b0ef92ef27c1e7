"""An erased call: what is left to know of it, and the journal entry that outlives the database.

None of this holds a word of the call: ids, times, counts, and a keyed hash by which its redelivery is known.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from pydantic import Field

from service.domain.values import Stored, Value


class ErasureReason(StrEnum):
    """`replayed` is one that was done again on a database restored from before it."""

    REQUEST = "request"
    RETENTION = "retention"
    REPLAYED = "replayed"


class RemainingRecord(Stored):
    """A CRM record that was written from the call and is not ours to remove."""

    object: str
    id: str
    url: str = ""


class Erasure(Stored):
    """What was removed, by kind, and what remains.

    `under_way` are the external keys of CRM writes whose outcome was not known when the call was erased; a
    receipt that still comes turns one into `remaining`.
    """

    call_id: str
    at: datetime
    reason: ErasureReason = ErasureReason.REQUEST
    removed: dict[str, int] = Field(default_factory=dict)
    remaining: tuple[RemainingRecord, ...] = ()
    under_way: tuple[str, ...] = ()


class Tombstone(Value):
    """By what a redelivery is known: its source, and the tenant's keyed hash (hex) of its external id."""

    source: str
    external_id_hmac: str


class JournalEntry(Stored):
    """One line of the erasures' journal. `tombstone` is None where the call was never known by one.

    `more` are those of its other ids; a release that does not know them reads the rest of the line.
    """

    tenant: str
    call_id: str
    at: datetime
    tombstone: Tombstone | None = None
    more: tuple[Tombstone, ...] = ()

    @classmethod
    def of(cls, tenant: str, call_id: str, at: datetime, tombstones: Sequence[Tombstone]) -> "JournalEntry":
        first, more = (tombstones[0], tuple(tombstones[1:])) if tombstones else (None, ())
        return cls(tenant=tenant, call_id=call_id, at=at, tombstone=first, more=more)

    @property
    def tombstones(self) -> tuple[Tombstone, ...]:
        return ((self.tombstone,) if self.tombstone else ()) + self.more


class ErasureJournal(Protocol):
    """Kept outside the database, so that a database restored from before an erasure learns of it."""

    def append(self, entries: Iterable[JournalEntry]) -> None:
        """On disk when this returns. Raises `StorageDown`."""
        ...

    def entries(self) -> Iterator[JournalEntry]:
        """All of them, the oldest first."""
        ...

    def last(self, most: int) -> tuple[JournalEntry, ...]:
        """The newest ones, the oldest of them first."""
        ...

    def stamp(self) -> tuple[int, int]:
        """Changes whenever something was added."""
        ...


class Erasures(Protocol):
    def gone(self, call_id: str) -> bool:
        """Whether the key of a call that was known is destroyed."""
        ...

    def lock(self, call_id: str) -> bool:
        """Hold off whoever works on the call until the unit ends. False when there is no such call."""
        ...

    def destroy(self, call_id: str) -> dict[str, int]:
        """Its key and all that is derived from it; how many of each kind. Ledger rows keep all but their data."""
        ...

    def drop_bodies_naming(self, external_ids: Collection[str]) -> int:
        """Remove quarantined bodies in which one of these external ids stands; how many."""
        ...

    def part_of(self, call_id: str) -> str:
        """The id of the call that this one became part of; its own where it did not."""
        ...

    def tombstones(self, call_id: str) -> tuple[Tombstone, ...]:
        """Of all ids that lead to a call that is there; none where it cannot be read."""
        ...

    def bury(self, call_id: str, tombstone: Tombstone) -> str:
        """Stop redeliveries of a call that may not be there; returns the id of the one known by the tombstone."""
        ...

    def add(self, erasure: Erasure) -> None: ...

    def get(self, call_id: str) -> Erasure | None: ...

    def missing(self, call_ids: Sequence[str]) -> tuple[str, ...]:
        """Those of them that this database does not know to be erased; none of a tenant that it does not know."""
        ...

    def add_remaining(self, call_id: str, records: Sequence[RemainingRecord], key: str) -> None:
        """A write that was under way has ended: note what it wrote. Nothing happens where no erasure is."""
        ...

    def received_before(self, moment: datetime, limit: int) -> tuple[str, ...]:
        """The oldest calls received before, but for those whose CRM write is not done."""
        ...

    def without_key(self, limit: int) -> tuple[str, ...]:
        """Calls whose key is not there: restored without it."""
        ...

    def prune_ledger(self, before: datetime, limit: int) -> int:
        """Remove the oldest rows of erased calls from before; how many."""
        ...
