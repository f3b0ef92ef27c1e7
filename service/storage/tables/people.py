"""Tables of people and their credentials; secrets stand here only as hashes."""

from sqlalchemy import JSON, Column, Index, Table, UniqueConstraint

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

agents = Table(
    "agents",
    metadata,
    tenant(),
    key("id"),
    maybe_text("team"),
    sealed("body"),
    at("created_at"),
    at("updated_at"),
)

agent_identities = Table(
    "agent_identities",
    metadata,
    tenant(),
    key("kind"),
    digest("external_id_hmac", primary_key=True),
    text("agent_id"),
    belongs_to("agents", "agent_id"),
)
Index(None, agent_identities.c.tenant_id, agent_identities.c.agent_id)

api_keys = Table(
    "api_keys",
    metadata,
    tenant(),
    key("id"),
    text("secret_hash"),
    text("prefix"),
    Column("roles", JSON, nullable=False),
    maybe_text("agent_id"),
    at("created_at"),
    maybe_at("expires_at"),
    maybe_at("revoked_at"),
    maybe_at("last_used_at"),
    UniqueConstraint("tenant_id", "secret_hash"),
)

tickets = Table(
    "tickets",
    metadata,
    tenant(),
    key("secret_hash"),
    text("agent_id"),
    at("created_at"),
    at("expires_at"),
)

sessions = Table(
    "sessions",
    metadata,
    tenant(),
    key("secret_hash"),
    text("subject"),
    Column("roles", JSON, nullable=False),
    maybe_text("agent_id"),
    at("created_at"),
    maybe_at("expires_at"),
)

# A credential leads to its tenant, so it is looked up by its hash alone.
for table in (api_keys, tickets, sessions):
    Index(f"ix_{table.name}_secret_hash", table.c.secret_hash)
