"""Stored call → nothing of it: its key destroyed, its rows gone, its redelivery stopped, what remains listed.

The journal outside the database is written before the erasure commits. A crash in between leaves a call that
the journal already counts as erased: it is erased when it is asked for again, and on every database that is
restored later. Never the other way round.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby, islice
from typing import Literal

import structlog

from service.domain.access import Principal, Role
from service.domain.erasure import (
    Erasure,
    ErasureJournal,
    ErasureReason,
    JournalEntry,
    RemainingRecord,
)
from service.domain.errors import NotFound, StorageDown
from service.domain.ids import effect_key
from service.domain.job import Kind
from service.domain.ledger import EventKind
from service.domain.ports import UnitOfWork, Work
from service.domain.values import Value
from service.domain.wrapup import State, WrapUp

SYSTEM = "aftercall"
TRIES = 3
BATCH = 100
NEWEST = 200
"""How many of the journal's newest entries tell whether a database is older than the journal."""

COMMITTED_BY = timedelta(seconds=30)
"""A transaction that journalled an erasure has ended after this long, one way or the other."""

LogState = Literal["cleared", "pending", "kept"]
"""Of the database's own log: free of what was erased; soon to be; or kept by a server under its own rules."""

log = structlog.get_logger(__name__)


class Answer(Value):
    """What the caller is told."""

    erasure: Erasure
    log: LogState


class Erase:
    """`scrub` clears the database's own log, where that can be done, and says how it stands."""

    def __init__(
        self,
        work: Work,
        journal: ErasureJournal,
        scrub: Callable[[], LogState],
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._work = work
        self._journal = journal
        self._scrub = scrub
        self._clock = clock
        self._caught_up: tuple[int, int] | None = None
        self._scrubbed: tuple[int, int] | None = None

    def call(self, principal: Principal, call_id: str) -> Answer:
        """Erase one call; a second time the same answer. Raises `NotFound`, `StorageDown`."""
        principal.require(Role.ADMIN)
        for attempt in range(1, TRIES + 1):
            try:
                erasure = self._erased(principal, call_id)
            except StorageDown:
                # Whoever works on the call locks its rows in another order: one of the two is sent back.
                if attempt == TRIES:
                    raise
            else:
                return Answer(erasure=erasure, log=self._scrub())
        raise StorageDown

    def batch(
        self, unit: UnitOfWork, call_ids: Iterable[str], reason: ErasureReason, *, by: str = SYSTEM
    ) -> list[JournalEntry]:
        """Erase several in the caller's unit, which commits right after: they are journalled here."""
        tried = [erase_in(unit, call_id, reason, by=by) for call_id in call_ids]
        entries = [entry for entry in tried if entry is not None]
        self._journal.append(entries)
        return entries

    def behind(self) -> bool:
        """Whether the database lacks erasures of the journal: it was restored, and must not serve."""
        stamp = self._journal.stamp()
        if stamp == self._caught_up:
            return False
        newest = _by_tenant(self._journal.last(NEWEST))
        missing = [entry for tenant, entries in newest for entry in self._missing(tenant, entries)]
        if not missing:
            self._caught_up = stamp
        # One that was journalled just now is about to be committed.
        return any(entry.at < self._clock() - COMMITTED_BY for entry in missing)

    def check(self) -> None:
        """Raise `StorageDown` when the database must not serve yet."""
        if self.behind():
            raise StorageDown("erasures of the journal are missing in the database")

    def catch_up(self) -> int:
        """Do again what the journal knows and the database does not; how many calls that were."""
        return self.replay(self._journal.entries()) if self.behind() else 0

    def tidy(self) -> None:
        """The scheduler's: see that what anybody erased also leaves the database's log."""
        stamp = self._journal.stamp()
        if stamp != self._scrubbed and self._scrub() != "pending":
            self._scrubbed = stamp

    def replay(self, entries: Iterable[JournalEntry]) -> int:
        """Erase what is told of, as far as it is not erased already. Writes no journal."""
        count = 0
        for tenant, batch in _by_tenant(entries):
            if missing := self._missing(tenant, batch):
                with self._work.begin(tenant) as unit:
                    for entry in missing:
                        _replay_in(unit, entry)
                count += len(missing)
        return count

    def drop_unreadable(self, tenants: Sequence[str]) -> int:
        """Erase calls whose keys are gone: they were erased before the keys were backed up."""
        count = 0
        for tenant in tenants:
            found: tuple[str, ...] = ("",)
            while found:
                with self._work.begin(tenant) as unit:
                    found = unit.erasures.without_key(BATCH)
                    for call_id in found:
                        erase_in(unit, call_id, ErasureReason.REPLAYED, by=SYSTEM)
                count += len(found)
        return count

    def _erased(self, principal: Principal, call_id: str) -> Erasure:
        with self._work.begin(principal.tenant_id) as unit:
            call_id = unit.erasures.part_of(call_id)
            entry = erase_in(unit, call_id, ErasureReason.REQUEST, by=principal.subject)
            if entry is None:
                return _known(unit, call_id)
            self._journal.append([entry])
            erasure = _known(unit, call_id)
        tell(entry)
        return erasure

    def _missing(self, tenant: str, entries: Sequence[JournalEntry]) -> list[JournalEntry]:
        told = {entry.call_id: entry for entry in entries}
        with self._work.read(tenant) as unit:
            return [told[call_id] for call_id in unit.erasures.missing(list(told))]


def erase_in(unit: UnitOfWork, call_id: str, reason: ErasureReason, *, by: str) -> JournalEntry | None:
    """Erase within the caller's transaction. None where there is no such call any more, or not yet its time."""
    if not unit.erasures.lock(call_id):
        return None
    tenant_id, erasure = unit.tenant_id, Erasure(call_id=call_id, at=unit.now, reason=reason)
    tombstones, bodies = unit.erasures.tombstones(call_id), 0
    if not unit.erasures.gone(call_id):
        call = unit.calls.get(call_id)
        wrapups = [unit.wrapups.get(wrapup_id) for wrapup_id in call.wrapup_ids]
        if reason is ErasureReason.RETENTION and any(one.state is State.CONFIRMED for one in wrapups):
            # Confirmed since it was found to be old: it is still owed to the CRM.
            return None
        erasure = erasure.model_copy(
            update={
                "remaining": _remaining(wrapups),
                "under_way": tuple(_under_way(unit, tenant_id, wrapups)),
            }
        )
        for wrapup in wrapups:
            # To whoever has it open: read it again, and find it gone.
            unit.events.append(EventKind.UPDATED, wrapup.model_copy(update={"version": wrapup.version + 1}))
        if reason is ErasureReason.REQUEST:
            # Others are old enough that no quarantined body can be left of them.
            bodies = unit.erasures.drop_bodies_naming(call.facts.names)
    rankers = unit.rankers.forget(call_id)
    for profile in rankers:
        unit.jobs.enqueue(Kind.FIT, profile)
    removed = {**unit.erasures.destroy(call_id), "quarantined_bodies": bodies}
    removed |= {"rankers": len(rankers)} if rankers else {}
    unit.erasures.add(erasure.model_copy(update={"removed": removed}))
    data = {"reason": reason.value, "removed": removed}
    unit.audit.append("call.erased", actor=by, subject=call_id, data=data)
    return JournalEntry.of(tenant_id, call_id, unit.now, tombstones)


def tell(entry: JournalEntry) -> None:
    """Logs that are kept elsewhere can stand in for a journal that is lost."""
    told = entry.model_dump(mode="json")
    log.info("call_erased", **told)


def _known(unit: UnitOfWork, call_id: str) -> Erasure:
    erasure = unit.erasures.get(call_id)
    if erasure is None:
        raise NotFound
    return erasure


def _replay_in(unit: UnitOfWork, entry: JournalEntry) -> None:
    """The call itself, those that became part of it after this database was saved, and one that a redelivery
    made anew before the database knew better.
    """
    others = (unit.erasures.bury(entry.call_id, one) for one in entry.tombstones)
    for call_id in dict.fromkeys((entry.call_id, *others)):
        if erase_in(unit, call_id, ErasureReason.REPLAYED, by=SYSTEM) is None:
            unit.erasures.add(Erasure(call_id=call_id, at=entry.at, reason=ErasureReason.REPLAYED))


def _remaining(wrapups: Sequence[WrapUp]) -> tuple[RemainingRecord, ...]:
    """What was written and not taken back, each record once."""
    found = {
        (record.object, record.id): RemainingRecord(object=record.object, id=record.id, url=record.url)
        for wrapup in wrapups
        for target in wrapup.targets
        if target.write.state != "undone"
        for record in target.write.records
    }
    return tuple(found.values())


def _under_way(unit: UnitOfWork, tenant_id: str, wrapups: Sequence[WrapUp]) -> Iterator[str]:
    """Keys of writes that were sent and of which no receipt is stored yet."""
    for wrapup in wrapups:
        for target in wrapup.targets:
            intent = unit.intents.get(wrapup.id, target.id)
            if intent is not None and intent.state == "sending" and target.write.state == "pending":
                yield effect_key(tenant_id, wrapup.id, target.id)


def _by_tenant(entries: Iterable[JournalEntry]) -> Iterator[tuple[str, list[JournalEntry]]]:
    """In their order, a tenant and a bounded number at a time."""
    for tenant, group in groupby(entries, key=lambda entry: entry.tenant):
        while batch := list(islice(group, BATCH)):
            yield tenant, batch
