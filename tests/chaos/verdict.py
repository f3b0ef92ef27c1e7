"""What must be true after a storm, whatever it did: each call written, each record once, nothing stuck."""

import json
from collections import Counter
from typing import Any

from tests.chaos.arena import Arena, Sending
from tests.e2e.machine import PARTS
from tests.e2e.processes import eventually

KEY = "Aftercall_Key__c"


def assert_all_written_once(arena: Arena, load: Sending, result: dict[str, Any]) -> None:
    """`result` is what `aftercall send --json` printed."""
    expected = {f"{load.source}:{number:04d}" for number in range(load.count)}
    assert result["states"] == {"written": load.count}
    assert {one["external_id"] for one in result["calls"]} == expected
    calls = [task["CallObject"] for task in arena.machine.call_tasks(f"{load.source}:")]
    assert len(calls) == load.count
    assert set(calls) == expected
    assert_each_record_once(arena)
    assert_nothing_stuck(arena)


def assert_each_record_once(arena: Arena) -> None:
    """Calls and follow-ups alike: a key has one record, made once, and every record has its wrap-up."""
    tasks = [task for task in arena.machine.sandbox("GET", "records/Task") if task[KEY]]
    journal = arena.machine.sandbox("GET", "journal")
    made = [one for one in journal if one["op"] == "create" and one["object"] == "Task"]
    assert twice(task[KEY] for task in tasks) == {}
    assert twice(one["values"].get(KEY) for one in made) == {}
    written = [row for row in ledger(arena) if row["kind"] == "written"]
    assert twice((row["wrapup_id"], row["data"]["revision"]) for row in written) == {}
    told = {
        record["id"] for row in written for record in row["data"]["records"] if record["object"] == "Task"
    }
    assert {task["Id"] for task in tasks} == told


def assert_nothing_stuck(arena: Arena) -> None:
    eventually(lambda: not arena.open_jobs(), seconds=30, why=f"no job is left: {arena.open_jobs()}")
    eventually(lambda: len(arena.machine.parts()) == len(PARTS), why="every part runs")
    eventually(lambda: not arena.machine.get("/readyz")["not_ready"], why="database and broker answer")
    for state in ("drafting", "ready", "confirmed", "blocked", "dismissed"):
        assert arena.machine.get("/v1/wrapups", state=state)["items"] == []


def ledger(arena: Arena) -> list[dict[str, Any]]:
    with arena.machine.client() as client:
        answer = client.get("/v1/ledger")
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def twice(found: Any) -> dict[Any, int]:
    return {one: count for one, count in Counter(found).items() if count > 1}
