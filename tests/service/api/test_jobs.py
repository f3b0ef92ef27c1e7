"""Jobs as the API shows them to admins: what waits and why, and running one again."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from service.api.app import create_app
from service.domain.access import Principal, Role
from service.domain.ids import new_id
from service.domain.job import Job, Kind, Lane
from service.settings import Settings
from service.storage.migrate import upgrade
from service.storage.tables import audit
from service.wiring import Services, build
from tests.service.storage.raw import rows

TENANT = "fernhill"


@pytest.fixture
def stored(settings: Settings) -> Iterator[Services]:
    (settings.config_dir / f"{TENANT}.yaml").write_text("sources: {}\n")
    upgrade(settings.database)
    services = build(settings)
    yield services
    services.close()


def bearer(services: Services, role: Role, tenant_id: str = TENANT) -> dict[str, str]:
    operator = Principal(tenant_id=tenant_id, subject="operator", roles=frozenset({Role.ADMIN}))
    secret = services.access.create_key(operator, (role,)).secret
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def admin(stored: Services) -> Iterator[TestClient]:
    with TestClient(create_app(stored), headers=bearer(stored, Role.ADMIN)) as client:
        yield client


def enqueued(services: Services, tenant_id: str = TENANT) -> str:
    """The subject of a new job."""
    subject = new_id()
    with services.storage.work.begin(tenant_id) as unit:
        unit.jobs.enqueue(Kind.DRAFT, subject)
    return subject


def claimed(services: Services) -> Job:
    job = services.storage.board.claim(Lane.DRAFT, "test")
    assert job is not None
    return job


def parked(services: Services) -> Job:
    enqueued(services)
    job = claimed(services)
    with services.storage.work.begin(TENANT) as unit:
        unit.jobs.park(job, reason="bad_field")
    return job


def test_open_jobs_are_listed_the_oldest_first_and_by_state(stored: Services, admin: TestClient) -> None:
    job = parked(stored)
    waiting = [enqueued(stored) for _ in range(2)]

    everything = admin.get("/v1/jobs").json()
    only = admin.get("/v1/jobs", params={"state": "parked"}).json()

    assert [one["subject"] for one in everything["items"]] == [job.subject, *waiting]
    assert everything["next_cursor"] is None
    [row] = only["items"]
    assert {name: row[name] for name in ("id", "kind", "lane", "state", "reason", "attempts", "crashes")} == {
        "id": job.id,
        "kind": "draft",
        "lane": "draft",
        "state": "parked",
        "reason": "bad_field",
        "attempts": 0,
        "crashes": 0,
    }
    assert (row["alone"], row["lease_until"]) == (False, None)
    assert row["due"].endswith("Z")


def test_a_long_list_comes_in_pages(stored: Services, admin: TestClient) -> None:
    subjects = [enqueued(stored) for _ in range(3)]

    first = admin.get("/v1/jobs", params={"limit": 2}).json()
    second = admin.get("/v1/jobs", params={"limit": 2, "cursor": first["next_cursor"]}).json()

    assert [one["subject"] for one in first["items"] + second["items"]] == subjects
    assert second["next_cursor"] is None


def test_a_parked_job_runs_again_with_a_fresh_start_and_it_is_kept_who_asked(
    stored: Services, admin: TestClient
) -> None:
    job = parked(stored)

    answer = admin.post(f"/v1/jobs/{job.id}/retry")

    assert (answer.status_code, answer.json()["state"], answer.json()["reason"]) == (200, "waiting", None)
    assert claimed(stored).id == job.id
    kept = rows(stored.settings.database, TENANT, select(audit.c.action, audit.c.subject))
    assert ("job.retried", job.id) in kept
    assert admin.get(f"/v1/jobs/{job.id}").json()["state"] == "leased"


def test_a_job_that_is_done_is_not_found(stored: Services, admin: TestClient) -> None:
    enqueued(stored)
    job = claimed(stored)
    with stored.storage.work.begin(TENANT) as unit:
        unit.jobs.finish(job)

    answers = [
        admin.get(f"/v1/jobs/{job.id}"),
        admin.post(f"/v1/jobs/{job.id}/retry"),
        admin.get("/v1/jobs/x"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_jobs_of_another_tenant_are_not_found(stored: Services, admin: TestClient) -> None:
    enqueued(stored, "globex")
    job = claimed(stored)

    answers = [admin.get(f"/v1/jobs/{job.id}"), admin.post(f"/v1/jobs/{job.id}/retry")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert admin.get("/v1/jobs").json()["items"] == []


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.ADMIN, Role.AGENT}])
def test_jobs_are_for_admins_alone(stored: Services, admin: TestClient, role: Role) -> None:
    job, other = parked(stored), bearer(stored, role)

    answers = [
        admin.get("/v1/jobs", headers=other),
        admin.get(f"/v1/jobs/{job.id}", headers=other),
        admin.post(f"/v1/jobs/{job.id}/retry", headers=other),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
