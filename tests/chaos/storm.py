"""A load in a storm: calls are sent, confirmed and written while our processes are killed under them."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.chaos.arena import Arena, Sending, sending
from tests.chaos.blows import Blow, Due, schedule, strike
from tests.chaos.verdict import assert_all_written_once

COUNT = 200
WITHIN_S = 180.0
LOOK_S = 0.1
LOST_ANSWERS = {"op": "write", "kind": "drop_after_commit", "rate": 0.1}


@dataclass
class Weather:
    """What happened: seconds from the start of the load to its end, and when which blow fell."""

    seed: int
    elapsed_s: float = 0.0
    lost_answers: int = 0
    struck: list[tuple[float, Blow, int]] = field(default_factory=list)

    def __str__(self) -> str:
        blows = ", ".join(f"{blow} at {at:.0f} s with {done} written" for at, blow, done in self.struck)
        return f"seed {self.seed}: {self.elapsed_s:.0f} s, {self.lost_answers} answers lost; {blows}"


def weathered(arena: Arena, seed: int, blows: Sequence[Blow], *, count: int = COUNT) -> Weather:
    """Send, strike, and look at what came of it. Fails with the schedule when a promise is broken."""
    weather = Weather(seed)
    arena.machine.sandbox("POST", "faults", LOST_ANSWERS)
    with sending(arena, f"storm-{seed}", count, seed) as load:
        for due in schedule(seed, blows):
            _await(arena, load, due)
            _hit(arena, load, due.blow, weather)
        result = load.result(WITHIN_S)
        weather.elapsed_s = load.elapsed_s
    weather.lost_answers = sum(fault["hits"] for fault in arena.machine.sandbox("GET", "faults"))
    arena.machine.sandbox("DELETE", "faults")
    print(weather)
    assert_all_written_once(arena, load, result)
    return weather


def _await(arena: Arena, load: Sending, due: Due) -> None:
    until = time.monotonic() + due.after_s
    while time.monotonic() < until and not load.over and arena.written() < due.share * load.count:
        time.sleep(LOOK_S)


def _hit(arena: Arena, load: Sending, blow: Blow, weather: Weather) -> None:
    """A part that is just being started again is waited for: every blow of the schedule falls."""
    while not load.over and not strike(arena, blow):
        time.sleep(LOOK_S)
    weather.struck.append((load.elapsed_s, blow, arena.written()))
