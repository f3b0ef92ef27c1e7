"""Every way a completion can fail, as one of our errors: by status, by code, by what the answer lacks."""

import email.utils
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime

import openai

from connectors.errors import Auth, ConnectorError, Permanent, Transient
from connectors.llm.rate_limits import LONGEST_WAIT_MS, told_by, until_reset_ms

_BLIPS = frozenset({408, 409, 425})
_SERVER = 500
_TOO_LARGE = 413
_TOO_LONG = frozenset({"context_length_exceeded", "exceed_context_size_error"})
_SAYS_TOO_LONG = re.compile(r"context (?:length|size|window)|maximum context|too many tokens", re.IGNORECASE)


def classify(error: openai.OpenAIError) -> ConnectorError:
    """Our error for one of the client's. Nothing of its text is kept: it holds URLs and prompts."""
    if isinstance(error, openai.APITimeoutError):
        return Transient("timeout")
    if isinstance(error, openai.APIConnectionError):
        return Transient("connection")
    if isinstance(error, openai.APIStatusError):
        return _by_status(error)
    return Transient("bad_response")


def _by_status(error: openai.APIStatusError) -> ConnectorError:
    status = error.status_code
    if status == openai.RateLimitError.status_code:
        if error.code == "insufficient_quota":  # no waiting brings it back
            return Auth("insufficient_quota")
        return _rate_limited(error.response.headers)
    if status >= _SERVER or status in _BLIPS:
        return Transient("unavailable", retry_after_ms=retry_after_ms(error.response.headers))
    if isinstance(error, (openai.AuthenticationError, openai.PermissionDeniedError)):
        return Auth("refused")
    if error.code == "content_filter":  # Azure refuses a prompt with a 400
        return Permanent("refusal")
    return Permanent("too_long" if _is_too_long(error) else "bad_request")


def _is_too_long(error: openai.APIStatusError) -> bool:
    """OpenAI and Azure name it in the code, llama.cpp in the type, vLLM and gateways in words only."""
    if {error.code, error.type} & _TOO_LONG:
        return True
    return error.status_code == _TOO_LARGE or _SAYS_TOO_LONG.search(str(error)) is not None


def _rate_limited(headers: Mapping[str, str]) -> Transient:
    wait_ms = retry_after_ms(headers)
    if wait_ms is None:
        wait_ms = until_reset_ms(headers)
    return Transient("rate_limited", retry_after_ms=wait_ms, limits=told_by(headers, wait_ms=wait_ms))


def retry_after_ms(headers: Mapping[str, str]) -> int | None:
    """What the provider asks us to wait, at most ten minutes; None where it does not say."""
    for name, unit in (("retry-after-ms", 1), ("retry-after", 1000)):
        wait = _number(headers.get(name, ""))
        if wait is not None:
            return round(min(max(wait * unit, 0), LONGEST_WAIT_MS))
    return _until(headers.get("retry-after", ""))


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _until(text: str) -> int | None:
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    wait_ms = (moment - datetime.now(UTC)).total_seconds() * 1000
    return round(min(max(wait_ms, 0), LONGEST_WAIT_MS))
