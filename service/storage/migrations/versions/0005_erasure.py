"""Erased calls, and what remains of them elsewhere.

Revision 0005, after 0004. Expands only.
"""

from alembic import op

from service.storage.migrations.words import at, primary_key, sealed, table, text

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table("erasures", text("call_id", "reason"), at("erased_at"), sealed("body"), primary_key("call_id"))
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("ALTER TABLE erasures ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE erasures FORCE ROW LEVEL SECURITY")
    mine = "tenant_id = nullif(current_setting('aftercall.tenant', true), '')"
    op.execute(f"CREATE POLICY of_tenant ON erasures USING ({mine})")
