"""The broker that may lose everything: when it is away nobody waits for it, and it is tried again."""

import json
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from service.broker import DOWN_PAUSE_S, MOST_WAITING, WAKE_TASK, Broker, Hints
from service.domain.job import Lane
from service.worker.celery_app import make_celery
from tests.e2e.processes import eventually
from tests.vendors.broker import BrokerServer


class Monotonic:
    """Seconds; stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def server(tmp_path: Path) -> Iterator[BrokerServer]:
    server = BrokerServer(tmp_path)
    yield server
    server.kill()


@pytest.fixture
def clock() -> Monotonic:
    return Monotonic()


@pytest.fixture
def broker(server: BrokerServer, clock: Monotonic) -> Iterator[Broker]:
    broker = Broker(server.url, monotonic=clock)
    yield broker
    broker.close()


def took(send: Callable[[], None]) -> float:
    began = time.monotonic()
    send()
    return time.monotonic() - began


def test_wakeups_wait_in_the_lane_they_are_for(server: BrokerServer, broker: Broker) -> None:
    server.start()

    broker.wake(Lane.DRAFT, 3)
    broker.wake(Lane.WRITE)

    assert {lane: broker.waiting(lane) for lane in Lane} == {
        Lane.FETCH: 0,
        Lane.DRAFT: 3,
        Lane.WRITE: 1,
        Lane.TUNE: 0,
    }


def test_a_wakeup_is_the_message_that_celery_itself_would_send(server: BrokerServer, broker: Broker) -> None:
    """In kombu's envelope too: a worker of theirs takes it, and a change of theirs is seen here."""
    server.start()
    app = make_celery(server.url)
    app.send_task(WAKE_TASK, args=[Lane.DRAFT.value], queue=Lane.DRAFT.value, ignore_result=True)
    broker.wake(Lane.DRAFT)

    with redis.Redis.from_url(server.url) as client:
        ours, theirs = (json.loads(one) for one in client.lrange(Lane.DRAFT.value, 0, -1))
    app.close()

    assert ours["headers"]["id"] != theirs["headers"]["id"]
    assert ours["properties"]["delivery_tag"] != theirs["properties"]["delivery_tag"]
    for message in (ours, theirs):
        headers, properties = message["headers"], message["properties"]
        assert headers.pop("id") == headers.pop("root_id") == properties.pop("correlation_id")
        assert properties.pop("delivery_tag")
        # Where it came from and where a result would go, which there is none of.
        headers.pop("origin")
        properties.pop("reply_to")
    assert ours == theirs


def test_wakeups_do_not_pile_up_while_nobody_takes_them(server: BrokerServer, broker: Broker) -> None:
    server.start()

    for _ in range(MOST_WAITING + 5):
        broker.wake(Lane.DRAFT)
    broker.wake(Lane.DRAFT, 2 * MOST_WAITING)
    broker.wake(Lane.WRITE, 2)

    assert (broker.waiting(Lane.DRAFT), broker.waiting(Lane.WRITE)) == (MOST_WAITING, 2)


def test_one_commit_tells_of_lanes_and_news_together(server: BrokerServer, broker: Broker) -> None:
    server.start()
    heard: list[None] = []
    hints = Hints(server.url)
    hints.subscribe(lambda: heard.append(None))
    eventually(lambda: heard, why="it listens")

    broker.announce({Lane.DRAFT, Lane.WRITE}, news=True)

    eventually(lambda: len(heard) == 2, why="the news is heard")
    assert (broker.waiting(Lane.DRAFT), broker.waiting(Lane.WRITE)) == (1, 1)
    hints.close()


def test_a_broker_that_is_away_holds_nobody_up_and_raises_nothing(broker: Broker) -> None:
    assert took(lambda: broker.wake(Lane.DRAFT, 64)) < 0.5
    assert took(broker.hint) < 0.5
    assert broker.waiting(Lane.DRAFT) == 0
    with pytest.raises(redis.RedisError):
        broker.check()


def test_it_is_tried_again_after_a_pause_and_not_before(
    server: BrokerServer, broker: Broker, clock: Monotonic
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
    server: BrokerServer, broker: Broker, clock: Monotonic
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
    server: BrokerServer, broker: Broker, clock: Monotonic
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


def test_every_hint_calls_back_and_a_lost_connection_is_made_again(
    server: BrokerServer, broker: Broker
) -> None:
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
