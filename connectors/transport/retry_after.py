"""How long a server asks us to wait."""

import re

MAX_WAIT_MS = 3_600_000
# Seconds as RFC 9110 has them; some vendors write fractions. Dates are not worth their clocks.
SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")


def retry_after_ms(value: str | None) -> int | None:
    """Milliseconds of a `Retry-After` header, an hour at most; None where it holds no number of seconds."""
    text = (value or "").strip()
    return min(MAX_WAIT_MS, round(float(text) * 1000)) if SECONDS.fullmatch(text) else None
