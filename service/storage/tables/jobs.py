"""The table of open work. A job that is done leaves it; one that is parked waits in it for a person."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
)
from sqlalchemy import text as text_of

from service.storage.tables.base import at, key, maybe_at, maybe_text, metadata, tenant, text

jobs = Table(
    "jobs",
    metadata,
    tenant(),
    key("id"),
    text("lane"),
    text("kind"),
    text("subject"),
    text("state"),
    Column("attempts", Integer, nullable=False),
    Column("crashes", Integer, nullable=False),
    # Set after two crashes: the job may take its worker down, so nothing else should run beside it.
    Column("lone", Boolean, nullable=False),
    Column("fence", BigInteger, nullable=False),
    at("due"),
    # Set when the job was asked for again while a worker had it: it then runs once more.
    maybe_at("again_due"),
    maybe_at("lease_until"),
    maybe_text("leased_by"),
    Column("deadline_ms", Integer, nullable=False),
    maybe_text("reason"),
    maybe_text("trace"),
    # What a leased job has taken of its tenant's limits: a place at a connection, and tokens.
    maybe_text("connection"),
    Column("tokens", Integer),
    # The connection that a job found full, while it waits and until it has taken its share; empty for none.
    # `tokens` is then how many it will ask for.
    Column("waits_for", Text, nullable=False, server_default=text_of("''")),
    at("created_at"),
    UniqueConstraint("tenant_id", "kind", "subject"),
)
# SQLite uses a partial index only where a query says its condition in the same words, without parameters.
WAITING = jobs.c.state == literal_column("'waiting'")
LEASED = jobs.c.state == literal_column("'leased'")
SHELVED = text_of("state = 'waiting' AND NOT lone")
LONE = text_of("state = 'waiting' AND lone")
Index(
    "ix_jobs_shelves",
    jobs.c.lane,
    jobs.c.tenant_id,
    jobs.c.waits_for,
    jobs.c.due,
    sqlite_where=SHELVED,
    postgresql_where=SHELVED,
)
Index("ix_jobs_lone", jobs.c.lane, jobs.c.due, sqlite_where=LONE, postgresql_where=LONE)
# Claims of the release before go by it; to be dropped with the next one.
Index(
    "ix_jobs_waiting_by_due",
    jobs.c.lane,
    jobs.c.due,
    sqlite_where=WAITING,
    postgresql_where=WAITING,
)
Index("ix_jobs_held", jobs.c.tenant_id, jobs.c.lease_until, sqlite_where=LEASED, postgresql_where=LEASED)
