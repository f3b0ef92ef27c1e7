"""Grants for the role that the service runs under.

Revision 0006, after 0005. Expands only.
"""

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
