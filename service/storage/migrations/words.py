"""Words in which a migration describes tables. Frozen like the migrations that use it."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem


def text(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def maybe_text(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text) for name in names]


def at(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.BigInteger, nullable=False) for name in names]


def maybe_at(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.BigInteger) for name in names]


def sealed(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.LargeBinary, nullable=False) for name in names]


def integer(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer, nullable=False, autoincrement=False) for name in names]


def big_integer(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.BigInteger, nullable=False, autoincrement=False) for name in names]


def flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False)


def json(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON, nullable=False)


def primary_key(*names: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("tenant_id", *names)


def unique(*names: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint("tenant_id", *names)


def child_of(parent: str, *columns: str, of: tuple[str, ...] = ("id",)) -> sa.ForeignKeyConstraint:
    theirs = [f"{parent}.{name}" for name in ("tenant_id", *of)]
    return sa.ForeignKeyConstraint(["tenant_id", *columns], theirs, ondelete="CASCADE")


def table(name: str, *parts: SchemaItem | list[sa.Column[Any]]) -> None:
    flat = [item for part in parts for item in (part if isinstance(part, list) else [part])]
    op.create_table(name, *text("tenant_id"), *flat)


def index(table: str, *columns: str) -> None:
    names = ("tenant_id", *columns)
    op.create_index(f"ix_{table}_{'_'.join(names)}", table, list(names))
