"""What a claim looks at: the first due job of each shelf, what is at work, and how connections stand.

A shelf holds what one tenant has waiting in one lane for one thing: its turn, or a connection that was full.
Only a shelf's first job is looked at, so that a claim costs the same however many stand behind it.
"""

# ruff: noqa: S608  # statements are put together from constants; values are parameters

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, get_args

from sqlalchemy import Connection, Row, bindparam, select, text

from service.domain import limits as domain
from service.domain.job import Kind, Lane
from service.domain.limits import Standing
from service.storage.stores.limits import standing_of
from service.storage.tables import limits

COUNTED = 256
"""A shelf is counted this far: more than is woken for at a time."""

MOST_LONE = 64

# Kinds that a newer release invented are left to its workers.
KNOWN = f"kind IN ({', '.join(repr(kind.value) for kind in Kind)})"
_SHELVED = "state = 'waiting' AND NOT lone"
_LONE_SHELVED = "state = 'waiting' AND lone"
_THINGS = " UNION ALL ".join(f"SELECT '{name}' AS waits_for" for name in get_args(domain.Connection))
_LANES = " UNION ALL ".join(f"SELECT '{lane.value}' AS lane" for lane in Lane)


def first_of(shelf: str, columns: str, *, lone: bool = False) -> str:
    """The query of a shelf's due jobs, the earliest first. `shelf` says which."""
    # NOT lone and its like in the words of the partial indexes: SQLite knows an index by them.
    words = _LONE_SHELVED if lone else _SHELVED
    return f"SELECT {columns} FROM jobs WHERE {words} AND {KNOWN} AND due <= :now AND {shelf} ORDER BY due"


def _found(lanes: str) -> str:
    """Tenants with anything on a shelf, by one probe of the index each: a loose index scan."""
    first = f"SELECT tenant_id FROM jobs WHERE {_SHELVED} AND lane = {{0}}.lane"
    return (
        "WITH RECURSIVE found(lane, tenant_id) AS ("
        f"SELECT lanes.lane, ({first.format('lanes')} ORDER BY tenant_id LIMIT 1) FROM ({lanes}) AS lanes"
        f" UNION ALL SELECT found.lane, ({first.format('found')} AND tenant_id > found.tenant_id"
        " ORDER BY tenant_id LIMIT 1) FROM found WHERE found.tenant_id IS NOT NULL)"
    )


_OF_FOUND = "lane = found.lane AND tenant_id = found.tenant_id AND jobs.waits_for = things.waits_for"
_EACH = f"FROM found CROSS JOIN ({_THINGS}) AS things WHERE found.tenant_id IS NOT NULL"
SHELVES = text(
    f"{_found('SELECT CAST(:lane AS text) AS lane')}"
    f" SELECT found.tenant_id, things.waits_for, ({first_of(_OF_FOUND, 'due')} LIMIT 1) AS due,"
    f" CASE WHEN things.waits_for <> '' THEN ({first_of(_OF_FOUND, 'tokens')} LIMIT 1) END AS tokens {_EACH}"
)
_COUNTS = text(
    f"{_found(_LANES)}"
    " SELECT found.lane, found.tenant_id, things.waits_for,"
    f" (SELECT count(*) FROM ({first_of(_OF_FOUND, '1')} LIMIT {COUNTED}) AS counted) AS number,"
    f" ({first_of(_OF_FOUND, 'tokens')} LIMIT 1) AS tokens {_EACH}"
)
LONE = text(f"{first_of('lane = :lane', 'tenant_id, waits_for, due, tokens', lone=True)} LIMIT {MOST_LONE}")
_LONE_LANES = text(f"SELECT DISTINCT lane FROM jobs WHERE {_LONE_SHELVED} AND {KNOWN} AND due <= :now")
_AT_WORK = text(
    "SELECT tenant_id, lane, coalesce(connection, '') AS holds, waits_for, count(*) AS number,"
    " coalesce(sum(tokens), 0) AS tokens FROM jobs WHERE state = 'leased'"
    " GROUP BY tenant_id, lane, connection, waits_for"
)
_STANDINGS = select(limits).where(
    limits.c.connection != "", limits.c.tenant_id.in_(bindparam("tenants", expanding=True))
)
_IN_FLIGHT = text("SELECT tenant_id, in_flight FROM limits WHERE connection = '' AND in_flight IS NOT NULL")

Standings: TypeAlias = Mapping[tuple[str, str], Standing]


@dataclass(frozen=True, slots=True)
class Shelf:
    """`due` is its first job's time, `tokens` what that will ask for; `count` is how many are due."""

    lane: Lane
    tenant_id: str
    waits_for: str
    due: int = 0
    count: int = 1
    tokens: int = 0


class AtWork:
    """Leased jobs of all tenants, counted. Few rows: there are no more than threads of workers."""

    def __init__(self, rows: Iterable[Row[Any]] = ()) -> None:
        self.of_tenant: Counter[str] = Counter()
        self.in_lane: Counter[tuple[Lane | str, str]] = Counter()
        self.holding: Counter[tuple[str, str]] = Counter()
        # Claimed from a shelf, but its share is not taken yet.
        self.coming: Counter[tuple[str, str]] = Counter()
        self.coming_tokens: Counter[tuple[str, str]] = Counter()
        for row in rows:
            self.of_tenant[row.tenant_id] += row.number
            self.in_lane[row.lane, row.tenant_id] += row.number
            if row.waits_for:
                self.coming[row.tenant_id, row.waits_for] += row.number
                self.coming_tokens[row.tenant_id, row.waits_for] += row.tokens
            else:
                self.holding[row.tenant_id, row.holds] += row.number


def shelves_of(connection: Connection, lane: Lane, now: int) -> list[Shelf]:
    """Every shelf of the lane with a due job."""
    rows = connection.execute(SHELVES, {"lane": lane.value, "now": now})
    return [_shelf(lane, row) for row in rows if row.due is not None]


def lone_of(connection: Connection, lane: Lane, now: int) -> list[Shelf]:
    """The same of jobs that must run alone."""
    rows = connection.execute(LONE, {"lane": lane.value, "now": now}).all()
    firsts = {(row.tenant_id, row.waits_for): row for row in reversed(rows)}
    return [_shelf(lane, row) for row in firsts.values()]


def counted(connection: Connection, now: int) -> list[Shelf]:
    """Every shelf of every lane with how many jobs on it are due."""
    rows = connection.execute(_COUNTS, {"now": now})
    return [
        Shelf(Lane(row.lane), row.tenant_id, row.waits_for, count=row.number, tokens=row.tokens or 0)
        for row in rows
        if row.number
    ]


def lanes_with_lone(connection: Connection, now: int) -> list[Lane]:
    """Lanes with a due job that must run alone."""
    return [Lane(row.lane) for row in connection.execute(_LONE_LANES, {"now": now})]


def _shelf(lane: Lane, row: Row[Any]) -> Shelf:
    return Shelf(lane, row.tenant_id, row.waits_for, due=row.due, tokens=row.tokens or 0)


def at_work(connection: Connection) -> AtWork:
    return AtWork(connection.execute(_AT_WORK))


def standings(connection: Connection, shelves: Iterable[Shelf], now: int) -> Standings:
    """How the connections stand that these shelves wait for."""
    tenants = sorted({shelf.tenant_id for shelf in shelves if shelf.waits_for})
    if not tenants:
        return {}
    rows = connection.execute(_STANDINGS, {"tenants": tenants})
    return {(row.tenant_id, row.connection): standing_of(row, now) for row in rows}


def in_flight_of(connection: Connection) -> dict[str, int]:
    """How many jobs each tenant may have at work, of those that have such a limit."""
    return {row.tenant_id: row.in_flight for row in connection.execute(_IN_FLIGHT)}


def room(shelf: Shelf, standings: Standings, working: AtWork) -> int:
    """How many of a shelf's jobs its connection has room for, up to how many there are."""
    standing = standings.get((shelf.tenant_id, shelf.waits_for))
    if standing is None:
        return shelf.count
    place = (shelf.tenant_id, shelf.waits_for)
    coming = working.coming[place]
    room = standing.taken(coming, working.coming_tokens[place]).room(1, shelf.tokens)
    if standing.in_flight is not None:
        free = max(standing.in_flight - working.holding[place] - coming, 0)
        room = free if room is None else min(room, free)
    return shelf.count if room is None else min(room, shelf.count)
