"""Processor time between two moments, by part of the instance and of what stands around it."""

import os
import time
from dataclasses import dataclass

from tests.bench import machine, processes
from tests.bench.instance import BenchError, Running

GENERATOR = "generator"
AROUND = ("sandbox", "supervisor", "stub", "database", GENERATOR)
"""Told, but not counted as what a call costs."""


@dataclass(frozen=True)
class Reading:
    """Processor time so far in milliseconds; `machine_s` that of the whole machine, `wall` since 1970, in seconds."""

    at: float
    wall: float
    cpu_ms: dict[str, float]
    machine_s: float | None


@dataclass(frozen=True)
class Spent:
    """Between two readings. `others_cores` is what programs outside the measurement took, in cores."""

    seconds: float
    cpu_ms: dict[str, float]
    others_cores: float | None

    def a_call(self, calls: int) -> dict[str, float]:
        """Milliseconds a call, of our parts one by one and together."""
        each = {name: self.cpu_ms.get(name, 0.0) / max(calls, 1) for name in processes.OURS}
        return {name: round(value, 2) for name, value in {**each, "total": sum(each.values())}.items()}

    def around(self, calls: int) -> dict[str, float]:
        return {name: round(self.cpu_ms[name] / max(calls, 1), 2) for name in AROUND if name in self.cpu_ms}


def read(running: Running) -> Reading:
    found = {name: processes.cpu_ms(each) for name, each in _parts(running).items()}
    own = os.times()
    found[GENERATOR] = (own.user + own.system) * 1000
    return Reading(time.monotonic(), time.time(), found, machine.busy_s())


def between(first: Reading, then: Reading) -> Spent:
    seconds = then.at - first.at
    spent = {name: then.cpu_ms[name] - first.cpu_ms.get(name, 0.0) for name in then.cpu_ms}
    others = None
    if first.machine_s is not None and then.machine_s is not None:
        known_s = sum(spent.values()) / 1000
        others = round(max(0.0, then.machine_s - first.machine_s - known_s) / seconds, 2)
    return Spent(seconds, spent, others)


def memory_mb(running: Running) -> dict[str, float]:
    return {name: round(processes.memory_mb(each), 1) for name, each in _parts(running).items()}


def pids(running: Running) -> dict[str, list[int]]:
    return {name: [one.pid for one in each] for name, each in _parts(running).items()}


def _parts(running: Running) -> dict[str, list[processes.Process]]:
    """Raises `BenchError` when a part is gone: zeros would look like figures."""
    table = processes.table()
    parts = processes.parts(running.pid, table)
    if missing := set(processes.OURS) - set(parts):
        raise BenchError(f"not running: {', '.join(sorted(missing))}")
    parts["stub"] = processes.tree(running.stub_pid, table)
    if running.database.pid is not None:
        parts["database"] = processes.tree(running.database.pid, table)
    return parts
