"""Tables of what is kept of it all: ledger, events, audit; and of agents, credentials and profiles.

Revision 0002, after 0001. Frozen: later changes are later revisions.
"""

import sqlalchemy as sa
from alembic import op

from service.storage.migrations.words import (
    at,
    big_integer,
    child_of,
    index,
    integer,
    json,
    maybe_at,
    maybe_text,
    primary_key,
    sealed,
    table,
    text,
    unique,
)

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _ledger_and_events()
    _audit()
    _agents()
    _credentials()
    _profiles()


def _ledger_and_events() -> None:
    table(
        "ledger",
        text("id", "wrapup_id", "call_id", "kind", "actor"),
        at("at"),
        sealed("data"),
        primary_key("id"),
    )
    index("ledger", "wrapup_id", "id")
    index("ledger", "at")
    table(
        "events",
        big_integer("seq", "xid"),
        text("kind", "wrapup_id"),
        maybe_text("agent_id"),
        integer("version"),
        at("at"),
        primary_key("seq"),
    )
    index("events", "xid", "seq")
    index("events", "at")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE events_seq")
    table("event_horizons", big_integer("xid", "seq"), primary_key())


def _audit() -> None:
    table(
        "audit",
        text("id", "action", "actor", "subject"),
        at("at"),
        sealed("data"),
        sa.Column("seal", sa.BigInteger),
        primary_key("id"),
    )
    index("audit", "seal")
    table(
        "audit_seals",
        big_integer("number"),
        integer("rows"),
        sealed("digest"),
        at("sealed_at"),
        primary_key("number"),
    )


def _agents() -> None:
    table(
        "agents",
        text("id"),
        maybe_text("team"),
        sealed("body"),
        at("created_at", "updated_at"),
        primary_key("id"),
    )
    table(
        "agent_identities",
        text("kind", "agent_id"),
        sealed("external_id_hmac"),
        primary_key("kind", "external_id_hmac"),
        child_of("agents", "agent_id"),
    )
    index("agent_identities", "agent_id")


def _credentials() -> None:
    table(
        "api_keys",
        text("id", "secret_hash", "prefix"),
        json("roles"),
        maybe_text("agent_id"),
        at("created_at"),
        maybe_at("expires_at", "revoked_at", "last_used_at"),
        primary_key("id"),
        unique("secret_hash"),
    )
    table(
        "tickets", text("secret_hash", "agent_id"), at("created_at", "expires_at"), primary_key("secret_hash")
    )
    table(
        "sessions",
        text("secret_hash", "subject"),
        json("roles"),
        maybe_text("agent_id"),
        at("created_at"),
        maybe_at("expires_at"),
        primary_key("secret_hash"),
    )
    for name in ("api_keys", "tickets", "sessions"):
        op.create_index(f"ix_{name}_secret_hash", name, ["secret_hash"])


def _profiles() -> None:
    table(
        "profile_versions",
        text("name", "content_hash", "created_by", "note"),
        integer("version"),
        json("body"),
        at("created_at"),
        primary_key("name", "version"),
        unique("name", "content_hash"),
    )
    table(
        "profile_labels",
        text("name", "label", "moved_by"),
        integer("version"),
        at("moved_at"),
        primary_key("name", "label"),
        child_of("profile_versions", "name", "version", of=("name", "version")),
    )
