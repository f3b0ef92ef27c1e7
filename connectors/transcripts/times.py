"""Times as transcripts and payloads write them: RFC 3339 moments, caption clocks, offsets in a call."""

import re
from datetime import UTC, datetime, timedelta

# No call lasts longer. A larger offset is another unit (epoch milliseconds, as a rule), not a late turn.
MAX_OFFSET_MS = 24 * 3600 * 1000
FIRST_YEAR, LAST_YEAR = 2000, 2100
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_MS = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC).timestamp() * 1000
LAST_MS = datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC).timestamp() * 1000
# Larger numbers are no times in any unit, and an integer may be too large to divide.
MAX_NUMBER = 10**20

MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|z|[+-]\d\d:?\d\d)?", re.ASCII
)
NUMBER = re.compile(r"\d{1,12}(?:\.\d{1,12})?", re.ASCII)
# Days and larger units of ISO 8601 are longer than any call.
DURATION = re.compile(
    r"PT(?:(\d{1,3})H)?(?:(\d{1,5})M)?(?:(\d{1,7}(?:\.\d{1,9})?)S)?", re.ASCII | re.IGNORECASE
)
CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?", re.ASCII)


def moment(text: str) -> datetime:
    """An aware datetime in UTC. Raises ValueError with what is wrong, never with the text itself."""
    found = MOMENT.fullmatch(text)
    if not found:
        raise ValueError("not a time as RFC 3339 writes it")
    day, clock, offset = found.groups()
    if offset is None:
        raise ValueError("no UTC offset")
    try:
        at = datetime.fromisoformat(f"{day}T{clock}{offset.upper()}").astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("no such time") from None
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValueError(f"not between {FIRST_YEAR} and {LAST_YEAR}")
    return at


def lenient_moment(value: object) -> datetime | None:
    """The moment of a payload we do not own; None where it has none or names no zone."""
    if not isinstance(value, str):
        return None
    try:
        return moment(value)
    except ValueError:
        return None


def clock_ms(text: str) -> int | None:
    """Milliseconds of `hh:mm:ss.mmm`, hours and fraction optional, point or comma; None for anything else."""
    found = CLOCK.fullmatch(text)
    if not found:
        return None
    hours, minutes, seconds, fraction = found.groups()
    total = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return offset_ms(total * 1000 + int((fraction or "0").ljust(3, "0")))


def offset_ms(value: float) -> int | None:
    """An offset from the call's start: before it counts as at it, past any call's end as not given."""
    return max(0, round(value)) if value <= MAX_OFFSET_MS else None


def scaled_ms(value: object, per_ms: float) -> int | None:
    """An offset given as a number, or a number in text, of which so many make a millisecond.

    0.001 for seconds, 1 for milliseconds, 1000 for microseconds, 10 000 for ticks of 100 ns.
    """
    if isinstance(value, str):
        value = float(value) if NUMBER.fullmatch(value) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > MAX_NUMBER:
        return None
    return offset_ms(value / per_ms)


def duration_ms(value: object) -> int | None:
    """Milliseconds of an ISO 8601 duration such as `PT1H2M3.4S`; None for anything else."""
    found = DURATION.fullmatch(value) if isinstance(value, str) else None
    if not found or not any(found.groups()):
        return None
    hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return offset_ms(((hours * 60 + minutes) * 60 + seconds) * 1000)


def from_epoch_ms(value: float) -> datetime | None:
    """The moment so many milliseconds after 1970; None where that is no time of a call."""
    return EPOCH + timedelta(milliseconds=value) if FIRST_MS <= value < LAST_MS else None


def after(started: datetime | None, ended: datetime | None) -> datetime | None:
    """The end, unless it stands before the start: two clocks that disagree tell no duration."""
    return None if started and ended and ended < started else ended
