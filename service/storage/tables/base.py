"""What all tables share: names of constraints, the tenant that leads every key, times in milliseconds."""

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, LargeBinary, MetaData, Text

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def tenant() -> Column[str]:
    return Column("tenant_id", Text, primary_key=True)


def key(name: str) -> Column[str]:
    return Column(name, Text, primary_key=True)


def text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def maybe_text(name: str) -> Column[str | None]:
    return Column(name, Text)


def at(name: str) -> Column[int]:
    """A time, as milliseconds since 1970."""
    return Column(name, BigInteger, nullable=False)


def maybe_at(name: str) -> Column[int | None]:
    return Column(name, BigInteger)


def sealed(name: str) -> Column[bytes]:
    """Ciphertext: nothing can be asked of it but whether it is there."""
    return Column(name, LargeBinary, nullable=False)


def digest(name: str, *, primary_key: bool = False) -> Column[bytes]:
    """A keyed hash, by which a value is found without being stored."""
    return Column(name, LargeBinary, nullable=False, primary_key=primary_key)


def belongs_to(parent: str, *columns: str, parent_key: tuple[str, ...] = ("id",)) -> ForeignKeyConstraint:
    """A foreign key within the tenant; rows go with their parent."""
    return ForeignKeyConstraint(
        ["tenant_id", *columns],
        [f"{parent}.tenant_id", *(f"{parent}.{name}" for name in parent_key)],
        ondelete="CASCADE",
    )
