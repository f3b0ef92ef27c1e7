"""What the doctor says of a database and its keys, SQLite and PostgreSQL."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from service.cli.checks import database as databases
from service.cli.checks import work
from service.cli.checks.finding import State, failed, ok
from service.domain.board import LaneWait
from service.domain.job import Kind, Lane
from service.settings import Settings
from service.storage import Keyring, Storage, migrate
from tests.databases import Databases
from tests.service.cli.doctor.ward import Ward, found, seal_something


def test_a_keyring_of_another_installation(ward: Ward) -> None:
    seal_something(ward)
    other = ward.folder / "other.json"
    Keyring.create(other)

    one = [one for one in ward.look(keyring_file=other) if one.part == "keyring"][-1]

    assert one.state is State.FAILED
    assert "is not the one that this database was sealed with" in one.what
    assert "bring back the keyring" in one.mend


def test_the_right_keyring_opens_the_keys_of_its_tenants(ward: Ward) -> None:
    seal_something(ward)

    assert [one.what for one in ward.look() if one.part == "keyring"] == [
        "readable, current master key m1",
        "opens the keys of 1 tenant",
    ]


@pytest.mark.parametrize(
    ("text", "mode", "state"),
    [(None, 0o600, "failed"), ("{}", 0o600, "failed"), ("kept", 0o604, "warning")],
    ids=["absent", "not a keyring", "open to others"],
)
def test_a_keyring_that_is_not_as_it_must_be(ward: Ward, text: str | None, mode: int, state: str) -> None:
    path = ward.settings.keyring
    if text is None:
        path.unlink()
    elif text != "kept":
        path.write_text(text)
    if path.exists():
        path.chmod(mode)

    assert found(ward.look(), "keyring").state == state


def test_a_database_that_is_behind(tmp_path: Path, empty_url: str) -> None:
    migrate.upgrade(empty_url, "0003")
    Keyring.create(tmp_path / "keyring.json")

    findings = list(databases.database(Settings(data=tmp_path, database_url=empty_url)))

    behind = [one for one in findings if "revision" in one.what]
    assert [(one.state, one.mend) for one in behind] == [(State.FAILED, "run `aftercall migrate`")]
    assert behind[0].what == f"is at revision 0003; this release needs {migrate.head()}"


def test_an_empty_database(tmp_path: Path, empty_url: str) -> None:
    Path(make_url(empty_url).database or "").touch() if empty_url.startswith("sqlite") else None

    findings = list(databases.database(Settings(data=tmp_path, database_url=empty_url)))

    assert failed("database", "is empty", "run `aftercall migrate`") in findings


def test_a_database_that_is_up_to_date(tmp_path: Path, storage_url: str) -> None:
    Keyring.create(tmp_path / "keyring.json")

    findings = list(databases.database(Settings(data=tmp_path, database_url=storage_url)))

    assert [one for one in findings if one.state is State.FAILED] == []
    assert findings[-1] == ok("keyring", "fits: nothing is sealed yet")


@pytest.mark.postgres
@pytest.mark.parametrize(("required", "state"), [(False, State.WARNING), (True, State.FAILED)])
def test_a_role_that_owns_the_tables_is_named(
    tmp_path: Path, postgres_url: str, postgres_databases: Databases, required: bool, state: State
) -> None:
    owner_url = postgres_databases.owner_url(str(make_url(postgres_url).database))
    settings = Settings(data=tmp_path, database_url=owner_url, require_row_security=required)

    (one,) = [one for one in databases.database(settings) if one.state is not State.OK]

    assert one.state is state
    assert "row-level security" in one.what


def test_no_database_is_made_by_looking_for_one(ward: Ward) -> None:
    missing = ward.folder / "not-there.db"

    findings = ward.look(database_url=f"sqlite:///{missing}")

    assert found(findings, "database").what == f"{missing} is not there"
    assert not missing.exists()


def test_a_file_that_is_no_database(ward: Ward) -> None:
    wrong = ward.folder / "wrong.db"
    wrong.write_bytes(b"this is a text file, and a long one at that. " * 200)

    one = found(ward.look(database_url=f"sqlite:///{wrong}"), "database")

    assert (one.state, one.what) == (State.FAILED, f"{wrong} is damaged, or no database")


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("postgresql://mara:hunter2@127.0.0.1:1/calls", "calls at 127.0.0.1:1 refuses the connection"),
        ("postgresql://mara:hunter2@no-such-host.invalid/calls", "calls at no-such-host.invalid has a host"),
        ("not an address", "AFTERCALL_DATABASE_URL is no address"),
    ],
)
def test_a_server_that_cannot_be_reached(tmp_path: Path, address: str, what: str) -> None:
    (one,) = databases.database(Settings(data=tmp_path, database_url=address))

    assert one.state is State.FAILED
    assert one.what.startswith(what)
    assert "hunter2" not in one.model_dump_json()


@pytest.mark.postgres
def test_a_database_that_is_not_there(tmp_path: Path, postgres_url: str) -> None:
    url = make_url(postgres_url).set(database="nobody_made_this").render_as_string(hide_password=False)

    (one,) = databases.database(Settings(data=tmp_path, database_url=url))

    assert one.what.endswith("has no such role or database")


def wait(**of: Any) -> LaneWait:
    nothing: Mapping[str, Any] = dict.fromkeys(("due", "leased", "parked", "lone_due", "oldest_due_ms"), 0)
    return LaneWait(**{"tenant_id": "fernhill", "lane": Lane.DRAFT, **nothing, **of})


@pytest.mark.parametrize(
    ("waits", "expected"),
    [
        ([], [("ok", "0 due, 0 at work")]),
        ([wait(due=3, leased=2, oldest_due_ms=900)], [("ok", "3 due, 2 at work")]),
        (
            [wait(due=3, oldest_due_ms=20_000)],
            [("warning", "3 due, 0 at work; the oldest has waited 20 s (draft)")],
        ),
        (
            [wait(due=3, oldest_due_ms=600_000), wait(lane=Lane.WRITE, due=1, oldest_due_ms=1)],
            [("failed", "4 due, 0 at work; the oldest has waited 10 min (draft)")],
        ),
        ([wait(parked=2)], [("ok", "0 due, 0 at work"), ("warning", "2 wait for a person")]),
    ],
)
def test_jobs_that_nobody_takes_are_told_by_their_age(
    waits: list[LaneWait], expected: list[tuple[str, str]]
) -> None:
    assert [(one.state.value, one.what) for one in work.judged(waits)] == expected


def test_jobs_are_counted_over_all_tenants(tmp_path: Path, storage_url: str) -> None:
    storage = Storage(storage_url, Keyring.fresh(), after_commit=lambda *_: None)
    for name in ("fernhill", "oak-hill"):
        with storage.work.begin(name) as unit:
            unit.jobs.enqueue(Kind.DRAFT, "one")
    storage.dispose()

    findings = list(work.jobs(Settings(data=tmp_path, database_url=storage_url)))

    assert findings == [ok("jobs", "2 due, 0 at work")]
