"""Times as Twilio writes them: RFC 2822 in callbacks and its older API, RFC 3339 in the newer ones."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from connectors.transcripts.times import FIRST_YEAR, LAST_YEAR, lenient_moment

LONGEST = 60


def moment_of(value: object) -> datetime | None:
    """The moment in UTC; None for whatever is none, or names no zone."""
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST:
        return None
    return lenient_moment(value) or _rfc_2822(value)


def _rfc_2822(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text)
        at = at.astimezone(UTC) if at.tzinfo else at
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return at if at.tzinfo and FIRST_YEAR <= at.year <= LAST_YEAR else None
