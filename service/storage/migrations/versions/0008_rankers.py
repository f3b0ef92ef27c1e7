"""What confirmations teach, and the rankers that were fitted on them.

Revision 0008, after 0007. Expands only.
"""

import sqlalchemy as sa
from alembic import op

from service.storage.migrations.words import (
    at,
    child_of,
    flag,
    index,
    integer,
    json,
    primary_key,
    sealed,
    table,
    text,
)

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

VERSION = ("profile", "version")
TABLES = ("lessons", "rankers", "ranker_bodies", "ranker_examples")


def upgrade() -> None:
    table(
        "lessons",
        text("wrapup_id", "profile", "seen"),
        [flag("audit"), sa.Column("ranker", sa.Integer), sa.Column("code_hmac", sa.LargeBinary)],
        [flag("as_drafted")],
        at("confirmed_at"),
        primary_key("wrapup_id"),
        child_of("wrapups", "wrapup_id"),
    )
    index("lessons", "profile", "seen", "confirmed_at")
    table(
        "rankers",
        text("profile"),
        integer("version", "profile_version"),
        [json("figures")],
        at("created_at"),
        primary_key(*VERSION),
    )
    table(
        "ranker_bodies",
        text("profile"),
        integer("version"),
        sealed("body"),
        primary_key(*VERSION),
        child_of("rankers", *VERSION, of=VERSION),
    )
    table(
        "ranker_examples",
        text("profile"),
        integer("version"),
        text("wrapup_id"),
        primary_key(*VERSION, "wrapup_id"),
        child_of("ranker_bodies", *VERSION, of=VERSION),
    )
    index("ranker_examples", "wrapup_id")
    if op.get_bind().dialect.name == "postgresql":
        for name in TABLES:
            op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
            op.execute(
                f"CREATE POLICY of_tenant ON {name}"
                " USING (tenant_id = nullif(current_setting('aftercall.tenant', true), ''))"
            )
