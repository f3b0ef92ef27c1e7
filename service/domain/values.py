"""The base of our values, and the unit in which time is kept."""

from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """Frozen and strict: a key we do not know in a client's body is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Stored(BaseModel):
    """Frozen and lenient: stored JSON may have been written by an older or a newer release."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970 of an aware datetime: how every time is stored."""
    return round(moment.timestamp() * 1000)


def from_ms(moment: int) -> datetime:
    return datetime.fromtimestamp(moment / 1000, UTC)
