"""`python -m tests.bench`: what rate a whole instance holds on this machine, how soon drafts come, what a call costs."""

import argparse
import asyncio
import json
import shlex
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from service.settings import Settings
from tests.bench import machine, meter, report
from tests.bench.confirming import confirm
from tests.bench.instance import BenchError, Running, running
from tests.bench.load import Calls
from tests.bench.outcomes import Unreadable
from tests.bench.step import Asked, measure, warm_up

WARM_UP_RATE, WARM_UP_S = 5.0, 2.0
IDLE_S = 2.0


def main() -> int:
    asked = _arguments()
    # As on Ctrl-C: what we started ends with us.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    console = Console(width=None if sys.stdout.isatty() else 150)
    try:
        with running(
            database=asked.database,
            latency_ms=asked.latency_ms,
            threads=asked.threads,
            workers=asked.workers,
            folder=asked.folder,
        ) as instance:
            told = asyncio.run(_measured(instance, asked))
    except (BenchError, Unreadable) as error:
        sys.stderr.write(f"bench: {error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("bench: stopped\n")
        return 130
    path = report.write(told, asked.json)
    report.show(told, console)
    console.print(f"Report: {path}")
    return 0


async def _measured(instance: Running, asked: argparse.Namespace) -> dict[str, Any]:
    calls = Calls(asked.words)
    told = _circumstances(instance, asked, calls)
    await warm_up(instance, calls, _step(asked, WARM_UP_RATE, WARM_UP_S))
    told["idle_ms_per_s"] = await _idle(instance)
    told["steps"] = []
    for rate in asked.rates:
        _say(f"{rate:g} calls/s for {asked.seconds:g} s")
        step, outcomes = await measure(instance, calls, _step(asked, rate, asked.seconds))
        told["steps"].append(step)
        if asked.confirm:
            _say("confirming")
            step["confirming"] = await confirm(instance, outcomes, rate)
        if _overloaded(step):
            break  # a higher rate would only add to the backlog
    told["held"] = max((step["rate"] for step in told["steps"] if step["held"]), default=0)
    return told


def _overloaded(step: dict[str, Any]) -> bool:
    """More than slow: a late p99 alone may be some other program's doing."""
    missed = bool(step["accepted"] < step["sent"] or step["lost"])
    return missed or bool(step["backlog"] >= max(step["rate"], 1.0))


def _step(asked: argparse.Namespace, rate: float, seconds: float) -> Asked:
    return Asked(rate=rate, seconds=seconds, latency_ms=asked.latency_ms, most_ms=asked.most_ms)


def _circumstances(instance: Running, asked: argparse.Namespace, calls: Calls) -> dict[str, Any]:
    body = calls.body()
    turns = json.loads(body)["transcript"]["turns"]
    told = {name: value for name, value in vars(asked).items() if name not in {"json", "folder"}}
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": shlex.join(["python", "-m", "tests.bench", *sys.argv[1:]]),
        "asked": told,
        "machine": machine.describe(instance.data),
        "database": {"name": instance.database.name, "settings": instance.database.settings},
        "workers": asked.workers or Settings.model_fields["workers"].default,
        "threads": asked.threads or Settings.model_fields["worker_threads"].default,
        "processes": meter.pids(instance),
        "words": sum(len(turn["text"].split()) for turn in turns),
        "body_bytes": len(body),
    }


async def _idle(instance: Running) -> dict[str, float]:
    """What the instance takes without any call: sweeps, heartbeats, polls of the broker."""
    before = meter.read(instance)
    await asyncio.sleep(IDLE_S)
    spent = meter.between(before, meter.read(instance))
    return {name: round(value / spent.seconds, 1) for name, value in spent.a_call(1).items()}


def _say(line: str) -> None:
    sys.stderr.write(f"  · {line}\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "--rates", "--rate", type=_rates, default=(10.0, 20.0, 40.0), help="calls/s, by commas"
    )
    parser.add_argument("--seconds", type=_positive, default=20.0, help="length of each step")
    parser.add_argument("--latency-ms", type=int, default=1000, help="how long the stub model takes")
    parser.add_argument("--words", type=int, default=1000, help="words of a transcript")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--confirm", action="store_true", help="confirm each step's drafts afterwards")
    parser.add_argument("--threads", type=int, help="worker threads; default: the product's")
    parser.add_argument("--workers", type=int, help="worker processes; default: the product's")
    parser.add_argument(
        "--most-ms",
        type=_positive,
        default=1000.0,
        help="largest p99 of the time to draft that counts as held",
    )
    parser.add_argument("--folder", type=Path, help="where the data folder is made: the disk to be measured")
    parser.add_argument(
        "--json", type=Path, metavar="OUT", help="write the report there, not to tests/bench/out"
    )
    return parser.parse_args()


def _rates(told: str) -> tuple[float, ...]:
    return tuple(_positive(one) for one in told.split(","))


def _positive(told: str) -> float:
    value = float(told)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{told} is not above 0")
    return value


if __name__ == "__main__":
    sys.exit(main())
