"""Tables of what is asked of vendors: transcripts to fetch, and until when their lists of calls were compared."""

from sqlalchemy import Table, UniqueConstraint

from service.storage.tables.base import (
    at,
    belongs_to,
    digest,
    key,
    maybe_text,
    metadata,
    sealed,
    tenant,
    text,
)

fetches = Table(
    "fetches",
    metadata,
    tenant(),
    key("id"),
    text("call_id"),
    text("source"),
    digest("reference_hmac"),
    sealed("body"),
    text("state"),
    maybe_text("reason"),
    at("created_at"),
    at("updated_at"),
    UniqueConstraint("tenant_id", "call_id", "reference_hmac"),
    belongs_to("calls", "call_id"),
)

reconciled = Table(
    "reconciled",
    metadata,
    tenant(),
    key("source"),
    at("until"),
    at("updated_at"),
)
