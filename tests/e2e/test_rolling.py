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
from tests.chaos.fleet import Fleet, fleet
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
    old = ships.start_api("old-api", before)
    first_revision = migrate.current(database_url)
    arena = ships.arena(old)
    arena.machine.sandbox("POST", "faults", SLOW_CRM)
    in_flight = ships.sending(before, old, "first", 40, *ALL)
    eventually(lambda: arena.written() > 5, why="calls are being written")

    migrate.upgrade(database_url)
    assert not in_flight.over, in_flight.result()
    assert (first_revision, migrate.current(database_url)) == ("0003", migrate.head())
    unknown = later_job(database_url)

    # The API is replaced first: what the new one asks for, old workers do.
    new = ships.start_api("new-api", ROOT)
    ships.start_part("new-scheduler", ROOT, "scheduler")
    by_old_worker = ships.sending(ROOT, new, "new-to-old", 15, *ALL)
    drafted_by_new = ships.sending(ROOT, new, "new-draft", 10, "--wait")
    written = [in_flight.result(), by_old_worker.result()]
    confirmed_at_old = confirmed(ships.arena(old), drafted_by_new.result())

    # Both releases work on what either asks for.
    ships.start_part("new-worker", ROOT, "worker")
    sends = (
        ships.sending(before, old, "both-old", 30, *ALL),
        ships.sending(ROOT, new, "both-new", 30, *ALL),
    )
    written += [send.result() for send in sends]

    # The old worker goes: what the old API asks for, new workers do.
    leaving = ships.sending(before, old, "leaving", 30, *ALL)
    codes = [ships.stop("old-worker"), ships.stop("old-scheduler")]
    by_new_worker = ships.sending(before, old, "old-to-new", 15, *ALL)
    drafted_by_old = ships.sending(before, old, "old-draft", 10, "--wait")
    written += [leaving.result(), by_new_worker.result()]
    confirmed_at_new = confirmed(ships.arena(new), drafted_by_old.result())
    codes.append(ships.stop("old-api"))

    assert set(codes) <= {0, -signal.SIGTERM}
    assert [one["states"] for one in written] == [{"written": one["sent"]} for one in written]
    arena.close()
    arena = ships.arena(new)
    eventually(lambda: not arena.open_jobs(), why="no job is left")
    sent = [one["external_id"] for result in written for one in result["calls"]]
    tasks = [task["CallObject"] for task in arena.machine.call_tasks()]
    assert sorted(tasks) == sorted([*sent, *confirmed_at_old, *confirmed_at_new])
    assert_each_record_once(arena)
    assert [one for one in arena.machine.get("/v1/jobs")["items"] if one["kind"] in CALLS] == []
    assert state_of(database_url, unknown) == ("waiting", 0, 0)
    arena.close()


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
