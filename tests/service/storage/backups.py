"""What tests of backup and restore share: something to back up, and looks at all of it."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from service.domain.access import Role
from service.domain.erasure import JournalEntry
from service.domain.job import Kind
from service.domain.ledger import Entry, EventKind
from service.domain.ports import Work
from service.storage import Storage
from service.storage.engine import Database
from service.storage.tables import metadata
from tests.service.storage.builders import ACME, OTHER, SAID, a_delivery, a_draft, stored

NOT_KEPT = {"events", "event_horizons", "tickets", "sessions"}


def nothing_to_replay(_work: Work, _tenants: Sequence[str], _kept: Iterator[JournalEntry]) -> None:
    return


def fill(storage: Storage) -> Storage:
    """Two tenants with something in every table that there is something to put into."""
    for tenant in (ACME, OTHER):
        call, wrapup = stored(storage, tenant)
        with storage.work.begin(tenant) as unit:
            unit.drafts.add(wrapup.id, a_draft())
            unit.ledger.append(
                Entry.DRAFTED, wrapup_id=wrapup.id, call_id=call.id, actor="x", data={"said": SAID}
            )
            unit.events.append(EventKind.READY, wrapup)
            unit.audit.append("looked", actor="x", subject=call.id, data={})
            unit.jobs.enqueue(Kind.DRAFT, wrapup.id)
            unit.calls.remember("key", "print", call.id)
            unit.credentials.create_key("hash", "ack_", (Role.ADMIN, Role.AGENT), None, None)
            unit.deliveries.add(a_delivery(tenant), b"body")
    return storage


def content(url: str, tenant: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    database = Database(url)
    with database.transaction(tenant=tenant) as (connection, _):
        found = {
            table.name: [tuple(row) for row in connection.execute(select(table).filter_by(tenant_id=tenant))]
            for table in metadata.sorted_tables
            if table.name not in NOT_KEPT
        }
    database.dispose()
    return {name: sorted(some, key=repr) for name, some in found.items()}
