"""Confirms a step's drafts at the step's rate, and counts what that wrote to the sandbox org."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Any

from tests.bench import meter
from tests.bench.figures import figures
from tests.bench.instance import Running
from tests.bench.load import fire
from tests.bench.outcomes import Outcome, Reader
from tests.bench.wire import Wire

SETTLE_S = 1.5
PATIENCE_S = 60.0
ACCEPTED = 202


async def confirm(running: Running, outcomes: Sequence[Outcome], rate: float) -> dict[str, Any]:
    """The part of the report on confirmations: from confirmed to written, and what it cost."""
    wire = Wire(running.api)
    reader = Reader(wire, running.key)
    requests = [_request(reader, one) for one in outcomes]
    before = meter.read(running)
    sent = await fire(wire, requests, rate)
    await asyncio.sleep(SETTLE_S)
    spent = meter.between(before, meter.read(running))
    settled = await reader.settled([one.call_id for one in outcomes], "written", patience_s=PATIENCE_S)
    wire.close()
    told = [one.between_ms("confirmed", "written") for one in settled]
    tasks = await _call_tasks(running, {one.call_id for one in outcomes}, reader)
    return {
        "confirmed": sum(one.status == ACCEPTED for one in sent),
        "written": sum("written" in one.stages for one in settled),
        "call_tasks": sum(tasks.values()),
        "written_twice": sum(count > 1 for count in tasks.values()),
        "ack_ms": figures(one.ack_ms for one in sent if not one.error),
        "to_written_ms": figures(one for one in told if one is not None),
        "cpu_ms_per_call": spent.a_call(len(outcomes)),
        "cpu_ms_per_call_around": spent.around(len(outcomes)),
    }


def _request(reader: Reader, outcome: Outcome) -> bytes:
    body = {"draft": outcome.draft, "edits": {}, "timings_ms": {}, "undo_ms": 0}
    return reader.post(f"/v1/wrapups/{outcome.wrapup_id}/confirm", outcome.version, body)


async def _call_tasks(running: Running, call_ids: set[str], reader: Reader) -> Counter[str]:
    """How many call Tasks the org has for each of the calls, by the sender's id."""
    ours = {(await reader.get(f"/v1/calls/{call_id}"))["external_id"] for call_id in call_ids}
    org = Reader(Wire(running.sandbox), "")
    records = await org.get("/sandbox/records/Task")
    org.wire.close()
    calls = (task["CallObject"] for task in records if task.get("TaskSubtype") == "Call")
    return Counter(one for one in calls if one in ours)
