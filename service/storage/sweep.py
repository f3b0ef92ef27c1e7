"""What the sweeper tidies, one tenant after the other: things past their time, and audits to be sealed."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from service.storage.audit_chain import seal
from service.storage.binds import NOW, TENANT
from service.storage.engine import Database
from service.storage.keys import UnitKeys, Vault
from service.storage.session import Session
from service.storage.tables import (
    deliveries,
    delivery_bodies,
    event_horizons,
    events,
    sessions,
    tenants,
    tickets,
)

EVENTS_KEPT_MS = 24 * 3_600_000
"""A listener that was away for longer starts anew."""

_TENANTS = select(tenants.c.tenant_id).order_by(tenants.c.tenant_id)
_OLD_EVENTS = (events.c.tenant_id == TENANT) & (events.c.at <= bindparam("oldest"))
_LAST_OLD = select(func.max(events.c.xid).label("xid"), func.max(events.c.seq).label("seq")).where(
    _OLD_EVENTS
)
_DROP_EVENTS = delete(events).where(_OLD_EVENTS)
_NEW_HORIZON = insert(event_horizons)
_MOVE_HORIZON = _NEW_HORIZON.on_conflict_do_update(
    index_elements=["tenant_id"],
    set_={"xid": _NEW_HORIZON.excluded.xid, "seq": _NEW_HORIZON.excluded.seq},
)
_OLD_BODIES = (delivery_bodies.c.tenant_id == TENANT) & (delivery_bodies.c.body_expires_at <= NOW)
_DROP_BODIES = delete(delivery_bodies).where(_OLD_BODIES)
_NOT_REPLAYABLE = (
    update(deliveries)
    .where(
        deliveries.c.tenant_id == TENANT,
        deliveries.c.id.in_(select(delivery_bodies.c.delivery_id).where(_OLD_BODIES)),
    )
    .values(replayable=False)
)
_DROP_TICKETS = delete(tickets).where(tickets.c.tenant_id == TENANT, tickets.c.expires_at <= NOW)
_DROP_SESSIONS = delete(sessions).where(sessions.c.tenant_id == TENANT, sessions.c.expires_at <= NOW)


class Sweep:
    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def tenants(self) -> Sequence[str]:
        """Every tenant that has stored something."""
        with self._database.transaction(door="board", write=False) as (connection, _):
            return connection.execute(_TENANTS).scalars().all()

    def prune(self) -> int:
        return sum(self._pruned(tenant_id) for tenant_id in self.tenants())

    def seal_audit(self) -> int:
        return sum(self._sealed(tenant_id) for tenant_id in self.tenants())

    def _pruned(self, tenant_id: str) -> int:
        with self._database.transaction(tenant=tenant_id) as (connection, now):
            session = self._session(connection, tenant_id, now)
            session.run(_NOT_REPLAYABLE, now=now)
            drops = (_DROP_BODIES, _DROP_TICKETS, _DROP_SESSIONS)
            return sum(session.run(drop, now=now).rowcount for drop in drops) + _pruned_events(session)

    def _sealed(self, tenant_id: str) -> bool:
        with self._database.transaction(tenant=tenant_id) as (connection, now):
            return seal(self._session(connection, tenant_id, now))

    def _session(self, connection: Connection, tenant_id: str, now: int) -> Session:
        keys = UnitKeys(self._vault, connection, tenant_id, now, writable=True)
        return Session(connection, tenant_id, now, keys)


def _pruned_events(session: Session) -> int:
    """The last position removed is kept, so that a cursor from before it is known to have missed some."""
    oldest = session.now - EVENTS_KEPT_MS
    last = session.run(_LAST_OLD, oldest=oldest).one()
    if last.seq is None:
        return 0
    session.insert(_MOVE_HORIZON, xid=last.xid, seq=last.seq)
    return session.run(_DROP_EVENTS, oldest=oldest).rowcount
