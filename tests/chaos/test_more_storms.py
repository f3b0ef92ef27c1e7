"""Storms that take minutes: every process killed, a worker that wakes from the dead, a database restarted."""

import contextlib
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from service.domain.job import LEASE_MS, Kind
from tests.chaos.arena import Arena, Sending, beside, running_arena, sending
from tests.chaos.blows import EVERYTHING
from tests.chaos.postgres import Restartable, restartable
from tests.chaos.storm import WITHIN_S, weathered
from tests.chaos.verdict import assert_all_written_once
from tests.e2e.machine import Machine
from tests.e2e.processes import eventually
from tests.postgres_server import NoServer

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(600)]

COUNT = 120
SLOW_CRM = {"op": "write", "kind": "latency", "latency_ms": 600}
ASLEEP_S = (LEASE_MS / 1000 + 2, LEASE_MS / 1000 + 10)
"""Shorter, then longer than a write may take: the sleeper wakes before, and after, another has its job."""


@pytest.fixture
def server() -> Iterator[Restartable]:
    with contextlib.ExitStack() as stack:
        try:
            yield stack.enter_context(restartable())
        except NoServer as missing:
            pytest.skip(f"no PostgreSQL here: {missing}")


def test_any_process_may_be_killed_on_sqlite(tmp_path: Path, chaos_seed: int) -> None:
    with running_arena(tmp_path, {}) as arena:
        weather = weathered(arena, chaos_seed, EVERYTHING)

    assert len(weather.struck) == len(EVERYTHING)


@pytest.mark.postgres
def test_any_process_may_be_killed_on_postgresql(postgres_url: str, tmp_path: Path, chaos_seed: int) -> None:
    with running_arena(tmp_path, {"AFTERCALL_DATABASE_URL": postgres_url}) as arena:
        weather = weathered(arena, chaos_seed, EVERYTHING)

    assert len(weather.struck) == len(EVERYTHING)


@pytest.mark.parametrize("asleep_s", ASLEEP_S)
@pytest.mark.parametrize(
    "storage_url", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
def test_a_worker_that_slept_past_its_lease_writes_nothing_twice(
    storage_url: str, tmp_path: Path, asleep_s: float
) -> None:
    with _loaded(tmp_path, {"AFTERCALL_DATABASE_URL": storage_url}, SLOW_CRM) as (arena, load):
        sleeper = _asleep_in_a_write(arena)
        with beside(arena.machine, "worker"):
            time.sleep(asleep_s)
            os.kill(sleeper, signal.SIGCONT)
            result = load.result(WITHIN_S)

        assert_all_written_once(arena, load, result)
        assert "lease_lost" in (arena.machine.data / "logs" / "worker.log").read_text()


@pytest.mark.postgres
@pytest.mark.parametrize("how", ["restart", "crash"])
def test_a_database_server_that_goes_and_comes_back_loses_nothing(
    server: Restartable, tmp_path: Path, how: str
) -> None:
    url = server.databases.url(server.databases.lend())
    with _loaded(tmp_path, {"AFTERCALL_DATABASE_URL": url}) as (arena, load):
        for share in (0.2, 0.5, 0.7):
            _until(arena, load, share)
            getattr(server, how)()
        result = load.result(WITHIN_S)

        assert_all_written_once(arena, load, result)


def _takes_no_writes(broker: "redis.Redis", machine: Machine) -> None:
    """As with a full or read-only disk: every command that writes is refused."""
    _for_a_while(broker, "min-replicas-to-write", "1", "0")


def _has_no_memory(broker: "redis.Redis", machine: Machine) -> None:
    _for_a_while(broker, "maxmemory", "1", "0")


def _hangs(broker: "redis.Redis", machine: Machine) -> None:
    valkey = machine.parts()["valkey"].pid
    os.kill(valkey, signal.SIGSTOP)
    time.sleep(8)
    os.kill(valkey, signal.SIGCONT)


def _for_a_while(broker: "redis.Redis", name: str, bad: str, good: str) -> None:
    broker.config_set(name, bad)
    time.sleep(8)
    broker.config_set(name, good)


@pytest.mark.parametrize("trouble", [_takes_no_writes, _has_no_memory, _hangs])
def test_a_broker_in_trouble_holds_calls_up_and_loses_none(
    tmp_path: Path, trouble: "Callable[[redis.Redis, Machine], None]"
) -> None:
    with _loaded(tmp_path, {}) as (arena, load):
        found = json.loads((arena.machine.data / "instance.json").read_text())
        for share in (0.1, 0.5):
            _until(arena, load, share)
            with redis.Redis.from_url(found["broker_url"]) as broker:
                trouble(broker, arena.machine)
        result = load.result(WITHIN_S)

        assert_all_written_once(arena, load, result)


@contextlib.contextmanager
def _loaded(
    folder: Path, environment: dict[str, str], fault: dict[str, object] | None = None
) -> Iterator[tuple[Arena, Sending]]:
    """A running instance with a load under way."""
    with running_arena(folder, environment) as arena:
        if fault is not None:
            arena.machine.sandbox("POST", "faults", fault)
        with sending(arena, "storm", COUNT) as load:
            yield arena, load


def _asleep_in_a_write(arena: Arena) -> int:
    """Stop the only worker while it has writes in hand, and no lock that would stop the others too."""
    pid = arena.machine.parts()["worker"].pid

    def caught() -> bool:
        if not arena.leased(Kind.WRITE):
            return False
        os.kill(pid, signal.SIGSTOP)
        if arena.leased(Kind.WRITE) and arena.writable():
            return True
        os.kill(pid, signal.SIGCONT)
        return False

    eventually(caught, why="the worker was stopped in the middle of a write")
    return pid


def _until(arena: Arena, load: Sending, share: float) -> None:
    eventually(
        lambda: load.over or arena.written() >= share * COUNT, seconds=90, why=f"{share:.0%} are written"
    )
    assert not load.over, "all were written before anything could be done"
