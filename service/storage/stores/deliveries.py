"""Deliveries: one row a webhook, deduplicated for good; a body only while it may be replayed."""

from typing import Any

from sqlalchemy import Row, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from service.domain.delivery import Delivery, DeliveryState
from service.domain.errors import NotFound
from service.domain.page import Page
from service.domain.ports import AlreadyStored
from service.domain.values import from_ms, to_ms
from service.storage.binds import NOW, OF, TENANT
from service.storage.codec import row_cursor
from service.storage.session import Session
from service.storage.tables import deliveries, delivery_bodies

BODY_KEPT_MS = 7 * 24 * 3_600_000
"""How long a quarantined body can be replayed."""

_MINE = deliveries.c.tenant_id == TENANT
_ONE = _MINE & (deliveries.c.id == OF)
_BODY = (delivery_bodies.c.tenant_id == TENANT) & (delivery_bodies.c.delivery_id == OF)
_FIND = select(deliveries).where(
    _MINE, deliveries.c.source == bindparam("source"), deliveries.c.sender_hmac == bindparam("mac")
)
_GET = select(deliveries).where(_ONE)
_GET_BODY = select(delivery_bodies.c.body).where(_BODY, delivery_bodies.c.body_expires_at > NOW)
_DROP_BODY = delete(delivery_bodies).where(_BODY)
_ADD = insert(deliveries).on_conflict_do_nothing()
_ADD_BODY = insert(delivery_bodies)
_SETTLE = update(deliveries).where(_ONE)


class SqlDeliveries:
    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, source: str, sender_id: str) -> Delivery | None:
        mac = self._session.keys.mac("sender_id", sender_id)
        row = self._session.run(_FIND, source=source, mac=mac).one_or_none()
        return self._delivery(row) if row else None

    def get(self, delivery_id: str) -> Delivery:
        row = self._session.run(_GET, of=delivery_id).one_or_none()
        if row is None:
            raise NotFound
        return self._delivery(row)

    def add(self, delivery: Delivery, body: bytes | None = None) -> None:
        session, keys = self._session, self._session.keys
        stored = session.insert(
            _ADD,
            id=delivery.id,
            source=delivery.source,
            sender_hmac=keys.mac("sender_id", delivery.sender_id),
            sender_id=keys.seal(delivery.sender_id.encode(), "deliveries", delivery.id, "sender_id"),
            body_hash=delivery.body_hash,
            body_bytes=delivery.body_bytes,
            received_at=to_ms(delivery.received_at),
            **_outcome(delivery),
        )
        if not stored:
            raise AlreadyStored
        if body is not None:
            sealed = keys.seal(body, "delivery_bodies", delivery.id, "body")
            expires = session.now + BODY_KEPT_MS
            session.insert(_ADD_BODY, delivery_id=delivery.id, body=sealed, body_expires_at=expires)

    def body(self, delivery_id: str) -> bytes | None:
        sealed = self._session.run(_GET_BODY, of=delivery_id, now=self._session.now).scalar()
        if sealed is None:
            return None
        return self._session.keys.open(sealed, "delivery_bodies", delivery_id, "body")

    def settle(self, delivery: Delivery) -> None:
        if self._session.run(_SETTLE, of=delivery.id, **_outcome(delivery)).rowcount == 0:
            raise NotFound
        if delivery.state is not DeliveryState.QUARANTINED:
            self._session.run(_DROP_BODY, of=delivery.id)

    def page(
        self, *, state: DeliveryState | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[Delivery]:
        statement = select(deliveries).where(_MINE)
        if state is not None:
            statement = statement.where(deliveries.c.state == state.value)
        if row_cursor(cursor):
            statement = statement.where(deliveries.c.id < cursor)
        rows = self._session.run(statement.order_by(deliveries.c.id.desc()).limit(limit + 1)).all()
        items = tuple(self._delivery(row) for row in rows[:limit])
        return Page(items=items, next_cursor=items[-1].id if len(rows) > limit else None)

    def _delivery(self, row: Row[Any]) -> Delivery:
        sender_id = self._session.keys.open(row.sender_id, "deliveries", row.id, "sender_id")
        return Delivery(
            id=row.id,
            tenant_id=row.tenant_id,
            source=row.source,
            sender_id=sender_id.decode(),
            body_hash=row.body_hash,
            body_bytes=row.body_bytes,
            state=DeliveryState(row.state),
            reason=row.reason,
            replayable=row.replayable,
            call_ids=tuple(row.call_ids),
            received_at=from_ms(row.received_at),
        )


def _outcome(delivery: Delivery) -> dict[str, Any]:
    """The columns that change; nothing is left to replay of a delivery that was processed."""
    return {
        "state": delivery.state.value,
        "reason": delivery.reason,
        "replayable": delivery.replayable and delivery.state is not DeliveryState.PROCESSED,
        "call_ids": list(delivery.call_ids),
    }
