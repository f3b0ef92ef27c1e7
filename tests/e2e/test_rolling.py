"""A deploy while calls come in: the release before and this one side by side on one database."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from service.domain.job import Kind, Lane
from service.storage import migrate
from service.storage.engine import Database
from service.storage.tables import jobs
from tests.chaos.arena import TENANT, Arena, modelled
from tests.chaos.fleet import Fleet, Send, fleet
from tests.chaos.verdict import assert_each_record_once
from tests.databases import BOTH, Databases
from tests.e2e.processes import eventually
from tests.releases import ROOT, release_before
from tests.vendors.model import running_model

pytestmark = pytest.mark.timeout(600)

MODEL_MS = 300
SLOW_CRM = {"op": "write", "kind": "latency", "latency_ms": 300}
ALL = ("--confirm", "--wait")
CALLS = ("draft", "match", "write")
LATER = "of_a_later_release"


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Empty, under the role that owns it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'aftercall.db'}"
        return
    databases: Databases = request.getfixturevalue("postgres_databases")
    name = databases.create()
    yield databases.owner_url(name)
    databases.drop(name)


@pytest.fixture
def before(tmp_path: Path) -> Path:
    return release_before(tmp_path / "before")


@pytest.fixture
def ships(database_url: str, before: Path, tmp_path: Path) -> Iterator[Fleet]:
    """The release before, running, with a model."""
    with running_model(latency_ms=MODEL_MS) as model:
        config = modelled(tmp_path, model.url, release=before)
        with fleet(tmp_path, config, database_url) as ships:
            ships.prepare(before)
            ships.start_peers(before)
            for part in ("worker", "scheduler"):
                ships.start_part(f"old-{part}", before, part)
            yield ships


def test_a_rolling_deploy_loses_nothing_and_writes_nothing_twice(
    ships: Fleet, before: Path, database_url: str
) -> None:
    deploy = Deploy(ships, before)
    revision = migrate.current(database_url)

    deploy.migrate_under_load(database_url)
    unknown = later_job(database_url)
    deploy.the_api_is_replaced_first()
    deploy.both_work_side_by_side()
    deploy.the_release_before_goes()

    assert (revision, migrate.current(database_url)) == ("0003", migrate.head())
    assert [one["states"] for one in deploy.results] == [{"written": one["sent"]} for one in deploy.results]
    arena = ships.arena(deploy.new)
    eventually(lambda: not arena.open_jobs(), why="no job is left")
    tasks = [task["CallObject"] for task in arena.machine.call_tasks()]
    assert sorted(tasks) == sorted(deploy.sent)
    assert_each_record_once(arena)
    assert [one for one in arena.machine.get("/v1/jobs")["items"] if one["kind"] in CALLS] == []
    assert state_of(database_url, unknown) == ("waiting", 0, 0)
    arena.close()


class Deploy:
    """The steps of a deploy, and what was sent during each."""

    def __init__(self, ships: Fleet, before: Path) -> None:
        self.ships = ships
        self.before = before
        self.old = ships.start_api("old-api", before)
        self.new = ""
        self.results: list[dict[str, Any]] = []
        self.confirmed: list[str] = []

    @property
    def sent(self) -> list[str]:
        """External ids of all that is to be written."""
        return [one["external_id"] for result in self.results for one in result["calls"]] + self.confirmed

    def migrate_under_load(self, database_url: str) -> None:
        arena = self.ships.arena(self.old)
        arena.machine.sandbox("POST", "faults", SLOW_CRM)
        self.in_flight = self.to_old("first", 40, *ALL)
        eventually(lambda: arena.written() > 5, why="calls are being written")
        arena.close()
        migrate.upgrade(database_url)
        assert not self.in_flight.over, self.in_flight.result()

    def the_api_is_replaced_first(self) -> None:
        """What the new one asks for, old workers do."""
        self.new = self.ships.start_api("new-api", ROOT)
        self.ships.start_part("new-scheduler", ROOT, "scheduler")
        drafted = self.to_new("new-draft", 10, "--wait")
        self.results += [send.result() for send in (self.in_flight, self.to_new("new-to-old", 15, *ALL))]
        self.confirmed += confirmed(self.ships.arena(self.old), drafted.result())

    def both_work_side_by_side(self) -> None:
        self.ships.start_part("new-worker", ROOT, "worker")
        sends = (self.to_old("both-old", 30, *ALL), self.to_new("both-new", 30, *ALL))
        self.results += [send.result() for send in sends]

    def the_release_before_goes(self) -> None:
        """Its worker in the middle of calls; what its API asks for afterwards, new workers do."""
        leaving = self.to_old("leaving", 30, *ALL)
        codes = {self.ships.stop(name) for name in ("old-worker", "old-scheduler")}
        sends = (leaving, self.to_old("old-to-new", 15, *ALL))
        drafted = self.to_old("old-draft", 10, "--wait")
        self.results += [send.result() for send in sends]
        self.confirmed += confirmed(self.ships.arena(self.new), drafted.result())
        codes.add(self.ships.stop("old-api"))
        assert codes <= {0, -signal.SIGTERM}

    def to_old(self, source: str, count: int, *more: str) -> Send:
        return self.ships.sending(self.before, self.old, source, count, *more)

    def to_new(self, source: str, count: int, *more: str) -> Send:
        return self.ships.sending(ROOT, self.new, source, count, *more)


def confirmed(arena: Arena, sent: dict[str, Any]) -> list[str]:
    """Confirm through another release's API what was drafted through the first; the external ids."""
    with arena.machine.client() as client:
        for one in sent["calls"]:
            (wrapup_id,) = client.get(f"/v1/calls/{one['call_id']}").json()["wrapup_ids"]
            wrapup = client.get(f"/v1/wrapups/{wrapup_id}").json()
            body = {"draft": wrapup["draft"]["number"], "edits": {}, "timings_ms": {}, "undo_ms": 0}
            match = {"If-Match": f'"{wrapup["version"]}"'}
            answer = client.post(f"/v1/wrapups/{wrapup_id}/confirm", json=body, headers=match)
            assert answer.status_code == 202, answer.text
    arena.close()
    return [one["external_id"] for one in sent["calls"]]


def later_job(database_url: str) -> str:
    """A job of a kind that neither release knows, due now."""
    database = Database(database_url)
    now = time.time_ns() // 1_000_000
    row = {
        "tenant_id": TENANT,
        "id": LATER,
        "lane": Lane.DRAFT.value,
        "kind": LATER,
        "subject": "something",
        "state": "waiting",
        "lone": False,
        **dict.fromkeys(("attempts", "crashes", "fence"), 0),
        **dict.fromkeys(("due", "created_at"), now),
        "deadline_ms": Kind.DRAFT.deadline_ms,
    }
    with database.transaction(tenant=TENANT) as (connection, _):
        connection.execute(jobs.insert(), row)
    database.dispose()
    return LATER


def state_of(database_url: str, job_id: str) -> tuple[Any, ...]:
    database = Database(database_url)
    found = select(jobs.c.state, jobs.c.attempts, jobs.c.fence).where(jobs.c.id == job_id)
    with database.transaction(tenant=TENANT, write=False) as (connection, _):
        row = connection.execute(found).one()
    database.dispose()
    return tuple(row)
