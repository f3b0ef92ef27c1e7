"""Tables of learning: what confirmations teach, and the rankers that were fitted on them.

What a ranker learnt stands apart from its figures, beside the list of what it learnt from: both go when one of
those calls is erased, and neither is in a backup. The figures are counts and stay.
"""

from sqlalchemy import JSON, Boolean, Column, Index, Integer, LargeBinary, Table

from service.storage.tables.base import at, belongs_to, key, metadata, sealed, tenant, text

VERSION = ("profile", "version")


def _version() -> Column[int]:
    return Column("version", Integer, primary_key=True, autoincrement=False)


lessons = Table(
    "lessons",
    metadata,
    tenant(),
    key("wrapup_id"),
    text("profile"),
    text("seen"),
    Column("audit", Boolean, nullable=False),
    Column("ranker", Integer),
    # A keyed hash: codes of a call are not readable without its key.
    Column("code_hmac", LargeBinary),
    Column("as_drafted", Boolean, nullable=False),
    at("confirmed_at"),
    belongs_to("wrapups", "wrapup_id"),
)
Index(None, lessons.c.tenant_id, lessons.c.profile, lessons.c.seen, lessons.c.confirmed_at)

rankers = Table(
    "rankers",
    metadata,
    tenant(),
    key("profile"),
    _version(),
    Column("profile_version", Integer, nullable=False),
    Column("figures", JSON, nullable=False),
    at("created_at"),
)

ranker_bodies = Table(
    "ranker_bodies",
    metadata,
    tenant(),
    key("profile"),
    _version(),
    sealed("body"),
    belongs_to("rankers", *VERSION, parent_key=VERSION),
)

ranker_examples = Table(
    "ranker_examples",
    metadata,
    tenant(),
    key("profile"),
    _version(),
    key("wrapup_id"),
    belongs_to("ranker_bodies", *VERSION, parent_key=VERSION),
)
Index(None, ranker_examples.c.tenant_id, ranker_examples.c.wrapup_id)
