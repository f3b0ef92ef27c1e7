"""Append-only tables: the ledger, events for listeners, and the audit with its seals.

They refer to nothing, since they outlive what they tell of.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, Table

from service.storage.tables.base import at, digest, key, maybe_text, metadata, sealed, tenant, text

ledger = Table(
    "ledger",
    metadata,
    tenant(),
    key("id"),
    text("wrapup_id"),
    text("call_id"),
    text("kind"),
    text("actor"),
    at("at"),
    sealed("data"),
)
Index(None, ledger.c.tenant_id, ledger.c.wrapup_id, ledger.c.id)
Index(None, ledger.c.tenant_id, ledger.c.at)

events = Table(
    "events",
    metadata,
    tenant(),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    # The writing transaction on PostgreSQL, where sequence order is not commit order; 0 on SQLite.
    Column("xid", BigInteger, nullable=False),
    text("kind"),
    text("wrapup_id"),
    maybe_text("agent_id"),
    Column("version", Integer, nullable=False),
    at("at"),
)
Index(None, events.c.tenant_id, events.c.xid, events.c.seq)
Index(None, events.c.tenant_id, events.c.at)

event_horizons = Table(
    "event_horizons",
    metadata,
    tenant(),
    Column("xid", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    tenant(),
    key("id"),
    text("action"),
    text("actor"),
    text("subject"),
    at("at"),
    sealed("data"),
    # The seal that covers this row; none until the next batch is sealed.
    Column("seal", BigInteger),
)
Index(None, audit.c.tenant_id, audit.c.seal)

audit_seals = Table(
    "audit_seals",
    metadata,
    tenant(),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("rows", Integer, nullable=False),
    digest("digest"),
    at("sealed_at"),
)
