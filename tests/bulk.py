"""Many stored wrap-ups out of one real one, made by PostgreSQL itself: for query plans and for the cost of size.

The rows of one call that went the whole way are copied under new ids, which grow with time as real ones do.
Sealed values are copied as they are and no longer open: what is there in bulk is only ever passed over.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import psycopg
from psycopg import sql

TENANT = "acme"
BATCH = 50_000
CUSTOMERS = 40_000
EVENTS_KEPT = 20_000
"""A day's worth: older ones are pruned."""

_COPIED = (
    "calls",
    "call_bodies",
    "call_keys",
    "call_stages",
    "legs",
    "call_dedupe",
    "wrapups",
    "wrapup_bodies",
    "drafts",
    "intents",
    "ledger",
    "deliveries",
    "events",
)
"""Tables that grow with the calls; each has a column by which the copied call's rows are found."""

_OF_WRAPUP = frozenset({"wrapup_bodies", "intents", "drafts", "events"})
_BY_CALL = {
    "calls": "id = {call}",
    # A copied delivery still names the call that it was copied from.
    "deliveries": "id NOT LIKE '018f0000-%' AND call_ids::text LIKE '%' || {call} || '%'",
}
_IDS = {"calls.id": "1", "legs.id": "2", "wrapups.id": "3", "deliveries.id": "4"}
_IDS |= {"call_id": "1", "leg_id": "2", "wrapup_id": "3"}
_TIMES = frozenset({"created_at", "updated_at", "received_at", "at", "reached_at", "started_at", "ended_at"})


@dataclass(frozen=True)
class Template:
    """The call that is copied."""

    call_id: str
    wrapup_id: str


def grow(superuser: str, template: Template, count: int, *, first: int = 1) -> None:
    """Store `count` more wrap-ups, then let the planner know. `superuser` is the database's address."""
    with psycopg.connect(superuser, autocommit=True) as connection:
        # Rows come in the order of their tables, not of their references; they are whole at the end.
        connection.execute("SET session_replication_role = replica")
        for start in range(first, first + count, BATCH):
            end = min(start + BATCH, first + count)
            for table in _COPIED:
                begin = max(start, first + count - EVENTS_KEPT) if table == "events" else start
                if begin < end:
                    _copy(connection, table, template, begin, end - 1)
        connection.execute("VACUUM ANALYZE")


def _copy(connection: psycopg.Connection, table: str, template: Template, first: int, last: int) -> None:
    columns = _columns(connection, table)
    values = sql.SQL(", ").join(_value(table, name, kind) for name, kind in columns.items())
    usual = "wrapup_id = {wrapup}" if table in _OF_WRAPUP else "call_id = {call}"
    names = {"call": sql.Literal(template.call_id), "wrapup": sql.Literal(template.wrapup_id)}
    connection.execute(
        sql.SQL(
            "INSERT INTO {table} ({columns}) SELECT {values} FROM"
            " (SELECT *, row_number() OVER () AS place FROM {table} WHERE {finder}) AS old"
            " CROSS JOIN generate_series({first}::bigint, {last}::bigint) AS n"
        ).format(
            table=sql.Identifier(table),
            columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
            values=values,
            finder=sql.SQL(_BY_CALL.get(table, usual)).format(**names),
            first=sql.Literal(first),
            last=sql.Literal(last),
        )
    )


def _columns(connection: psycopg.Connection, table: str) -> Mapping[str, str]:
    found = connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s ORDER BY ordinal_position",
        (table,),
    )
    return dict(found.fetchall())


def _value(table: str, column: str, kind: str) -> sql.Composable:
    """A column of the copy: its own id, another's id, a moment further back, or what it was."""
    if column == "id":
        return _id(_IDS.get(f"{table}.id", "5"), sql.SQL("to_hex(place - 1)"))
    if column in _IDS:
        return _id(_IDS[column], sql.SQL("'0'"))
    if column == "customer_hmac":
        return sql.SQL("sha256((mod(n, {})::text)::bytea)").format(sql.Literal(CUSTOMERS))
    if column.endswith("_hmac"):
        return sql.SQL("sha256(({} || n::text)::bytea)").format(sql.Literal(column))
    if column in _TIMES and kind == "bigint" and table != "events":
        return sql.SQL("{} - 864000000 + n").format(sql.Identifier(column))
    return sql.SQL("1000000 + n * 10 + place") if column == "seq" else sql.Identifier(column)


def _id(number: str, place: sql.Composable) -> sql.Composable:
    """In the shape of a UUIDv7; `place` keeps several rows of one call apart."""
    return sql.SQL(
        "'018f0000-' || lpad(to_hex(n / 65536), 4, '0') || '-7' || {} || {} || '0-8000-'"
        " || lpad(to_hex(n), 12, '0')"
    ).format(sql.Literal(number), place)
