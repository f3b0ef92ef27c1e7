"""What the database that is replaced knows of erased calls, set aside until the backup stands in its place."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    LargeBinary,
    MetaData,
    Row,
    Table,
    Text,
    bindparam,
    inspect,
    select,
    tuple_,
    update,
)

from service.domain.erasure import JournalEntry, Tombstone
from service.domain.values import from_ms
from service.storage.backup.joined import JoinedWork
from service.storage.backup.write import as_tenant
from service.storage.sealing import SealBroken
from service.storage.tables import call_dedupe, erasures

BATCH = 200

_ASIDE = Table(
    "erased_before",
    MetaData(),
    *(Column(name, Text) for name in ("tenant_id", "call_id", "reason", "source")),
    Column("erased_at", BigInteger),
    Column("body", LargeBinary),
    Column("mac", LargeBinary),
    prefixes=["TEMPORARY"],
)
_FOUND = (
    select(
        erasures.c.tenant_id,
        erasures.c.call_id,
        erasures.c.reason,
        erasures.c.erased_at,
        erasures.c.body,
        call_dedupe.c.source,
        call_dedupe.c.external_id_hmac,
    )
    .outerjoin(
        call_dedupe,
        (call_dedupe.c.tenant_id == erasures.c.tenant_id) & (call_dedupe.c.call_id == erasures.c.call_id),
    )
    .where(erasures.c.tenant_id == bindparam("tenant"))
)
_ORDER = (_ASIDE.c.tenant_id, _ASIDE.c.call_id)
_AFTER = tuple_(*_ORDER) > tuple_(bindparam("tenant"), bindparam("call"))
_NEXT = select(*_ORDER).distinct().where(_AFTER).order_by(*_ORDER).limit(BATCH)
_UP_TO = tuple_(*_ORDER) <= tuple_(bindparam("last_tenant"), bindparam("last_call"))
_OF_NEXT = select(_ASIDE).where(_AFTER, _UP_TO).order_by(*_ORDER, _ASIDE.c.source.desc(), _ASIDE.c.mac)
_PUT_BACK = update(erasures).where(
    erasures.c.tenant_id == bindparam("tenant"), erasures.c.call_id == bindparam("of")
)


class Kept:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._there = False

    def take(self, tenants: list[str]) -> None:
        """From a database of a revision that knows erasures."""
        if not inspect(self._connection).has_table(erasures.name):
            return
        _ASIDE.create(self._connection)
        self._there = True
        columns = ["tenant_id", "call_id", "reason", "erased_at", "body", "source", "mac"]
        for tenant in tenants:
            as_tenant(self._connection, tenant)
            statement = _ASIDE.insert().from_select(columns, _FOUND)
            self._connection.execute(statement, {"tenant": tenant})

    def entries(self) -> Iterator[JournalEntry]:
        """In the form of the journal."""
        for row, *more in self._calls():
            known = [one for one in (row, *more) if one.source is not None]
            tombstones = [Tombstone(source=one.source, external_id_hmac=one.mac.hex()) for one in known]
            yield JournalEntry.of(row.tenant_id, row.call_id, from_ms(row.erased_at), tombstones)

    def put_back(self, work: JoinedWork) -> None:
        """The answers as they were given: what was found anew in the backup knows less of the CRM."""
        for row, *_ in self._calls():
            with work.begin(row.tenant_id) as unit:
                try:
                    unit.session.keys.open(row.body, "erasures", row.call_id, "body")
                except SealBroken:
                    continue  # sealed under a tenant key that the backup does not know
                values = {"reason": row.reason, "erased_at": row.erased_at, "body": row.body}
                unit.session.run(_PUT_BACK, of=row.call_id, **values)

    def _calls(self) -> Iterator[list[Row[Any]]]:
        """The rows of each call, which are as many as it had names."""
        tenant, call = "", ""
        while self._there:
            after = {"tenant": tenant, "call": call}
            calls = self._connection.execute(_NEXT, after).all()
            if not calls:
                return
            tenant, call = calls[-1]
            rows = self._connection.execute(_OF_NEXT, {**after, "last_tenant": tenant, "last_call": call})
            for _, of_call in groupby(rows.all(), key=lambda row: (row.tenant_id, row.call_id)):
                yield list(of_call)
