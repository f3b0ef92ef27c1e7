"""Alive, ready, and what is named when it is not."""

from pathlib import Path

from starlette.testclient import TestClient

from service.settings import Settings
from tests.service.api.conftest import Edge


def test_alive_asks_nobody(client: TestClient, edge: Edge) -> None:
    edge.storage.failure = edge.broker.failure = OSError()

    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_ready_needs_no_key(edge: Edge) -> None:
    with TestClient(edge.app) as stranger:
        answer = stranger.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "not_ready": [], "switched_off": []}


def test_without_the_database_it_is_not_ready_and_tells_no_address(client: TestClient, edge: Edge) -> None:
    edge.storage.failure = OSError("postgresql://user:password@db")

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "not_ready": ["database"], "switched_off": []}


def test_without_the_broker_it_is_named_but_deliveries_are_still_taken(
    client: TestClient, edge: Edge
) -> None:
    edge.broker.failure = OSError()

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "not_ready": ["broker"], "switched_off": []}


def test_a_source_without_its_secret_is_named(client: TestClient, settings: Settings) -> None:
    source = "sources:\n  phones:\n    adapter: generic\n    secrets: ['${AFTERCALL_TEST_NOT_SET}']\n"
    Path(settings.config_dir / "fernhill.yaml").write_text(source)

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["switched_off"] == ["fernhill: sources.phones: not set: AFTERCALL_TEST_NOT_SET"]


def test_a_load_balancer_may_ask_with_head(client: TestClient) -> None:
    answers = [client.head(path) for path in ("/healthz", "/readyz")]

    assert [answer.status_code for answer in answers] == [200, 200]
