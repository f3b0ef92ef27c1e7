"""A provider's own limits, read from the headers of its answers: `x-ratelimit-*` and `retry-after`.

OpenAI documents limit, remaining and reset of requests and tokens; others send the same names with other
meanings. Groq's requests are those of a day (https://console.groq.com/docs/rate-limits), and so are those of
OpenAI's smallest accounts. How much is used and when it will be whole again tells a day from a minute.
"""

import re
from collections.abc import Mapping

from connectors.limits import ProviderLimits

MINUTE_MS = 60_000
LONGEST_MINUTE_MS = 10 * MINUTE_MS
LONGEST_WAIT_MS = 600_000
MOST = 1_000_000_000
_DURATION = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?")
_UNITS_MS = (86_400_000, 3_600_000, MINUTE_MS, 1_000, 1)


def told_by(headers: Mapping[str, str], *, wait_ms: int | None = None) -> ProviderLimits | None:
    """What the headers say; `wait_ms` is what a refusal asks us to wait. None where they say nothing."""
    requests, tokens = _Count(headers, "requests"), _Count(headers, "tokens")
    limits = ProviderLimits(
        requests_per_minute=None if requests.of_a_day else requests.limit,
        tokens_per_minute=tokens.limit,
        resume_in_ms=requests.until_next_ms if wait_ms is None else wait_ms,
    )
    return None if limits == ProviderLimits() else limits


def until_reset_ms(headers: Mapping[str, str]) -> int | None:
    """How long a refusal holds that names no time itself: until what is used up is whole again."""
    used_up = (one for one in (_Count(headers, "requests"), _Count(headers, "tokens")) if one.remaining == 0)
    waits = [one.reset_ms for one in used_up if one.reset_ms is not None]
    return min(max(waits), LONGEST_WAIT_MS) if waits else None


class _Count:
    """Limit, remaining and time to reset of one thing that is counted."""

    def __init__(self, headers: Mapping[str, str], what: str) -> None:
        self.limit = _number(headers.get(f"x-ratelimit-limit-{what}", "")) or None
        self.remaining = _number(headers.get(f"x-ratelimit-remaining-{what}", ""))
        self.reset_ms = duration_ms(headers.get(f"x-ratelimit-reset-{what}", ""))

    @property
    def of_a_day(self) -> bool:
        """A part of it is used, and the whole would take far longer than minutes to come back."""
        if self.limit is None or self.remaining is None or self.reset_ms is None:
            return False
        used = self.limit - self.remaining
        return used > 0 and self.reset_ms * self.limit / used > LONGEST_MINUTE_MS

    @property
    def until_next_ms(self) -> int | None:
        """With nothing left: how long until one more is there, of a count that fills up evenly."""
        if self.remaining != 0 or self.limit is None or self.reset_ms is None:
            return None
        return min(max(round(self.reset_ms / self.limit), 1), LONGEST_WAIT_MS)


def duration_ms(text: str) -> int | None:
    """`6m0s`, `1.5s`, `12ms`, `1h2m3s`, or a bare number of seconds; None for anything else, a date too."""
    if re.fullmatch(r"\d{1,6}(?:\.\d{1,9})?", text):
        return round(float(text) * 1_000)
    found = _DURATION.fullmatch(text) if 0 < len(text) <= 40 else None  # noqa: PLR2004  # far above any honest one
    if found is None:
        return None
    return round(sum(float(part or 0) * unit for part, unit in zip(found.groups(), _UNITS_MS, strict=True)))


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,10}", text) and int(text) <= MOST else None
