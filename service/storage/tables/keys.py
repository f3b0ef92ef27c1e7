"""Tables of wrapped keys: the master key opens a tenant's, a tenant's opens a call's.

Nothing refers to `call_keys`: deleting a row there is what makes a call unreadable.
"""

from sqlalchemy import Column, SmallInteger, Table

from service.storage.tables.base import at, key, metadata, sealed, tenant, text

tenants = Table("tenants", metadata, tenant(), at("created_at"))

tenant_keys = Table(
    "tenant_keys",
    metadata,
    tenant(),
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    text("master_id"),
    sealed("wrapped"),
    at("created_at"),
)

call_keys = Table(
    "call_keys",
    metadata,
    tenant(),
    key("call_id"),
    sealed("wrapped"),
    at("created_at"),
)
