"""Tables of call profiles: versions never change, labels move from one to another."""

from sqlalchemy import JSON, Column, Integer, Table, UniqueConstraint

from service.storage.tables.base import at, belongs_to, key, metadata, tenant, text

profile_versions = Table(
    "profile_versions",
    metadata,
    tenant(),
    key("name"),
    Column("version", Integer, primary_key=True, autoincrement=False),
    text("content_hash"),
    Column("body", JSON, nullable=False),
    at("created_at"),
    text("created_by"),
    text("note"),
    UniqueConstraint("tenant_id", "name", "content_hash"),
)

profile_labels = Table(
    "profile_labels",
    metadata,
    tenant(),
    key("name"),
    key("label"),
    Column("version", Integer, nullable=False),
    at("moved_at"),
    text("moved_by"),
    belongs_to("profile_versions", "name", "version", parent_key=("name", "version")),
)
