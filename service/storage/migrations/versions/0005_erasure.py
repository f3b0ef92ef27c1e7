"""Erased calls, and how long calls are kept.

Revision 0005, after 0004. Expands only.
"""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
