"""What became of the calls, read from the product's own stored timings once the load is over."""

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.bench.wire import Wire

AT_ONCE = 4
PAUSE_S = 1.0
OK = 200


class Unreadable(Exception):
    """The instance does not say what became of a call."""


@dataclass(frozen=True)
class Outcome:
    """One call. `stages` are seconds since 1970; what was not reached is not in them."""

    call_id: str
    wrapups: int
    wrapup_id: str = ""
    version: int = 0
    draft: int = 0
    kind: str = ""
    reason: str = ""
    stages: dict[str, float] = field(default_factory=dict)
    timings_ms: dict[str, int] = field(default_factory=dict)

    def between_ms(self, first: str, then: str) -> float | None:
        if first not in self.stages or then not in self.stages:
            return None
        return (self.stages[then] - self.stages[first]) * 1000


class Reader:
    """Asks the API for calls and wrap-ups, a few at once."""

    def __init__(self, wire: Wire, key: str) -> None:
        self.wire = wire
        self._headers = {"authorization": f"Bearer {key}"}

    async def get(self, path: str) -> Any:
        reply = await self.wire.exchange(self.wire.request("GET", path, self._headers))
        if reply.status != OK:
            raise Unreadable(f"GET {path}: {reply.status}")
        return json.loads(reply.body)

    def post(self, path: str, version: int, body: object) -> bytes:
        """A request to be sent later, on schedule."""
        headers = {**self._headers, "if-match": f'"{version}"', "content-type": "application/json"}
        return self.wire.request("POST", path, headers, json.dumps(body).encode())

    async def outcome(self, call_id: str) -> Outcome:
        call = await self.get(f"/v1/calls/{call_id}")
        stages = {name: _seconds(at) for name, at in call["timings"].items()}
        stages.setdefault("accepted", _seconds(call["received_at"]))
        ids = call["wrapup_ids"]
        if not ids:
            return Outcome(call_id, 0, stages=stages)
        wrapup = await self.get(f"/v1/wrapups/{ids[0]}")
        draft = wrapup["draft"]
        return Outcome(
            call_id,
            len(ids),
            wrapup_id=ids[0],
            version=wrapup["version"],
            draft=draft["number"],
            kind=draft["kind"] or "",
            reason=draft["reason"] or "",
            stages=stages,
            timings_ms=draft["timings_ms"],
        )

    async def settled(self, call_ids: Sequence[str], stage: str, *, patience_s: float) -> list[Outcome]:
        """All outcomes, once every call has reached the stage or patience is at its end."""
        loop = asyncio.get_running_loop()
        until = loop.time() + patience_s
        known = await self._outcomes(call_ids)
        while loop.time() < until:
            waiting = [one.call_id for one in known.values() if stage not in one.stages]
            if not waiting:
                break
            await asyncio.sleep(PAUSE_S)
            known |= await self._outcomes(waiting)
        return list(known.values())

    async def _outcomes(self, call_ids: Iterable[str]) -> dict[str, Outcome]:
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(call_id: str) -> Outcome:
            async with gate:
                return await self.outcome(call_id)

        found = await asyncio.gather(*(one(call_id) for call_id in dict.fromkeys(call_ids)))
        return {outcome.call_id: outcome for outcome in found}


def _seconds(at: str) -> float:
    return datetime.fromisoformat(at).timestamp()
