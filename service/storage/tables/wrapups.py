"""Tables of wrap-ups: plain columns for the review list, the sealed body apart, drafts, intents of writing."""

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, Table, UniqueConstraint

from service.storage.tables.base import (
    at,
    belongs_to,
    key,
    maybe_at,
    maybe_text,
    metadata,
    sealed,
    tenant,
    text,
)

wrapups = Table(
    "wrapups",
    metadata,
    tenant(),
    key("id"),
    text("call_id"),
    text("leg_id"),
    Column("version", Integer, nullable=False),
    maybe_text("agent_id"),
    maybe_text("queue"),
    text("language"),
    text("state"),
    text("reviewed_by"),
    maybe_at("undo_until"),
    Column("draft", JSON, nullable=False),
    sealed("headline"),
    at("created_at"),
    at("updated_at"),
    UniqueConstraint("tenant_id", "leg_id"),
    belongs_to("calls", "call_id"),
    belongs_to("legs", "leg_id"),
)
Index(None, wrapups.c.tenant_id, wrapups.c.call_id)
Index(None, wrapups.c.tenant_id, wrapups.c.state, wrapups.c.id)
Index(None, wrapups.c.tenant_id, wrapups.c.agent_id, wrapups.c.id)

wrapup_bodies = Table(
    "wrapup_bodies",
    metadata,
    tenant(),
    key("wrapup_id"),
    sealed("body"),
    belongs_to("wrapups", "wrapup_id"),
)

drafts = Table(
    "drafts",
    metadata,
    tenant(),
    key("wrapup_id"),
    Column("number", Integer, primary_key=True, autoincrement=False),
    text("call_id"),
    text("kind"),
    text("profile"),
    text("model"),
    sealed("body"),
    at("created_at"),
    belongs_to("wrapups", "wrapup_id"),
)

intents = Table(
    "intents",
    metadata,
    tenant(),
    key("wrapup_id"),
    key("target_id"),
    Column("revision", Integer, nullable=False),
    text("plan_digest"),
    Column("fence", BigInteger, nullable=False),
    text("state"),
    at("deadline_at"),
    at("updated_at"),
    belongs_to("wrapups", "wrapup_id"),
)
