"""The table of erased calls; it refers to nothing, since nothing is left to refer to.

The tombstone that stops a redelivery is the call's row in `call_dedupe`, which stays.
"""

from sqlalchemy import Table

from service.storage.tables.base import at, key, metadata, sealed, tenant, text

erasures = Table(
    "erasures",
    metadata,
    tenant(),
    key("call_id"),
    at("erased_at"),
    text("reason"),
    # What was removed and which CRM records remain, under the tenant's key.
    sealed("body"),
)
