"""What strikes an instance, and when: a schedule out of a seed, the same for the same seed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tests.chaos.arena import Arena


class Blow(StrEnum):
    WORKER = "worker killed"
    VALKEY = "valkey killed"
    GUARD = "broker's guard killed"
    API = "api killed"
    SCHEDULER = "scheduler killed"
    SANDBOX = "sandbox killed"


_PARTS = {
    Blow.WORKER: "worker",
    Blow.VALKEY: "valkey",
    Blow.GUARD: "broker",
    Blow.API: "api",
    Blow.SCHEDULER: "scheduler",
    Blow.SANDBOX: "sandbox",
}
ASKED_FOR = (*[Blow.WORKER] * 3, *[Blow.VALKEY] * 2, Blow.GUARD)
EVERYTHING = (*ASKED_FOR, *[Blow.API] * 2, *[Blow.SCHEDULER] * 2)
SHORTEST_S, LONGEST_S = 1.0, 9.0
LAST_SHARE = 0.9
"""The last blow falls while at least a tenth of the calls are still to be written."""


@dataclass(frozen=True)
class Due:
    """A blow falls `after_s` after the one before, or sooner, once a share of the calls is written."""

    blow: Blow
    after_s: float
    share: float


def schedule(seed: int, blows: Sequence[Blow]) -> list[Due]:
    chance = random.Random(seed)  # noqa: S311  # repeatable, not secret
    order = chance.sample(blows, len(blows))
    shares = sorted(chance.uniform(0.02, LAST_SHARE) for _ in blows)
    return [
        Due(blow, chance.uniform(SHORTEST_S, LONGEST_S), share)
        for blow, share in zip(order, shares, strict=True)
    ]


def strike(arena: Arena, blow: Blow) -> bool:
    """Kill -9; False when there was nothing to hit, since it is being started again just now."""
    if _PARTS[blow] not in arena.machine.parts():
        return False
    try:
        arena.machine.kill(_PARTS[blow])
    except (KeyError, ProcessLookupError):
        return False
    return True
