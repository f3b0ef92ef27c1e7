"""The table of limits: what tenants' files and providers set, and how much of it is taken just now."""

from sqlalchemy import Column, Double, Integer, Table

from service.storage.tables.base import key, maybe_at, metadata, tenant

# One row a tenant and connection; the empty connection is the tenant as a whole. No row, no limit.
limits = Table(
    "limits",
    metadata,
    tenant(),
    key("connection"),
    Column("in_flight", Integer),
    Column("requests_per_minute", Integer),
    Column("tokens_per_minute", Integer),
    # What the provider told, which holds for a while only.
    Column("learnt_requests_per_minute", Integer),
    Column("learnt_tokens_per_minute", Integer),
    maybe_at("learnt_until"),
    # Nothing is asked before this time.
    maybe_at("resume_at"),
    # Until when what was taken is paid for, in milliseconds since 1970. One token of many takes less than one.
    Column("requests_until", Double, nullable=False),
    Column("tokens_until", Double, nullable=False),
)
