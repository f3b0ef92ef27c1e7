"""The edge around fake flows, in memory or behind the real server on loopback."""

import dataclasses
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import httpx2
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from service.api.app import create_app
from service.api.server import ApiServer
from service.broker import Broker, Hints
from service.domain.access import Principal, Role
from service.settings import Settings
from service.storage import Keyring, Storage
from service.storage.migrate import upgrade
from service.tenants import Tenants
from service.wiring import Services, build
from tests.fakes.crm import FakeCrm
from tests.fakes.flows import (
    AGENT_TOKEN,
    FakeAccess,
    FakeHints,
    FakeIntake,
    FakeReports,
    FakeReview,
    FakeStream,
    Switchable,
)
from tests.service.api.house import TENANT, House, WithCrm

MAX_BODY = 20_000
NOBODY_THERE = "redis://127.0.0.1:1/0"


@dataclasses.dataclass(frozen=True)
class Edge:
    """The application, and the fakes behind it."""

    app: FastAPI
    access: FakeAccess
    intake: FakeIntake
    review: FakeReview
    reports: FakeReports
    stream: FakeStream
    hints: FakeHints
    storage: Switchable
    broker: Switchable


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    Keyring.create(tmp_path / "keyring.json")
    (tmp_path / "config").mkdir()
    return Settings(
        data=tmp_path,
        config_dir=tmp_path / "config",
        web_dist=tmp_path / "dist",
        broker_url=NOBODY_THERE,
        max_body_bytes=MAX_BODY,
    )


@pytest.fixture
def services(settings: Settings) -> Iterator[Services]:
    services = build(settings)
    yield services
    services.close()


@pytest.fixture
def edge(services: Services) -> Edge:
    access, intake, review = FakeAccess(), FakeIntake(), FakeReview()
    reports, stream = FakeReports(), FakeStream()
    hints, storage, broker = FakeHints(), Switchable(), Switchable()
    faked = dataclasses.replace(
        services,
        access=access,
        intake=intake,
        review=review,
        reports=reports,
        stream=stream,
        hints=cast("Hints", hints),
        storage=cast("Storage", storage),
        broker=cast("Broker", broker),
    )
    return Edge(create_app(faked), access, intake, review, reports, stream, hints, storage, broker)


@pytest.fixture
def client(edge: Edge) -> Iterator[TestClient]:
    """An agent's client of the faked edge."""
    with TestClient(edge.app, headers={"Authorization": f"Bearer {AGENT_TOKEN}"}) as client:
        yield client


class Serving:
    """The real server in a thread of its own, on a port of its own."""

    def __init__(self, app: FastAPI) -> None:
        self.server = ApiServer(app, host="127.0.0.1", port=0, log_level="warning")
        self.thread = threading.Thread(target=self.server.run, name="api")

    def start(self) -> None:
        self.thread.start()
        while not self.server.started:
            assert self.thread.is_alive(), "the server did not start"
            self.thread.join(0.01)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)
        assert not self.thread.is_alive(), "the server did not stop"

    @property
    def port(self) -> int:
        port: int = self.server.servers[0].sockets[0].getsockname()[1]
        return port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def serving(edge: Edge) -> Iterator[Serving]:
    serving = Serving(edge.app)
    serving.start()
    yield serving
    serving.stop()


@pytest.fixture
def remote(serving: Serving) -> Iterator[httpx2.Client]:
    """An agent's client over a real connection."""
    with httpx2.Client(
        base_url=serving.url, headers={"Authorization": f"Bearer {AGENT_TOKEN}"}, timeout=10, trust_env=False
    ) as client:
        yield client


@pytest.fixture
def house(settings: Settings) -> Iterator[House]:
    (settings.config_dir / "fernhill.yaml").write_text(TENANT)
    upgrade(settings.database)
    crm = FakeCrm()
    services = build(settings, connections=WithCrm(Tenants(settings.config_dir, None), crm))
    services.prepare()
    operator = Principal(tenant_id="fernhill", subject="operator", roles=frozenset({Role.ADMIN}))

    def key(role: Role, agent_id: str | None = None) -> dict[str, str]:
        secret = services.access.create_key(operator, (role,), agent_id).secret
        return {"Authorization": f"Bearer {secret}"}

    with TestClient(create_app(services)) as client:
        yield House(services, client, crm, key(Role.ADMIN), key(Role.AGENT, "mara"), key(Role.AGENT, "tom"))
    services.close()
