"""Tables of deliveries; a body is kept only while quarantined, and goes after some days."""

from sqlalchemy import JSON, Boolean, Column, Index, Integer, Table, UniqueConstraint

from service.storage.tables.base import (
    at,
    belongs_to,
    digest,
    key,
    maybe_text,
    metadata,
    sealed,
    tenant,
    text,
)

deliveries = Table(
    "deliveries",
    metadata,
    tenant(),
    key("id"),
    text("source"),
    digest("sender_hmac"),
    sealed("sender_id"),
    text("body_hash"),
    Column("body_bytes", Integer, nullable=False),
    text("state"),
    maybe_text("reason"),
    Column("replayable", Boolean, nullable=False),
    Column("call_ids", JSON, nullable=False),
    at("received_at"),
    UniqueConstraint("tenant_id", "source", "sender_hmac"),
)
Index(None, deliveries.c.tenant_id, deliveries.c.state, deliveries.c.id)

delivery_bodies = Table(
    "delivery_bodies",
    metadata,
    tenant(),
    key("delivery_id"),
    sealed("body"),
    at("body_expires_at"),
    belongs_to("deliveries", "delivery_id"),
)
Index(None, delivery_bodies.c.tenant_id, delivery_bodies.c.body_expires_at)
