"""Blips within one method call: tried again for seconds, never past the caller's deadline."""

from collections.abc import Callable
from typing import TypeVar

from tenacity import (
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
    wait_random_exponential,
)

from connectors.crm.salesforce_errors import BLIPS, RACES
from connectors.errors import Conflict, Transient
from connectors.transport.http import Deadline

ATTEMPTS = 5
T = TypeVar("T")


def patiently(attempt: Callable[[], T], deadline: Deadline) -> T:
    """The attempt's result. Limits are no blips: they go back to the caller with their due time.

    An attempt must be safe to repeat after an unknown outcome: it begins by reading what stands there.
    """
    retrying = Retrying(
        retry=retry_if_exception(_blip),
        wait=wait_random_exponential(multiplier=0.1, max=2),
        stop=stop_after_attempt(ATTEMPTS) | stop_before_delay(deadline.left_s()),
        reraise=True,
    )
    try:
        return retrying(attempt)
    except Transient as error:
        if error.code == "timeout" and deadline.passed:
            raise Transient("deadline", outcome=error.outcome) from None
        raise


def _blip(error: BaseException) -> bool:
    if isinstance(error, Conflict):
        return error.code in RACES
    return isinstance(error, Transient) and error.code in BLIPS
