"""What the doctor says of a broker, by what it meets at a real one."""

import threading
from pathlib import Path

import pytest
import redis
from sqlalchemy import make_url

from service.broker import Broker
from service.cli.checks import broker as brokers
from service.cli.checks.finding import Finding, State, ok
from tests.service.cli.doctor.ward import Ward, found, states
from tests.service.cli.valkey import running_broker


def test_a_broker_that_is_stopped(ward: Ward) -> None:
    findings = ward.look(broker_url="redis://:hunter2@127.0.0.1:1/0")

    one = found(findings, "broker")
    assert (one.state, one.what) == (State.FAILED, "127.0.0.1:1 does not answer")
    assert "AFTERCALL_BROKER_URL" in one.mend
    assert states(findings)["database"] == "ok"


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("redis://127.0.0.1:{port}/0", "asks for a password"),
        ("redis://:wrong@127.0.0.1:{port}/0", "refuses the password"),
        ("redis://:right@127.0.0.1:{port}/0", "answers"),
    ],
)
def test_a_broker_with_a_password(tmp_path: Path, address: str, what: str) -> None:
    with running_broker(tmp_path, "--requirepass", "right") as url:
        port = make_url(url).port

        one = next(iter(brokers.broker(address.format(port=port))))

    assert what in one.what


def test_a_broker_that_forgets_or_drops_is_warned_of(tmp_path: Path) -> None:
    with running_broker(tmp_path, "--appendonly", "no", "--maxmemory-policy", "allkeys-lru") as url:
        findings = [one for one in brokers.broker(url) if one.part == "broker"]

    assert [one.state for one in findings] == [State.WARNING, State.WARNING]
    assert "restarts" in findings[0].what
    assert "allkeys-lru" in findings[1].what


def test_a_broker_that_may_not_be_asked_more_is_well(tmp_path: Path) -> None:
    """As managed ones do: no INFO, no CLIENT."""
    with running_broker(tmp_path) as url:
        with redis.Redis.from_url(url) as client:
            client.execute_command("ACL", "SETUSER", "default", "-@dangerous", "-info")
        findings = list(brokers.broker(url))

    assert [(one.part, one.state) for one in findings] == [("broker", State.OK)]


def test_a_broker_elsewhere_without_a_password_is_warned_of() -> None:
    (one,) = brokers._open(None, "broker.internal:6379", remote=True)

    assert one.state is State.WARNING
    assert list(brokers._open("secret", "broker.internal:6379", remote=True)) == []


def test_a_worker_that_listens_is_counted(ward: Ward) -> None:
    work_client = Broker(ward.settings.broker_url)
    try:
        waiting = threading.Thread(target=_wait_for_work, args=(work_client,), daemon=True)
        waiting.start()

        findings = _eventually_listed(ward.settings.broker_url)
    finally:
        waiting.join(10)
        work_client.close()

    assert findings == [ok("workers", "1 listening")]


def _wait_for_work(broker: Broker) -> None:
    """As Celery's consumer does."""
    broker._redis.brpop(["draft"], timeout=1)


def _eventually_listed(url: str) -> list[Finding]:
    for _ in range(200):
        listed = [one for one in brokers.broker(url) if one.part == "workers"]
        if listed and listed[0].state is State.OK:
            return listed
    return []
