"""The power fails under a whole instance; `aftercall up` in the same folder goes on where it was."""

import random
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

from service.cli.instance import running
from tests.chaos.arena import Arena, modelled
from tests.chaos.damage import DAMAGES
from tests.chaos.power import Promised, cut, drafted, wait_for
from tests.chaos.seeds import seed
from tests.chaos.verdict import assert_each_record_once
from tests.e2e.machine import Machine
from tests.e2e.processes import eventually
from tests.vendors.model import running_model

pytestmark = pytest.mark.timeout(420)

MODEL_MS = 200
CUTS_WHILE_STARTING = 5


def assert_sound(data: Path) -> None:
    with sqlite3.connect(data / "aftercall.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def test_power_cuts_in_the_middle_of_a_load_lose_nothing(tmp_path: Path) -> None:
    chance = random.Random(seed())  # noqa: S311  # repeatable, not secret
    promised = Promised(tmp_path)
    with running_model(latency_ms=MODEL_MS) as model:
        machine = Machine(tmp_path, {"AFTERCALL_CONFIG_DIR": str(modelled(tmp_path, model.url))})
        try:
            for damage in DAMAGES:
                machine.start()
                accepted = len(promised.accepted)
                with promised.load(machine):
                    wait_for(promised, accepted + chance.randrange(10, 40), at_most_s=60)
                    time.sleep(chance.uniform(0, 0.5))
                    cut(machine)
                damage(machine.data)
                assert running(machine.data) is None
                assert_sound(machine.data)
            machine.start()

            assert_kept(Arena(machine, tmp_path), promised)
        finally:
            machine.stop()
    assert_sound(machine.data)


def assert_kept(arena: Arena, promised: Promised) -> None:
    """Every accepted call has its draft, every confirmed wrap-up is written, and nothing is there twice."""
    assert len(promised.accepted) > 2 * len(promised.confirmed) > 0
    eventually(lambda: not arena.open_jobs(), seconds=240, why="no job is left")
    found = {one: wrapup_of(arena, call_id) for one, call_id in promised.accepted.items()}
    print(f"{len(found)} calls accepted, {len(promised.confirmed)} confirmed")
    assert [one for one, wrapup in found.items() if not drafted(wrapup)] == []
    states = {wrapup["id"]: wrapup["state"] for wrapup in found.values()}
    assert {states[one] for one in promised.confirmed} == {"written"}
    assert set(states.values()) <= {"ready", "written"}
    assert_each_record_once(arena)
    calls = [task["CallObject"] for task in arena.machine.call_tasks("power:")]
    assert sorted(calls) == sorted(one for one, wrapup in found.items() if wrapup["state"] == "written")
    arena.close()


def wrapup_of(arena: Arena, call_id: str) -> dict[str, Any]:
    (wrapup_id,) = arena.machine.get(f"/v1/calls/{call_id}")["wrapup_ids"]
    return arena.machine.get(f"/v1/wrapups/{wrapup_id}")


def test_power_cuts_during_the_first_start_leave_a_folder_that_starts(tmp_path: Path) -> None:
    chance = random.Random(seed())  # noqa: S311  # repeatable, not secret
    machine = Machine(tmp_path)
    try:
        for _ in range(CUTS_WHILE_STARTING):
            machine.launch()
            time.sleep(chance.uniform(0.3, 6.0))
            cut(machine)

        machine.start()

        assert machine.get("/readyz")["not_ready"] == []
    finally:
        machine.stop()
    assert_sound(machine.data)
