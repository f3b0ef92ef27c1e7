"""The table of open work. A job that is done leaves it; one that is parked waits in it for a person."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, UniqueConstraint

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
    # By what limits are counted: the connection a job will use, and how many tokens it may take.
    maybe_text("connection"),
    Column("tokens", Integer),
    at("created_at"),
    UniqueConstraint("tenant_id", "kind", "subject"),
)
WAITING = jobs.c.state == "waiting"
LEASED = jobs.c.state == "leased"
Index(
    "ix_jobs_waiting_by_tenant",
    jobs.c.lane,
    jobs.c.tenant_id,
    jobs.c.due,
    sqlite_where=WAITING,
    postgresql_where=WAITING,
)
Index(
    "ix_jobs_waiting_by_due",
    jobs.c.lane,
    jobs.c.due,
    sqlite_where=WAITING,
    postgresql_where=WAITING,
)
Index("ix_jobs_leased", jobs.c.lease_until, sqlite_where=LEASED, postgresql_where=LEASED)
