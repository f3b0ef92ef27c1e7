"""Migrations with data in place: what every earlier revision held is read by this release."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, Table, create_engine, inspect, select, text

from service.domain.job import Job, Kind, Lane
from service.storage import Keyring, Storage, migrate
from service.storage.engine import Database
from tests.databases import BOTH, Databases
from tests.releases import release_before, run_in
from tests.service.storage.builders import Clock, Told
from tests.service.storage.past import TENANTS, furnish, told

PAST = Path(__file__).with_name("past.py")
REVISIONS = [
    script.revision
    for script in ScriptDirectory.from_config(migrate._config()).walk_revisions()
    if script.revision != migrate.head()
]
# What the first revision had no tables for.
SINCE_0002 = {"ledger", "events", "agent", "keys", "profile", "principals", "audit"}

OPEN = [*[Kind.DRAFT] * 3, *[Kind.WRITE] * 2]
"""What each tenant has to be done."""

NewUrl = Callable[[], str]


@pytest.fixture(params=BOTH)
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewUrl]:
    """Makes empty databases, each under the role that owns it."""
    made: list[str] = []
    if request.param == "sqlite":

        def new() -> str:
            made.append("")
            return f"sqlite:///{tmp_path / f'{len(made)}.db'}"

        yield new
        return
    databases: Databases = request.getfixturevalue("postgres_databases")

    def create() -> str:
        made.append(databases.create())
        return databases.owner_url(made[-1])

    yield create
    for name in made:
        databases.drop(name)


def opened(url: str, keyring: Keyring) -> Storage:
    return Storage(url, keyring, after_commit=Told(), clock=Clock())


@pytest.mark.parametrize("revision", REVISIONS)
def test_what_an_earlier_revision_held_is_read_and_worked_on_after_migrating(
    new_url: NewUrl, keyring: Keyring, revision: str
) -> None:
    today, past = new_url(), new_url()
    migrate.upgrade(today)
    storage = opened(today, keyring)
    furnish(storage)
    expected = told(storage)
    storage.dispose()
    migrate.upgrade(past, revision)
    copied(today, past)

    migrate.upgrade(past)

    storage = opened(past, keyring)
    found = told(storage)
    done = [finished(storage, job) for lane in (Lane.DRAFT, Lane.WRITE) for job in claims(storage, lane)]
    furnish(storage, "more ")
    storage.dispose()
    assert sorted(done) == sorted((one, kind) for one in TENANTS for kind in OPEN)
    since = SINCE_0002 if revision == "0001" else set()
    for tenant_id in TENANTS:
        known = {name: value for name, value in expected[tenant_id].items() if name not in since}
        assert {name: found[tenant_id][name] for name in known} == known


def test_what_the_release_before_stored_is_read(new_url: NewUrl, tmp_path: Path) -> None:
    code, ring, url = release_before(tmp_path / "before"), tmp_path / "keyring.json", new_url()
    Keyring.create(ring)
    migrate.upgrade(url, "0003")
    run = run_in(code, str(PAST), url, str(ring))
    assert run.returncode == 0, run.stderr

    migrate.upgrade(url)

    storage = opened(url, Keyring.load(ring))
    missing = lacking(told(storage), json.loads(run.stdout.splitlines()[-1]))
    storage.dispose()
    assert missing == []


def test_the_release_before_works_on_todays_database(new_url: NewUrl, tmp_path: Path) -> None:
    code, ring, url = release_before(tmp_path / "before"), tmp_path / "keyring.json", new_url()
    Keyring.create(ring)
    migrate.upgrade(url)

    run = run_in(code, str(PAST), url, str(ring))

    assert run.returncode == 0, run.stderr
    storage = opened(url, Keyring.load(ring))
    missing = lacking(told(storage), json.loads(run.stdout.splitlines()[-1]))
    jobs = [job for lane in (Lane.DRAFT, Lane.WRITE) for job in claims(storage, lane)]
    storage.dispose()
    assert missing == []
    assert len(jobs) == len(OPEN) * len(TENANTS)


def copied(source: str, destination: str) -> None:
    """Every row, as far as the destination has its table and columns."""
    engines = [create_engine(url) for url in (source, destination)]
    names = [name for name in inspect(engines[1]).get_table_names() if name != "alembic_version"]
    shapes = [MetaData(), MetaData()]
    for shape, engine in zip(shapes, engines, strict=True):
        shape.reflect(engine, only=names)
        engine.dispose()
    databases = [Database(source), Database(destination)]
    for tenant_id in TENANTS:
        with (
            databases[0].transaction(tenant=tenant_id, write=False) as (old, _),
            databases[1].transaction(tenant=tenant_id) as (new, _),
        ):
            for table in shapes[1].sorted_tables:
                rows = of_tenant(shapes[0].tables[table.name], table, tenant_id)
                if found := [dict(row) for row in old.execute(rows).mappings()]:
                    new.execute(table.insert(), found)
            if "events" in shapes[1].tables and new.dialect.name == "postgresql":
                new.execute(text("SELECT setval('events_seq', 1000)"))
    for database in databases:
        database.dispose()


def of_tenant(source: Table, destination: Table, tenant_id: str) -> Any:
    shared = [column for column in source.columns if column.name in destination.columns]
    return select(*shared).where(source.c.tenant_id == tenant_id)


def claims(storage: Storage, lane: Lane) -> Iterator[Job]:
    while (job := storage.board.claim(lane, "worker-1")) is not None:
        yield job


def finished(storage: Storage, job: Job) -> tuple[str, Kind]:
    with storage.work.begin(job.tenant_id) as unit:
        unit.jobs.finish(job)
    return job.tenant_id, job.kind


def lacking(found: Any, expected: Any, place: str = "") -> list[str]:
    """Where what is expected is not to be found; a newer release may read more."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return [
            where
            for key, value in expected.items()
            for where in lacking(found.get(key), value, f"{place}/{key}")
        ]
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        return [
            where
            for at, pair in enumerate(zip(found, expected, strict=True))
            for where in lacking(*pair, f"{place}/{at}")
        ]
    return [] if found == expected else [f"{place}: {expected!r} is {found!r}"]
