"""`aftercall jobs` against a real API: what a person reads, and one clear line for what stands in the way."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.api.app import create_app
from service.domain.access import Principal, Role
from service.domain.ids import new_id
from service.domain.job import Job, Kind, Lane
from service.settings import Settings
from service.storage import Keyring
from service.storage.migrate import upgrade
from service.wiring import Services, build
from tests.e2e.machine import at_hand
from tests.service.api.conftest import NOBODY_THERE, Serving

TENANT = "fernhill"


class Desk:
    """A served instance, and the command line with a key of a role."""

    def __init__(self, services: Services, url: str) -> None:
        self.services = services
        self._url = url

    def run(self, *arguments: str, role: Role = Role.ADMIN) -> "subprocess.CompletedProcess[str]":
        operator = Principal(tenant_id=TENANT, subject="operator", roles=frozenset({Role.ADMIN}))
        secret = self.services.access.create_key(operator, (role,)).secret
        return at_hand("jobs", *arguments, "--api", self._url, "--key", secret)

    def enqueue(self, *, delay_ms: int = 0) -> None:
        with self.services.storage.work.begin(TENANT) as unit:
            unit.jobs.enqueue(Kind.WRITE, new_id(), delay_ms=delay_ms)

    def claim(self) -> Job:
        job = self.services.storage.board.claim(Lane.WRITE, "test")
        assert job is not None
        return job

    def park(self) -> Job:
        self.enqueue()
        job = self.claim()
        with self.services.storage.work.begin(TENANT) as unit:
            unit.jobs.park(job, reason="invalid_client")
        return job


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    Keyring.create(tmp_path / "keyring.json")
    settings = Settings(data=tmp_path, config_dir=tmp_path, broker_url=NOBODY_THERE)
    (tmp_path / f"{TENANT}.yaml").write_text("sources: {}\n")
    upgrade(settings.database)
    services = build(settings)
    serving = Serving(create_app(services))
    serving.start()
    yield Desk(services, serving.url)
    serving.stop()
    services.close()


def test_without_jobs_it_says_that_all_is_done(desk: Desk) -> None:
    assert desk.run("list").stdout == "no job is open: all work is done\n"
    assert desk.run("list", "--state", "parked").stdout == "no job is parked\n"


def test_the_list_tells_of_each_job_what_it_waits_for(desk: Desk) -> None:
    parked = desk.park()
    desk.enqueue()
    desk.claim()
    desk.enqueue(delay_ms=600_000)

    run = desk.run("list")

    assert run.returncode == 0
    assert "3 jobs" in run.stdout
    [line] = [line for line in run.stdout.splitlines() if parked.id in line]
    assert [cell.strip() for cell in line.strip("│ ").split("│")][1:] == [
        "write",
        "parked",
        "",
        "0 s ago",
        "a person",
        "invalid_client",
    ]
    assert "at work" in run.stdout
    assert "in 10 min" in run.stdout or "in 9 min" in run.stdout


def test_a_list_that_is_cut_says_so_and_goes_on_as_json(desk: Desk) -> None:
    for _ in range(3):
        desk.enqueue()

    short, whole = desk.run("list", "--limit", "2"), desk.run("list", "--json")

    assert "The oldest 2 jobs" in short.stdout
    assert "There are more: give --limit, now 2." in short.stdout
    listed = json.loads(whole.stdout)
    assert len(listed["items"]) == 3
    assert listed["next_cursor"] is None


def test_a_parked_job_is_shown_with_what_to_do_and_runs_again(desk: Desk) -> None:
    job = desk.park()

    shown, retried = desk.run("show", job.id), desk.run("retry", job.id)

    assert "invalid_client" in shown.stdout
    assert f"`aftercall jobs retry {job.id}` runs it again." in shown.stdout
    assert retried.stdout == f"job {job.id} runs as soon as a worker is free\n"
    assert desk.claim().id == job.id


def test_a_retry_of_a_job_at_work_is_told_to_come_after_it(desk: Desk) -> None:
    desk.enqueue()
    job = desk.claim()

    run = desk.run("retry", job.id)

    assert run.stdout == f"job {job.id} is at work, and runs once more after it\n"
    assert json.loads(desk.run("show", job.id, "--json").stdout)["state"] == "leased"


@pytest.mark.parametrize(
    ("job_id", "told"),
    [
        ("../keys", "aftercall: ../keys is no job's id; `aftercall jobs list` shows them\n"),
        (
            "01a201bf-1f55-7338-a10d-a07bb1c90a8b",
            "aftercall: there is no such job here, or no longer: one that is done is gone\n",
        ),
    ],
)
def test_a_job_that_is_not_there_is_one_clear_line(desk: Desk, job_id: str, told: str) -> None:
    for command in ("show", "retry"):
        run = desk.run(command, job_id)

        assert (run.returncode, run.stdout, run.stderr) == (1, "", told)


def test_a_key_that_may_not_is_told_so(desk: Desk) -> None:
    run = desk.run("list", role=Role.VIEWER)

    assert run.returncode == 1
    assert run.stderr == "aftercall: GET /v1/jobs: 403 This key or token may not do that\n"


def test_an_address_without_its_key_is_one_clear_line() -> None:
    run = at_hand("jobs", "list", "--api", "http://127.0.0.1:9")

    assert (run.returncode, run.stderr) == (1, "aftercall: give both --api and --key, or neither\n")
