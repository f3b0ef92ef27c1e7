"""Row-level security on PostgreSQL: a transaction sees the rows of the tenant it named.

Revision 0003, after 0002. Frozen: later changes are later revisions.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TENANT_TABLES = [
    "tenants",
    "tenant_keys",
    "call_keys",
    "deliveries",
    "delivery_bodies",
    "calls",
    "call_bodies",
    "call_stages",
    "legs",
    "call_dedupe",
    "idempotency_keys",
    "wrapups",
    "wrapup_bodies",
    "drafts",
    "intents",
    "jobs",
    "ledger",
    "events",
    "event_horizons",
    "audit",
    "audit_seals",
    "agents",
    "agent_identities",
    "api_keys",
    "tickets",
    "sessions",
    "profile_versions",
    "profile_labels",
]


def upgrade() -> None:
    """Rows of the tenant that the transaction named, also for the tables' owner; no tenant, no rows.

    Two doors: the job board sees jobs and tenants of all; the hash of a credential opens its own row.
    """
    if op.get_bind().dialect.name != "postgresql":
        return
    mine = "tenant_id = nullif(current_setting('aftercall.tenant', true), '')"
    door = "current_setting('aftercall.door', true)"
    for name in TENANT_TABLES:
        op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY of_tenant ON {name} USING ({mine})")
    op.execute(f"CREATE POLICY of_board ON jobs USING ({door} = 'board')")
    op.execute(f"CREATE POLICY of_board ON tenants FOR SELECT USING ({door} = 'board')")
    for name in ("api_keys", "tickets", "sessions"):
        op.execute(f"CREATE POLICY of_door ON {name} USING (secret_hash = {door})")
