"""What KEDA asks the database, under the role that the documentation makes for it."""

import uuid
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url, update

from service.domain.job import Kind, Lane
from service.storage import Keyring, Storage
from service.storage.tables import jobs
from tests.databases import Databases
from tests.docs.pages import blocks
from tests.helm.chart import KEDA, VALUES, of_kind
from tests.service.storage.raw import execute

ROLE = "aftercall_scaler"

pytestmark = pytest.mark.postgres


def query(lanes: list[str] | None = None) -> str:
    values = {**VALUES["all"], "keda": {**KEDA, "lanes": lanes} if lanes else KEDA}
    (scaled,) = of_kind(values, "ScaledObject").values()
    found: str = scaled["spec"]["triggers"][0]["metadata"]["query"]
    return found


@pytest.fixture
def storage(postgres_url: str) -> Iterator[Storage]:
    storage = Storage(postgres_url, Keyring.fresh(), after_commit=lambda *_: None)
    yield storage
    storage.dispose()


@pytest.fixture
def scaler(postgres_url: str, postgres_databases: Databases) -> Iterator[psycopg.Connection[tuple[int]]]:
    """A connection of the scaler's role, made by the words of the documentation."""
    if not postgres_databases.has_roles:
        pytest.skip("this server lets us make no role")
    role = f"{ROLE}_{uuid.uuid4().hex}"
    name = str(make_url(postgres_url).database)
    given = make_url(postgres_databases.given_url(name)).set(drivername="postgresql")
    (made,) = blocks(language="sql", mark="scaler")
    with psycopg.connect(given.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(made.text.replace(ROLE, role).encode())
        ours = given.set(username=role, password="choose-one")
        with psycopg.connect(ours.render_as_string(hide_password=False)) as scaling:
            yield scaling
        connection.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(role)))
        connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


def test_jobs_that_are_due_or_in_hand_count_over_all_tenants(
    storage: Storage, scaler: psycopg.Connection[tuple[int]]
) -> None:
    for tenant in ("fernhill", "oak-hill"):
        with storage.work.begin(tenant) as unit:
            for kind in (Kind.DRAFT, Kind.MATCH, Kind.WRITE):
                unit.jobs.enqueue(kind, f"{tenant}-due")
            unit.jobs.enqueue(Kind.DRAFT, f"{tenant}-later", delay_ms=3_600_000)
            unit.jobs.enqueue(Kind.RETAIN, tenant)
    in_hand = storage.board.claim(Lane.DRAFT, "worker")

    found = [
        scaler.execute(words.encode()).fetchone() for words in (query(), query(["tune"]), query(["draft"]))
    ]

    assert in_hand is not None
    assert found == [(6,), (2,), (2,)]


def test_without_work_it_is_nought(scaler: psycopg.Connection[tuple[int]]) -> None:
    assert scaler.execute(query().encode()).fetchone() == (0,)


def test_parked_jobs_call_for_nobody(storage: Storage, scaler: psycopg.Connection[tuple[int]]) -> None:
    with storage.work.begin("fernhill") as unit:
        unit.jobs.enqueue(Kind.DRAFT, "stuck")
    job = storage.board.claim(Lane.DRAFT, "worker")
    assert job is not None
    with storage.work.begin("fernhill") as unit:
        unit.jobs.park(job, reason="poison")

    assert scaler.execute(query().encode()).fetchone() == (0,)


def test_jobs_that_wait_for_a_full_connection_call_for_nobody(
    storage: Storage, scaler: psycopg.Connection[tuple[int]], postgres_url: str
) -> None:
    with storage.work.begin("fernhill") as unit:
        unit.jobs.enqueue(Kind.DRAFT, "over the limit")
        unit.jobs.enqueue(Kind.DRAFT, "within it")
    over = update(jobs).where(jobs.c.subject == "over the limit").values(waits_for="llm")
    execute(postgres_url, "fernhill", over)

    assert scaler.execute(query().encode()).fetchone() == (1,)


def test_its_role_reads_nothing_else(scaler: psycopg.Connection[tuple[int]]) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        scaler.execute("SELECT subject FROM jobs")


def test_without_the_door_there_is_nothing_to_see(
    storage: Storage, scaler: psycopg.Connection[tuple[int]]
) -> None:
    with storage.work.begin("fernhill") as unit:
        unit.jobs.enqueue(Kind.DRAFT, "due")

    assert scaler.execute("SELECT count(*) FROM jobs").fetchone() == (0,)
