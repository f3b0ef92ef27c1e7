"""Whose job is next: tenants take turns, and what would find its connection or its tenant full is passed over."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import count

from sqlalchemy import Connection, select, text

from service.domain.job import LEASE_MS, Job, Lane
from service.storage import shelves
from service.storage.binds import TENANT
from service.storage.limited import Limited
from service.storage.shelves import AtWork, Shelf, Standings
from service.storage.tables import limits

_THE_SHELF = "lane = :lane AND tenant_id = :tenant AND waits_for = :waits_for"
_CLAIM = (
    "UPDATE jobs SET state = 'leased', fence = fence + 1, lease_until = :until, leased_by = :worker,"
    " again_due = NULL WHERE tenant_id = :tenant AND state = 'waiting' AND id = ({first} LIMIT 1{locked})"
    " RETURNING tenant_id, id, kind, subject, attempts, crashes, fence, lone, trace"
)
_PLACES = select(limits.c.in_flight).where(limits.c.tenant_id == TENANT, limits.c.connection == "")
_LOCK = _PLACES.with_for_update()
_LOCK_IF_FREE = _PLACES.with_for_update(skip_locked=True)
_AT_WORK = text("SELECT count(*) FROM jobs WHERE state = 'leased' AND tenant_id = :tenant")


def claim_statement(*, lone: bool, is_sqlite: bool) -> str:
    """What another claim is about to take is not waited for. SQLite has one writer, and no such words."""
    first = shelves.first_of(_THE_SHELF, "id", lone=lone)
    return _CLAIM.format(first=first, locked="" if is_sqlite else " FOR UPDATE SKIP LOCKED")


class Claims:
    """One a process. Who had a turn when is known to each process for itself: it only decides between tenants
    with equally many jobs at work, and there it suffices that nobody is passed over for ever.
    """

    def __init__(self, limited: Limited, *, is_sqlite: bool) -> None:
        self._limited = limited
        self._statements = {
            lone: text(claim_statement(lone=lone, is_sqlite=is_sqlite)) for lone in (False, True)
        }
        self._turns: dict[tuple[Lane, str], int] = {}
        self._turn = count(1)

    def found(
        self, connection: Connection, lane: Lane, now: int, *, lone: bool, without: Collection[str]
    ) -> Sequence[Shelf]:
        """Shelves to claim from, the fairest first. Where nobody has limits or rivals, nothing more is asked."""
        of = shelves.lone_of if lone else shelves.shelves_of
        found = [shelf for shelf in of(connection, lane, now) if shelf.tenant_id not in without]
        if not found or (len(found) == 1 and self._is_free(connection, found[0], now)):
            return found
        working = shelves.at_work(connection)
        open_ = self._open(connection, found, working, now)
        return sorted(
            (shelf for shelf, room in open_ if room),
            key=lambda shelf: (
                working.in_lane[lane, shelf.tenant_id],
                self._turns.get((lane, shelf.tenant_id), 0),
                shelf.due,
            ),
        )

    def take(
        self, connection: Connection, found: Sequence[Shelf], now: int, worker_id: str, *, lone: bool
    ) -> Job | None:
        """One conditional update a shelf, until one of them meets a job; None when others were quicker."""
        limited = self._in_flight(connection, now)
        waits = True
        for shelf in found:
            if shelf.tenant_id in limited:
                has_place = _has_place(connection, shelf.tenant_id, waits=waits)
                # Whoever waits for a second lock while holding a first may wait for ever.
                waits = False
                if not has_place:
                    continue
            row = connection.execute(
                self._statements[lone],
                {
                    "lane": shelf.lane.value,
                    "tenant": shelf.tenant_id,
                    "waits_for": shelf.waits_for,
                    "now": now,
                    "until": now + LEASE_MS,
                    "worker": worker_id,
                },
            ).one_or_none()
            if row is not None:
                self._turns[shelf.lane, shelf.tenant_id] = next(self._turn)
                return Job.model_validate(row._asdict())
        return None

    def free(self, connection: Connection, now: int) -> Mapping[Lane, int]:
        """How many due jobs could be claimed at once, by lane. Jobs that run alone count as one a lane."""
        found = shelves.counted(connection, now)
        by_lane: Counter[Lane] = Counter(shelves.lanes_with_lone(connection, now))
        if not self._in_flight(connection, now) and not any(shelf.waits_for for shelf in found):
            rooms = [(shelf, shelf.count) for shelf in found]
        else:
            rooms = self._open(connection, found, shelves.at_work(connection), now)
        for shelf, room in rooms:
            by_lane[shelf.lane] += room
        return {lane: number for lane, number in by_lane.items() if number}

    def _open(
        self, connection: Connection, found: Sequence[Shelf], working: AtWork, now: int
    ) -> list[tuple[Shelf, int]]:
        """How many of each shelf's jobs its connection and its tenant have room for."""
        standings: Standings = shelves.standings(connection, found, now)
        places = {
            tenant_id: max(most - working.of_tenant[tenant_id], 0)
            for tenant_id, most in self._in_flight(connection, now).items()
        }
        rooms = []
        for shelf in found:
            room = shelves.room(shelf, standings, working)
            rooms.append((shelf, min(room, places.get(shelf.tenant_id, room))))
        return rooms

    def _is_free(self, connection: Connection, shelf: Shelf, now: int) -> bool:
        return not shelf.waits_for and shelf.tenant_id not in self._in_flight(connection, now)

    def _in_flight(self, connection: Connection, now: int) -> Mapping[str, int]:
        return self._limited.in_flight(now, lambda: shelves.in_flight_of(connection))


def _has_place(connection: Connection, tenant_id: str, *, waits: bool) -> bool:
    """Whether the tenant may have one more job at work. No other claim takes the place before the commit."""
    lock = _LOCK if waits else _LOCK_IF_FREE
    most: int | None = connection.execute(lock, {"tenant": tenant_id}).scalar()
    if most is None:
        return False
    at_work: int = connection.execute(_AT_WORK, {"tenant": tenant_id}).scalar_one()
    return at_work < most
