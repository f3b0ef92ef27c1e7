"""A finding of `doctor`, and how checks are run: side by side, each within its time, whatever hangs."""

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum

from service.domain.values import Value

CHECK_S = 12.0
"""Longer than any time limit below it, so that what has one of its own says in its own words what it met."""
AT_ONCE = 16


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


class Finding(Value):
    """`part` is what was looked at; `mend` one sentence, empty where all is well. Never a secret."""

    part: str
    state: State
    what: str
    mend: str = ""


@dataclass(frozen=True)
class Check:
    """`mend` is for the case that it does not end in time."""

    part: str
    look: Callable[[], Iterable[Finding]]
    mend: str


def ok(part: str, what: str) -> Finding:
    return Finding(part=part, state=State.OK, what=what)


def warning(part: str, what: str, mend: str) -> Finding:
    return Finding(part=part, state=State.WARNING, what=what, mend=mend)


def failed(part: str, what: str, mend: str) -> Finding:
    return Finding(part=part, state=State.FAILED, what=what, mend=mend)


def run(checks: Sequence[Check], *, seconds: float = CHECK_S) -> list[Finding]:
    """Findings in the order of the checks. A check that hangs is left behind and told of."""
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="doctor") as pool:
        return [
            finding for found in pool.map(lambda check: _bounded(check, seconds), checks) for finding in found
        ]


def _bounded(check: Check, seconds: float) -> list[Finding]:
    found: list[Finding] = []

    def look() -> None:
        try:
            found.extend(check.look())
        except Exception as error:  # noqa: BLE001  # whatever it is, the other checks are told
            fault = f"the check itself failed ({type(error).__name__})"
            found.append(failed(check.part, fault, check.mend))

    # Of its own, and a daemon: one that hangs keeps neither us nor the end of the process.
    thread = threading.Thread(target=look, name=f"check {check.part}", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        return [failed(check.part, f"no answer within {seconds:.0f} s", check.mend)]
    return found
