"""Limits of tenants and connections, and what a waiting job waits for.

Revision 0004, after 0003. Expands only: a release that does not know the new column leaves it empty. Of the
indexes that go one served no query yet, and the other's work is done by the one in its place.
"""

import sqlalchemy as sa
from alembic import op

from service.storage.migrations.words import maybe_at, primary_key, table, text

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table(
        "limits",
        text("connection"),
        [sa.Column(name, sa.Integer) for name in ("in_flight", "requests_per_minute", "tokens_per_minute")],
        [sa.Column(f"learnt_{name}_per_minute", sa.Integer) for name in ("requests", "tokens")],
        maybe_at("learnt_until", "resume_at"),
        [sa.Column(f"{name}_until", sa.Double, nullable=False) for name in ("requests", "tokens")],
        primary_key("connection"),
    )
    op.add_column("jobs", sa.Column("waits_for", sa.Text, nullable=False, server_default=sa.text("''")))
    _indexes()
    if op.get_bind().dialect.name == "postgresql":
        _row_level_security()


def _indexes() -> None:
    """A claim looks at the first job of each shelf: of a lane, a tenant, and what its jobs wait for. Jobs at
    work are counted by tenant.
    """
    for name, columns, condition in (
        ("ix_jobs_shelves", ["lane", "tenant_id", "waits_for", "due"], "state = 'waiting' AND NOT lone"),
        ("ix_jobs_lone", ["lane", "due"], "state = 'waiting' AND lone"),
        ("ix_jobs_held", ["tenant_id", "lease_until"], "state = 'leased'"),
    ):
        where = sa.text(condition)
        op.create_index(name, "jobs", columns, sqlite_where=where, postgresql_where=where)
    op.drop_index("ix_jobs_waiting_by_tenant", "jobs")
    op.drop_index("ix_jobs_leased", "jobs")


def _row_level_security() -> None:
    """As in 0003. The board reads limits of all tenants, and locks those that it is about to use."""
    mine = "tenant_id = nullif(current_setting('aftercall.tenant', true), '')"
    board = "current_setting('aftercall.door', true) = 'board'"
    op.execute("ALTER TABLE limits ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE limits FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY of_tenant ON limits USING ({mine})")
    for command in ("SELECT", "UPDATE"):
        op.execute(f"CREATE POLICY of_board_{command.lower()} ON limits FOR {command} USING ({board})")
