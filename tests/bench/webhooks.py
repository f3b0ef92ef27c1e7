"""`python -m tests.bench.webhooks`: what taking in a webhook costs, beside a bare route with a body model.

The API of a whole instance and the bare route, one process each, are loaded in turn, round after round, so
that whatever else the machine does falls on both. Workers and scheduler are held still, so that nothing but
answering is measured. Bodies, ids and signatures are made before the clock runs.
"""

import argparse
import asyncio
import os
import signal
import statistics
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console

from service.cli.local import free_port
from tests.bench import bare, machine, masking, processes, webhooks_report
from tests.bench.bodies import LARGE, ROLES, SMALL, Bodies
from tests.bench.figures import figures
from tests.bench.instance import BenchError, Running, child, running
from tests.bench.load import Sent, fire, press, signed
from tests.bench.outcomes import Reader, Unreadable
from tests.bench.wire import Wire

SOURCE = "bench-telephony"
ACCEPTED = 202
ROUNDS = 5
WARM_UP = 64
MOST_BYTES = 256_000_000
"""Of requests that wait in memory for one round."""

SIZES = {"4": SMALL, "109": LARGE}


@dataclass
class Target:
    """A server under load: `ask` makes one request of a body, `spent_ms` tells its processor time so far."""

    name: str
    wire: Wire
    ask: Callable[[str, bytes], bytes]
    pids: Sequence[int]

    def spent_ms(self) -> float:
        table = processes.table()
        return processes.cpu_ms(table[pid] for pid in self.pids)


@dataclass
class Pressed:
    """What the rounds of one server and size came to."""

    size: str
    per_s: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        cost = statistics.median(self.cpu_ms)
        return {
            "requests": len(self.sent),
            "per_s": round(statistics.median(self.per_s), 1),
            "cpu_ms": round(cost, 2),
            "cpu_ms_rounds": [round(one, 2) for one in self.cpu_ms],
            "per_s_core": round(1000 / cost, 1),
            "ms": figures(one.ack_ms for one in self.sent),
        }


def main() -> int:
    asked = _arguments()
    # As on Ctrl-C: what we started ends with us.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        told = _measured(asked)
    except (BenchError, Unreadable) as error:
        sys.stderr.write(f"bench: {error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("bench: stopped\n")
        return 130
    path = webhooks_report.write(told, asked.json)
    webhooks_report.show(told, Console(width=None if sys.stdout.isatty() else 130))
    print(f"Report: {path}")
    return 0


def _measured(asked: argparse.Namespace) -> dict[str, Any]:
    with ExitStack() as stack:
        sources = {SOURCE: {"roles": ROLES}}
        instance = stack.enter_context(
            running(database=asked.database, latency_ms=0, threads=None, folder=asked.folder, sources=sources)
        )
        port = free_port()
        command = ["-m", "tests.bench.bare", "--port", str(port)]
        beside = stack.enter_context(child(command, instance.data / "bare.log", dict(os.environ)))
        stack.enter_context(processes.held(instance.pid, "worker", "scheduler"))
        told = webhooks_report.circumstances(instance, asked)
        targets = [_ours(instance), _bare(port, beside.process.pid)]
        told |= asyncio.run(
            _paced(instance, targets[0], asked) if asked.rate else _pressed(instance, targets, asked)
        )
        told["load_average_after"] = machine.load_average()[0]
    told["masking_ms_per_1000_words"] = masking.measure()["ms_per_1000_words"]
    return told


def _ours(instance: Running) -> Target:
    wire = Wire(instance.api)
    api = processes.parts(instance.pid, processes.table())["api"]
    return Target(
        "aftercall",
        wire,
        lambda _, body: signed(wire, SOURCE, instance.secret, body),
        [process.pid for process in api],
    )


def _bare(port: int, pid: int) -> Target:
    wire = Wire(f"http://127.0.0.1:{port}")
    headers = {"content-type": "application/json"}
    return Target(
        "bare", wire, lambda size, body: wire.request("POST", bare.PATHS[size], headers, body), [pid]
    )


async def _pressed(instance: Running, targets: Sequence[Target], asked: argparse.Namespace) -> dict[str, Any]:
    bodies = {size: Bodies(size) for size in asked.sizes}
    stored = 0
    told: dict[str, dict[str, Any]] = {}
    for size in asked.sizes:
        counts = {}
        for target in targets:
            _say(f"{size}: warming up {target.name}")
            found = await _round(target, Pressed(size), bodies[size], WARM_UP, asked.connections)
            counts[target.name] = _count(found, size, asked)
            stored += WARM_UP if target is targets[0] else 0
        found_of = {target.name: Pressed(size) for target in targets}
        for number in range(ROUNDS):
            _say(f"{size}: round {number + 1} of {ROUNDS}")
            for target in targets:
                await _round(
                    target, found_of[target.name], bodies[size], counts[target.name], asked.connections
                )
        stored += ROUNDS * counts[targets[0].name]
        told[size] = {name: one.told() for name, one in found_of.items()}
        told[size] |= {"ratio": _ratio(*(one.cpu_ms for one in found_of.values()))}
    return {"sizes": told, "stored": await _stored(instance, targets[0].wire, stored)}


async def _round(target: Target, into: Pressed, bodies: Bodies, count: int, connections: int) -> Pressed:
    requests = [target.ask(into.size, bodies.body()) for _ in range(count)]
    loop = asyncio.get_running_loop()
    cpu, begun = target.spent_ms(), loop.time()
    sent = await press(target.wire, requests, connections)
    seconds = loop.time() - begun
    into.cpu_ms.append((target.spent_ms() - cpu) / count)
    into.per_s.append(count / seconds)
    into.sent += sent
    _check(sent)
    return into


def _count(warm_up: Pressed, size: str, asked: argparse.Namespace) -> int:
    """How many requests fill a round, by what the warm-up shows."""
    wanted = int(max(warm_up.per_s) * asked.seconds / ROUNDS)
    most = MOST_BYTES // (int(size.partition(" ")[0]) * 1000)
    least: int = 2 * asked.connections
    return max(least, min(wanted, most))


async def _paced(instance: Running, target: Target, asked: argparse.Namespace) -> dict[str, Any]:
    """An open loop: requests leave on schedule, however many are unanswered."""
    told, stored = {}, 0
    for size in asked.sizes:
        bodies, found = Bodies(size), Pressed(size)
        await _round(target, Pressed(size), bodies, WARM_UP, asked.connections)
        count = round(asked.rate * asked.seconds)
        requests = [target.ask(size, bodies.body()) for _ in range(count)]
        _say(f"{size}: {asked.rate:g}/s for {asked.seconds:g} s")
        cpu = target.spent_ms()
        found.sent = await fire(target.wire, requests, asked.rate)
        found.cpu_ms, found.per_s = [(target.spent_ms() - cpu) / count], [asked.rate]
        _check(found.sent)
        stored += WARM_UP + count
        told[size] = {target.name: found.told() | {"late_ms": figures(one.late_ms for one in found.sent)}}
    return {"sizes": told, "stored": await _stored(instance, target.wire, stored)}


def _ratio(ours: Sequence[float], bare_ones: Sequence[float]) -> float:
    """Our processor time in that of the bare route, round by round: what disturbs one disturbs the other."""
    return round(statistics.median(one / other for one, other in zip(ours, bare_ones, strict=True)), 2)


def _check(sent: Sequence[Sent]) -> None:
    wrong = [one for one in sent if one.status != ACCEPTED]
    if wrong:
        raise BenchError(f"{len(wrong)} of {len(sent)} not taken: {wrong[0].error or wrong[0].status}")


async def _stored(instance: Running, wire: Wire, expected: int) -> int:
    """How many deliveries are stored as processed. Raises `BenchError` unless it is every one sent."""
    reader, found, cursor = Reader(wire, instance.key), 0, ""
    while True:
        page = await reader.get(f"/v1/deliveries?state=processed&limit=200{cursor}")
        found += len(page["items"])
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    if found != expected:
        raise BenchError(f"{expected} webhooks were accepted, {found} are stored")
    return found


def _say(line: str) -> None:
    sys.stderr.write(f"  · {line}\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.webhooks", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0, help="about so long each server and size")
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--size", choices=SIZES, help="only this one, in KB")
    parser.add_argument(
        "--rate", type=float, help="so many a second instead, whatever comes back; ours alone"
    )
    parser.add_argument("--folder", type=Path, help="where the data folder is made: the disk to be measured")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the report there")
    asked = parser.parse_args()
    asked.sizes = [SIZES[asked.size]] if asked.size else list(SIZES.values())
    return asked


if __name__ == "__main__":
    sys.exit(main())
