"""The base of our values, and the unit in which time is kept."""

from datetime import UTC, datetime, timedelta

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """Frozen and strict: a key we do not know in a client's body is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Stored(BaseModel):
    """Frozen and lenient: stored JSON may have been written by an older or a newer release."""

    model_config = ConfigDict(frozen=True, extra="ignore")


# Exact in whole numbers: by way of a float, the last moment there is becomes one that there is not.
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970 of an aware datetime: how every time is stored."""
    return (moment - EPOCH) // MILLISECOND


def from_ms(moment: int) -> datetime:
    return EPOCH + moment * MILLISECOND
