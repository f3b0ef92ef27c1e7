"""Tables of calls: what lists read, the sealed bodies apart from it, and the keys that stop duplicates.

`call_dedupe` refers to nothing, so that it outlives an erased call and still stops its redelivery.
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table

from service.storage.tables.base import (
    at,
    belongs_to,
    digest,
    key,
    maybe_at,
    maybe_text,
    metadata,
    sealed,
    tenant,
    text,
)

calls = Table(
    "calls",
    metadata,
    tenant(),
    key("id"),
    text("source"),
    maybe_at("started_at"),
    maybe_at("ended_at"),
    text("language"),
    maybe_text("queue"),
    at("received_at"),
    Column("turns_count", Integer, nullable=False),
    Column("customer_hmac", LargeBinary),
)
Index(None, calls.c.tenant_id, calls.c.customer_hmac)

call_bodies = Table(
    "call_bodies",
    metadata,
    tenant(),
    key("call_id"),
    sealed("facts"),
    sealed("transcript"),
    belongs_to("calls", "call_id"),
)

call_stages = Table(
    "call_stages",
    metadata,
    tenant(),
    key("call_id"),
    key("stage"),
    at("reached_at"),
    belongs_to("calls", "call_id"),
)

legs = Table(
    "legs",
    metadata,
    tenant(),
    key("id"),
    text("call_id"),
    Column("position", Integer, nullable=False),
    maybe_text("agent_id"),
    maybe_text("queue"),
    maybe_at("started_at"),
    maybe_at("ended_at"),
    maybe_at("acw_started_at"),
    maybe_at("acw_ended_at"),
    belongs_to("calls", "call_id"),
)
Index(None, legs.c.tenant_id, legs.c.call_id)

call_dedupe = Table(
    "call_dedupe",
    metadata,
    tenant(),
    key("source"),
    digest("external_id_hmac", primary_key=True),
    text("call_id"),
)
Index(None, call_dedupe.c.tenant_id, call_dedupe.c.external_id_hmac)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    tenant(),
    digest("key_hmac", primary_key=True),
    text("fingerprint"),
    text("call_id"),
    at("created_at"),
)
