"""`python -m tests.bench.fairness`: what 5,000 waiting jobs of one tenant do to another one's time to draft.

A few calls of one tenant are sent alone, then again while a second tenant's calls, stored with the workers
held still, wait to be drafted. Times are those that the product stored itself.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Sequence

from tests.bench.figures import figures
from tests.bench.instance import CROWD, SOURCE, BenchError, Running, running
from tests.bench.load import Calls, Sent, call_id_of, fire, signed
from tests.bench.outcomes import Reader
from tests.bench.processes import held
from tests.bench.wire import Wire

LATENCY_MS = 1_000
ALLOWED = 1.2
CROWD_RATE = 60.0
WARM_UP = 10
PATIENCE_S = 30.0


def main() -> None:
    asked = _arguments()
    with running(database=asked.database, latency_ms=LATENCY_MS, threads=None, crowd=True) as started:
        asyncio.run(_measure(started, asked))


async def _measure(started: Running, asked: argparse.Namespace) -> None:
    wire = Wire(started.api)
    calls = Calls(asked.words)

    def webhooks(source: str, count: int) -> list[bytes]:
        return [signed(wire, source, started.secret, calls.body()) for _ in range(count)]

    reader = Reader(wire, started.key)
    await _drafted(reader, await fire(wire, webhooks(SOURCE, WARM_UP), 2.0))
    alone = await _drafted(reader, await fire(wire, webhooks(SOURCE, asked.calls), asked.rate))
    with held(started.pid, "worker"):
        crowd = await fire(wire, webhooks(CROWD, asked.waiting), CROWD_RATE)
        refused = sum(call_id_of(one) is None for one in crowd)
        if refused:
            raise BenchError(f"{refused} of the crowd's webhooks were not taken")
    begun = time.monotonic()
    beside = await _drafted(reader, await fire(wire, webhooks(SOURCE, asked.calls), asked.rate))
    _tell(alone, beside, asked, seconds=time.monotonic() - begun)


async def _drafted(reader: Reader, sent: Sequence[Sent]) -> list[float]:
    """Milliseconds from accepted to drafted, once all are."""
    ids = [one for one in map(call_id_of, sent) if one is not None]
    if len(ids) < len(sent):
        raise BenchError(f"{len(sent) - len(ids)} webhooks were not taken")
    until = time.monotonic() + PATIENCE_S
    while True:
        found = [(await reader.outcome(one)).between_ms("accepted", "drafted") for one in ids]
        times = [one for one in found if one is not None]
        if len(times) == len(ids):
            return times
        if time.monotonic() > until:
            raise BenchError(f"{len(ids) - len(times)} calls have no draft after {PATIENCE_S:.0f} s")
        await asyncio.sleep(1.0)


def _tell(
    alone: Sequence[float], beside: Sequence[float], asked: argparse.Namespace, *, seconds: float
) -> None:
    ratio = statistics.median(beside) / statistics.median(alone)
    print(
        f"accepted to draft ready, ms, {asked.calls} calls at {asked.rate:g}/s, model {LATENCY_MS} ms, {asked.database}"
    )
    for name, times in (("alone", alone), (f"beside {asked.waiting:,}", beside)):
        told = figures(times)
        print(f"  {name:<14} p50 {told['p50']:7.0f}   p99 {told['p99']:7.0f}")
    print(
        f"  x {ratio:.3f}; within a fifth: {'yes' if ratio <= ALLOWED else 'no'}; measured for {seconds:.0f} s"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.fairness", description=__doc__)
    parser.add_argument("--waiting", type=int, default=5_000, help="jobs of the other tenant")
    parser.add_argument("--calls", type=int, default=30)
    parser.add_argument("--rate", type=float, default=1.0, help="calls a second")
    parser.add_argument("--words", type=int, default=1_000)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    return parser.parse_args()


if __name__ == "__main__":
    main()
