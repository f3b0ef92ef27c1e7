"""`python -m tests.bench.live`: how soon a draft is ready once a call that was heard while it ran has ended.

Calls overlap and last some seconds each, their words posted part by part; then each is ended. Times are those
that the product stored itself, less the latency set in the stub model.
"""

import argparse
import asyncio
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from connectors.contracts import Turn
from tests.bench.figures import figures
from tests.bench.instance import SOURCE, BenchError, Running, running
from tests.bench.load import AGENTS, Calls
from tests.bench.outcomes import Outcome, Reader
from tests.bench.wire import Wire

ACCEPTED = 202
PATIENCE_S = 60.0
PHONE = "+1202555{:04d}"


@dataclass(frozen=True)
class Spoken:
    """One call: its parts as requests, and the request that ends it."""

    parts: tuple[bytes, ...]
    end: bytes


def main() -> None:
    asked = _arguments()
    with running(database=asked.database, latency_ms=asked.latency_ms, threads=None) as started:
        asyncio.run(_measure(started, asked))


async def _measure(started: Running, asked: argparse.Namespace) -> None:
    wire = Wire(started.api)
    talk = Calls(asked.words)
    calls = [
        _spoken(wire, started.key, talk.turns(number), number, asked.parts) for number in range(asked.calls)
    ]
    loop = asyncio.get_running_loop()
    start = loop.time()

    async def one(number: int, call: Spoken) -> str:
        await asyncio.sleep(max(0.0, start + number / asked.rate - loop.time()))
        return await _speak(wire, call, asked.seconds / asked.parts)

    ids = await asyncio.gather(*(one(number, call) for number, call in enumerate(calls)))
    found = await Reader(wire, started.key).settled(ids, "drafted", patience_s=PATIENCE_S)
    wire.close()
    _tell(found, asked)


async def _speak(wire: Wire, call: Spoken, pause_s: float) -> str:
    """Post the parts, each after a pause, and the end; the call's id."""
    for part in call.parts:
        await _post(wire, part)
        await asyncio.sleep(pause_s)
    return str((await _post(wire, call.end))["call_id"])


async def _post(wire: Wire, request: bytes) -> dict[str, Any]:
    reply = await wire.exchange(request)
    if reply.status != ACCEPTED:
        raise BenchError(f"a part was not taken: {reply.status}")
    answer: dict[str, Any] = json.loads(reply.body)
    return answer


def _spoken(wire: Wire, key: str, turns: Sequence[Turn], number: int, parts: int) -> Spoken:
    path = f"/v1/sources/{SOURCE}/calls/live-{uuid.uuid4().hex}/segments"
    headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
    facts = {
        "customer": {"phone": PHONE.format(number)},
        "agent": {"id": f"agent-{1 + number % AGENTS}"},
        "language": "en",
    }
    segments = [{"id": str(place), **turn.model_dump(mode="json")} for place, turn in enumerate(turns)]
    size = max(1, -(-len(segments) // parts))
    bodies = [{"call": facts, "segments": segments[at : at + size]} for at in range(0, len(segments), size)]

    def request(body: object) -> bytes:
        return wire.request("POST", path, headers, json.dumps(body).encode())

    return Spoken(tuple(map(request, bodies)), request({"ended": True}))


def _tell(found: Sequence[Outcome], asked: argparse.Namespace) -> None:
    times = [one.between_ms("ended", "drafted") for one in found if one.kind == "llm"]
    less = [one - asked.latency_ms for one in times if one is not None]
    if len(less) < asked.calls:
        raise BenchError(f"{asked.calls - len(less)} calls have no draft of the model's")
    own = figures(one.between_ms("ended", "drafted") - one.timings_ms["model"] for one in found)  # type: ignore[operator]  # all are there
    told = figures(less)
    print(
        f"ended to draft ready, ms, {asked.calls} calls of {asked.words} words in {asked.parts} parts over"
        f" {asked.seconds:g} s, {asked.rate:g}/s begun, model {asked.latency_ms} ms, {asked.database}"
    )
    print(f"  less the model's latency    p50 {told['p50']:7.0f}   p99 {told['p99']:7.0f}")
    print(f"  less the model as measured  p50 {own['p50']:7.0f}   p99 {own['p99']:7.0f}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.live", description=__doc__)
    parser.add_argument("--calls", type=int, default=40)
    parser.add_argument("--rate", type=float, default=2.0, help="calls begun a second")
    parser.add_argument("--seconds", type=float, default=15.0, help="how long each call lasts")
    parser.add_argument("--parts", type=int, default=15, help="requests that bring its words")
    parser.add_argument("--words", type=int, default=1_000)
    parser.add_argument("--latency-ms", type=int, default=1_000, help="of the stub model")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    return parser.parse_args()


if __name__ == "__main__":
    main()
