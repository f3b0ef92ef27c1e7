"""Alive, ready, and what is named when it is not."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import anyio
import httpx2
import pytest
from starlette.testclient import TestClient

from service.domain.errors import StorageDown
from service.settings import Settings
from service.storage import Keyring, MigrationsMissing, Storage, WrongMasterKey
from service.storage.migrate import upgrade
from tests.service.api.conftest import Edge, Serving
from tests.service.storage.builders import stored


def test_alive_asks_nobody(client: TestClient, edge: Edge) -> None:
    edge.storage.failure = edge.broker.failure = OSError()

    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_ready_needs_no_key(edge: Edge) -> None:
    with TestClient(edge.app) as stranger:
        answer = stranger.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "not_ready": [], "switched_off": [], "warnings": []}


def test_without_the_database_it_is_not_ready_and_tells_no_address(client: TestClient, edge: Edge) -> None:
    edge.storage.failure = OSError("postgresql://user:password@db")

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "not_ready": ["database"], "switched_off": [], "warnings": []}


def test_without_the_broker_it_is_named_but_deliveries_are_still_taken(
    client: TestClient, edge: Edge
) -> None:
    edge.broker.failure = OSError()

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "not_ready": ["broker"], "switched_off": [], "warnings": []}


def test_a_database_role_that_is_too_mighty_is_named(client: TestClient, edge: Edge) -> None:
    edge.storage.warnings = ("its role is a superuser",)

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["warnings"] == ["database: its role is a superuser"]


@pytest.mark.parametrize(
    ("failure", "name"),
    [
        (MigrationsMissing("the database is at revision 0001"), "migrations"),
        (WrongMasterKey("the keyring lacks the master key"), "keyring"),
        (StorageDown(), "database"),
    ],
)
def test_what_is_wrong_with_the_database_is_named_as_exactly_as_is_known(
    client: TestClient, edge: Edge, failure: Exception, name: str
) -> None:
    edge.storage.failure = failure

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["not_ready"] == [name]


def test_a_database_that_hangs_does_not_have_the_process_killed(
    serving: Serving, remote: httpx2.Client, edge: Edge
) -> None:
    """Every thread of the API waits for it; who asks whether the process lives gets an answer all the same."""
    edge.storage.hangs = threading.Event()
    threads = int(anyio_threads())
    with ThreadPoolExecutor(threads) as pool:
        asking = [pool.submit(httpx2.get, f"{serving.url}/readyz", timeout=30) for _ in range(threads)]
        waiting = [edge.storage.hanging.acquire(timeout=20) for _ in range(threads)]

        answer = remote.get("/healthz")

        edge.storage.hangs.set()
        answers = [one.result().status_code for one in asking]
    assert all(waiting)
    assert answer.status_code == 200
    assert answers == [200] * threads


def anyio_threads() -> float:
    """How many threads blocking handlers have in all."""

    async def asked() -> float:
        return anyio.to_thread.current_default_thread_limiter().total_tokens

    # In a thread of its own: a browser's driver may keep a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(anyio.run, asked).result()


def test_a_source_without_its_secret_is_named(client: TestClient, settings: Settings) -> None:
    source = "sources:\n  phones:\n    adapter: generic\n    secrets: ['${AFTERCALL_TEST_NOT_SET}']\n"
    Path(settings.config_dir / "fernhill.yaml").write_text(source)

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["switched_off"] == ["fernhill: sources.phones: not set: AFTERCALL_TEST_NOT_SET"]


def test_a_load_balancer_may_ask_with_head(client: TestClient) -> None:
    answers = [client.head(path) for path in ("/healthz", "/readyz")]

    assert [answer.status_code for answer in answers] == [200, 200]


def test_a_database_older_than_the_journal_of_erasures_is_not_served(
    client: TestClient, settings: Settings
) -> None:
    entry = {"tenant": "fernhill", "call_id": "c1", "at": "2026-11-20T09:15:00Z", "tombstone": None}
    settings.erasures.write_text(json.dumps(entry) + "\n")
    upgrade(settings.database)
    storage = Storage(settings.database, Keyring.load(settings.keyring), after_commit=lambda *_: None)
    stored(storage, "fernhill")
    storage.dispose()

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert (answer.json()["ready"], answer.json()["not_ready"]) == (False, ["erasures"])
