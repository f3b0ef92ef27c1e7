"""Tables of keys, deliveries, calls, wrap-ups and jobs.

Revision 0001. Frozen: later changes are later revisions.
"""

import sqlalchemy as sa
from alembic import op

from service.storage.migrations.words import (
    at,
    big_integer,
    child_of,
    flag,
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

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _keys()
    _deliveries()
    _calls()
    _call_finders()
    _wrapups()
    _drafts()
    _jobs()


def _keys() -> None:
    table("tenants", at("created_at"), primary_key())
    table(
        "tenant_keys",
        sa.Column("number", sa.SmallInteger, nullable=False, autoincrement=False),
        text("master_id"),
        sealed("wrapped"),
        at("created_at"),
        primary_key("number"),
    )
    table("call_keys", text("call_id"), sealed("wrapped"), at("created_at"), primary_key("call_id"))


def _deliveries() -> None:
    table(
        "deliveries",
        text("id", "source", "body_hash", "state"),
        sealed("sender_hmac", "sender_id"),
        integer("body_bytes"),
        maybe_text("reason"),
        flag("replayable"),
        json("call_ids"),
        at("received_at"),
        primary_key("id"),
        unique("source", "sender_hmac"),
    )
    index("deliveries", "state", "id")
    table(
        "delivery_bodies",
        text("delivery_id"),
        sealed("body"),
        at("body_expires_at"),
        primary_key("delivery_id"),
        child_of("deliveries", "delivery_id"),
    )
    index("delivery_bodies", "body_expires_at")


def _calls() -> None:
    table(
        "calls",
        text("id", "source", "language"),
        maybe_at("started_at", "ended_at"),
        maybe_text("queue"),
        at("received_at"),
        integer("turns_count"),
        sa.Column("customer_hmac", sa.LargeBinary),
        primary_key("id"),
    )
    index("calls", "customer_hmac")
    table(
        "call_bodies",
        text("call_id"),
        sealed("facts", "transcript"),
        primary_key("call_id"),
        child_of("calls", "call_id"),
    )
    table(
        "call_stages",
        text("call_id", "stage"),
        at("reached_at"),
        primary_key("call_id", "stage"),
        child_of("calls", "call_id"),
    )
    table(
        "legs",
        text("id", "call_id"),
        integer("position"),
        maybe_text("agent_id", "queue"),
        maybe_at("started_at", "ended_at", "acw_started_at", "acw_ended_at"),
        primary_key("id"),
        child_of("calls", "call_id"),
    )
    index("legs", "call_id")


def _call_finders() -> None:
    table(
        "call_dedupe",
        text("source", "call_id"),
        sealed("external_id_hmac"),
        primary_key("source", "external_id_hmac"),
    )
    index("call_dedupe", "external_id_hmac")
    table(
        "idempotency_keys",
        sealed("key_hmac"),
        text("fingerprint", "call_id"),
        at("created_at"),
        primary_key("key_hmac"),
    )


def _wrapups() -> None:
    table(
        "wrapups",
        text("id", "call_id", "leg_id", "language", "state", "reviewed_by"),
        integer("version"),
        maybe_text("agent_id", "queue"),
        maybe_at("undo_until"),
        json("draft"),
        sealed("headline"),
        at("created_at", "updated_at"),
        primary_key("id"),
        unique("leg_id"),
        child_of("calls", "call_id"),
        child_of("legs", "leg_id"),
    )
    index("wrapups", "call_id")
    index("wrapups", "state", "id")
    index("wrapups", "agent_id", "id")
    table(
        "wrapup_bodies",
        text("wrapup_id"),
        sealed("body"),
        primary_key("wrapup_id"),
        child_of("wrapups", "wrapup_id"),
    )


def _drafts() -> None:
    table(
        "drafts",
        text("wrapup_id", "call_id", "kind", "profile", "model"),
        integer("number"),
        sealed("body"),
        at("created_at"),
        primary_key("wrapup_id", "number"),
        child_of("wrapups", "wrapup_id"),
    )
    table(
        "intents",
        text("wrapup_id", "target_id", "plan_digest", "state"),
        integer("revision"),
        big_integer("fence"),
        at("deadline_at", "updated_at"),
        primary_key("wrapup_id", "target_id"),
        child_of("wrapups", "wrapup_id"),
    )


def _jobs() -> None:
    table(
        "jobs",
        text("id", "lane", "kind", "subject", "state"),
        integer("attempts", "crashes", "deadline_ms"),
        flag("lone"),
        big_integer("fence"),
        at("due", "created_at"),
        maybe_at("again_due", "lease_until"),
        maybe_text("leased_by", "reason", "trace", "connection"),
        sa.Column("tokens", sa.Integer),
        primary_key("id"),
        unique("kind", "subject"),
    )
    for name, columns, state in (
        ("ix_jobs_waiting_by_tenant", ["lane", "tenant_id", "due"], "waiting"),
        ("ix_jobs_waiting_by_due", ["lane", "due"], "waiting"),
        ("ix_jobs_leased", ["lease_until"], "leased"),
    ):
        only = sa.text(f"state = '{state}'")
        op.create_index(name, "jobs", columns, sqlite_where=only, postgresql_where=only)
