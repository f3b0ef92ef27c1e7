"""`python -m tests.bench.costs`: where a call's processor time goes, stage by stage and function by function.

A whole instance is started as for the benchmark, but its worker is held still: this process does a call's
steps itself, one after another in one thread, so that a profiler sees them whole. The API's own handling of
a request and Celery's of a wake-up are not in it.
"""

import argparse
import cProfile
import os
import pstats
import statistics
import time
import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from connectors.contracts import Received
from connectors.transport.signatures import standard_webhooks_headers
from service.cli.instance import Instance, needed
from service.domain.job import Kind, Lane
from service.settings import Settings
from service.wiring import Services, build
from tests.bench.instance import SOURCE, Running, running
from tests.bench.load import Calls
from tests.bench.processes import held

ROOT = Path(__file__).resolve().parents[2]
WARM_UP = 10
Result = TypeVar("Result")


@dataclass
class Stopwatch:
    """This thread's processor time by stage, in milliseconds; the stub and the sandbox are elsewhere."""

    spent: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    profiler: cProfile.Profile | None = None

    def time(self, stage: str, work: Callable[[], Result]) -> Result:
        started = time.thread_time()
        try:
            return self.profiler.runcall(work) if self.profiler else work()
        finally:
            self.spent[stage].append((time.thread_time() - started) * 1000)


def main() -> None:
    asked = _arguments()
    with running(database=asked.database, latency_ms=0, threads=None) as started, held(started.pid, "worker"):
        services = build(_settings(needed(started.data), started))
        try:
            _measure(services, started.secret, asked)
        finally:
            services.close()


def _measure(services: Services, secret: str, asked: argparse.Namespace) -> None:
    calls = Calls(asked.words)
    for _ in range(WARM_UP):
        _one(services, secret, calls, Stopwatch())
    plain = Stopwatch()
    for _ in range(asked.calls):
        _one(services, secret, calls, plain)
    print(
        f"processor ms a call, {asked.calls} calls, {asked.database}, {asked.words} words: a quiet tenth, and the median"
    )
    for stage, spent in plain.spent.items():
        print(f"  {stage:<10} {_quiet(spent):7.2f} {statistics.median(spent):7.2f}")
    print(f"  {'together':<10} {_sum(plain, _quiet):7.2f} {_sum(plain, statistics.median):7.2f}")
    profiled = Stopwatch(profiler=cProfile.Profile(time.thread_time))
    for _ in range(asked.calls):
        _one(services, secret, calls, profiled)
    for order in ("cumulative", "tottime"):
        _show(profiled, order, asked)


def _one(services: Services, secret: str, calls: Calls, watch: Stopwatch) -> None:
    body = calls.body()
    headers = standard_webhooks_headers(body, secret, delivery_id=str(uuid.uuid4()), now=datetime.now(UTC))
    received = Received(headers=headers, body=body)
    watch.time("receive", lambda: services.intake.receive(SOURCE, received))
    job = watch.time("claim", lambda: services.storage.board.claim(Lane.DRAFT, "costs"))
    assert job is not None
    watch.time("draft", lambda: services.handlers[Kind.DRAFT](job))


def _quiet(spent: list[float]) -> float:
    """The time that a tenth of the calls stay below: other programs slow a shared core's every instruction."""
    return statistics.quantiles(spent, n=10)[0]


def _sum(watch: Stopwatch, of: Callable[[list[float]], float]) -> float:
    return sum(of(spent) for spent in watch.spent.values())


def _show(watch: Stopwatch, order: str, asked: argparse.Namespace) -> None:
    """Times under the profiler are inflated, most for many small functions: shares count, not sums."""
    assert watch.profiler is not None
    stats = pstats.Stats(watch.profiler)
    whole: float = stats.total_tt  # type: ignore[attr-defined]  # typeshed lacks it
    print(f"\nby {order} time: share, calls of it a call, where")
    # A row is (primitive calls, calls, own time, cumulative time, callers).
    column = 3 if order == "cumulative" else 2
    found = sorted(stats.stats.items(), key=lambda one: -one[1][column])  # type: ignore[attr-defined]  # typeshed lacks it
    for (file, line, name), told in found[: asked.top]:
        place = file.replace(f"{ROOT}/", "").rpartition("site-packages/")[2]
        print(f"  {told[column] / whole:6.1%} {told[1] / asked.calls:8.1f}  {place}:{line} {name}")


def _settings(instance: Instance, started: Running) -> Settings:
    os.environ["AFTERCALL_SANDBOX_URL"] = instance.sandbox  # the tenant's file refers to it
    return Settings(
        data=instance.data,
        config_dir=instance.config_dir,
        secrets_file=instance.secrets_file,
        broker_url=instance.broker_url,
        database_url=started.database.url,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.costs", description=__doc__)
    parser.add_argument("--calls", type=int, default=100)
    parser.add_argument("--words", type=int, default=1000)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--top", type=int, default=45, help="functions shown in each order")
    return parser.parse_args()


if __name__ == "__main__":
    main()
