"""A worker's Pod is told to end in the middle of drafts, while its successor starts: as in every deploy.

Processes and signals stand in for Pods: each worker is the command of the image, with the chart's way to end it.
Nothing frees leases but the test itself, so that a job that a worker took down with it would be counted.
"""

import base64
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from connectors.contracts import Received
from connectors.transport.signatures import standard_webhooks_headers
from service.cli.local import free_port
from service.domain.wrapup import WrapUp
from service.flows.intake import Receipt
from service.settings import Settings
from service.storage import Keyring
from service.wiring import Services, build
from tests.e2e.calls import call
from tests.e2e.machine import clean
from tests.e2e.processes import eventually
from tests.helm.chart import container, pods
from tests.service.cli.valkey import running_broker
from tests.vendors.model import StubModel, running_model

pytestmark = pytest.mark.timeout(300)

SECRET = "whsec_" + base64.b64encode(b"a secret of these tests, 32 byte").decode()
CALLS = 24
MODEL_MS = 1_500
TENANT = """
sources:
  line: {{ adapter: generic, secrets: ["{secret}"] }}
llm:
  connector: openai
  settings: {{ base_url: "{url}", model: stub }}
agents:
  - {{ id: mara, name: Mara, telephony_ids: [agent-1] }}
"""


class Cluster:
    """One database, one broker, one model, and the workers that a test starts."""

    def __init__(self, settings: Settings, services: Services, model: StubModel) -> None:
        self.settings = settings
        self.services = services
        self.model = model
        self.logs = settings.data / "workers.log"

    @contextlib.contextmanager
    def worker(self, *, shutdown_ms: int) -> Iterator["subprocess.Popen[bytes]"]:
        """As the chart starts it: its command, its settings, and SIGTERM to end it."""
        (command,) = container(pods({})["aftercall-worker"])["args"]
        given = self.settings
        environment = {
            "AFTERCALL_DATA": str(given.data),
            "AFTERCALL_CONFIG_DIR": str(given.config_dir),
            "AFTERCALL_DATABASE_URL": given.database,
            "AFTERCALL_BROKER_URL": given.broker_url,
            "AFTERCALL_SHUTDOWN_MS": str(shutdown_ms),
            "AFTERCALL_WORKER_THREADS": "8",
        }
        with self.logs.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "service.cli", command], env=clean(environment), stderr=log
            )
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def deliver(self) -> str:
        """A signed call; its id."""
        body = json.dumps(call()).encode()
        headers = standard_webhooks_headers(
            body, SECRET, delivery_id=f"msg_{uuid.uuid4().hex}", now=datetime.now(UTC)
        )
        received = Received(headers=headers, body=body)
        receipt = self.services.intake.receive("line", received)
        assert isinstance(receipt, Receipt)
        (call_id,) = receipt.call_ids
        return call_id

    def wrapups(self, calls: list[str]) -> list[WrapUp]:
        with self.services.storage.work.read("fernhill") as unit:
            rows = [row for one in calls for row in unit.wrapups.page(call_id=one).items]
            return [unit.wrapups.get(row.id) for row in rows]

    def drafted(self, calls: list[str]) -> bool:
        """Whether each has its draft by the model."""
        found = self.wrapups(calls)
        return len(found) == len(calls) and all(one.draft.kind == "llm" for one in found)

    def crashed(self) -> int:
        """Leases that ran out: what a scheduler would count as crashes, and free."""
        return self.services.storage.board.free_expired()

    def said(self, event: str) -> int:
        return self.logs.read_text().count(f'"event": "{event}"')


@pytest.fixture
def cluster(tmp_path: Path, storage_url: str) -> Iterator[Cluster]:
    config = tmp_path / "config"
    config.mkdir()
    Keyring.create(tmp_path / "keyring.json")
    with running_broker(tmp_path) as broker_url, running_model(latency_ms=MODEL_MS) as model:
        (config / "fernhill.yaml").write_text(TENANT.format(secret=SECRET, url=model.url))
        settings = Settings(data=tmp_path, config_dir=config, database_url=storage_url, broker_url=broker_url)
        services = build(settings)
        services.prepare()
        yield Cluster(settings, services, model)
        services.close()


@pytest.mark.parametrize("shutdown_ms", [25_000, 200], ids=["what is in hand is ended", "it is handed back"])
def test_a_worker_that_is_told_to_end_in_the_middle_of_drafts_loses_none(
    cluster: Cluster, shutdown_ms: int
) -> None:
    with cluster.worker(shutdown_ms=shutdown_ms) as old:
        calls = [cluster.deliver() for _ in range(CALLS)]
        eventually(lambda: cluster.model.received >= 8, why="the model is at work for the old worker")

        with cluster.worker(shutdown_ms=shutdown_ms) as new:
            began = time.monotonic()
            os.kill(old.pid, signal.SIGTERM)
            code = old.wait(60)
            took_s = time.monotonic() - began
            eventually(lambda: cluster.drafted(calls), seconds=120, why="every call has its draft")
            os.kill(new.pid, signal.SIGTERM)
            last = new.wait(60)

    assert (code, last) == (0, 0)
    assert took_s < int(pods({})["aftercall-worker"]["terminationGracePeriodSeconds"])
    assert cluster.crashed() == 0
    assert [one.draft.status for one in cluster.wrapups(calls)] == ["ready"] * CALLS
    handed_back = cluster.said("jobs_handed_back")
    assert bool(handed_back) is (shutdown_ms < MODEL_MS)
    assert not any(wait.due or wait.leased or wait.parked for wait in cluster.services.storage.board.waits())


@pytest.mark.parametrize("command", ["worker", "scheduler"])
def test_a_process_answers_the_probes_of_its_pod(command: str, tmp_path: Path, sqlite_url: str) -> None:
    probe = container(pods({})[f"aftercall-{command}"])["livenessProbe"]["httpGet"]
    port = free_port()
    Keyring.create(tmp_path / "keyring.json")
    environment = {
        "AFTERCALL_DATA": str(tmp_path),
        "AFTERCALL_CONFIG_DIR": str(tmp_path),
        "AFTERCALL_DATABASE_URL": sqlite_url,
        "AFTERCALL_METRICS_PORT": str(port),
    }

    process = subprocess.Popen(
        [sys.executable, "-m", "service.cli", command], env=clean(environment), stderr=subprocess.DEVNULL
    )
    try:
        answer = eventually(lambda: _asked(f"http://127.0.0.1:{port}{probe['path']}"), why="it answers")
    finally:
        process.kill()
        process.wait()

    assert answer == 200


def _asked(url: str) -> int | None:
    with contextlib.suppress(httpx2.TransportError):
        return httpx2.get(url, timeout=5, trust_env=False).status_code
    return None
