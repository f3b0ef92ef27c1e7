"""Doors no wider than what goes through them, for the role that the service runs under.

Revision 0006, after 0005. Takes away only what no release has used. The role's grants follow each migration;
see `service.storage.roles`.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BOARD = "current_setting('aftercall.door', true) = 'board'"
HASH = "secret_hash = current_setting('aftercall.door', true)"
DOORS = (
    ("jobs", "of_board", BOARD, ("SELECT", "UPDATE")),
    ("api_keys", "of_door", HASH, ("SELECT", "UPDATE")),
    ("tickets", "of_door", HASH, ("SELECT", "DELETE")),
    ("sessions", "of_door", HASH, ("SELECT",)),
)


def upgrade() -> None:
    """The board reads and claims jobs; a credential is found, noted as used, or used up. None is made there."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, policy, condition, commands in DOORS:
        op.execute(f"DROP POLICY {policy} ON {table}")
        for command in commands:
            name = f"{policy}_{command.lower()}"
            op.execute(f"CREATE POLICY {name} ON {table} FOR {command} USING ({condition})")
