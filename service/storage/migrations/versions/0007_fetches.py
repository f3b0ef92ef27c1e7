"""Transcripts that are fetched, and until when vendors' lists of calls were compared with ours.

Revision 0007, after 0006. Expands only.
"""

from alembic import op

from service.storage.migrations.words import (
    at,
    child_of,
    maybe_text,
    primary_key,
    sealed,
    table,
    text,
    unique,
)

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table(
        "fetches",
        text("id", "call_id", "source"),
        sealed("reference_hmac", "body"),
        text("state"),
        maybe_text("reason"),
        at("created_at", "updated_at"),
        primary_key("id"),
        unique("call_id", "reference_hmac"),
        child_of("calls", "call_id"),
    )
    table("reconciled", text("source"), at("until", "updated_at"), primary_key("source"))
    if op.get_bind().dialect.name == "postgresql":
        for name in ("fetches", "reconciled"):
            op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
            op.execute(
                f"CREATE POLICY of_tenant ON {name}"
                " USING (tenant_id = nullif(current_setting('aftercall.tenant', true), ''))"
            )
