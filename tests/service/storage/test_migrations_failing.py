"""Migrations that fail, that several processes begin at once, and that only a newer release knows."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from service.storage import migrate
from tests.releases import ROOT, run_in

FAILING = """
import sqlalchemy as sa
from alembic import op

revision = "9998"
down_revision = "{head}"


def upgrade() -> None:
    op.create_table("half_way", sa.Column("id", sa.Text, primary_key=True))
    op.execute("INSERT INTO half_way VALUES ('one')")
    op.execute("ALTER TABLE no_such_table ADD COLUMN more TEXT")
"""
FROM = "0003"


@pytest.fixture
def next_release(tmp_path: Path) -> Path:
    """This release's code with one more migration, which no database takes."""
    code = tmp_path / "next"
    for name in ("service", "connectors", "prompts", "config"):
        left_out = shutil.ignore_patterns("__pycache__", "node_modules", "dist")
        shutil.copytree(ROOT / name, code / name, ignore=left_out)
    versions = code / "service" / "storage" / "migrations" / "versions"
    (versions / "9998_fails.py").write_text(FAILING.format(head=migrate.head()))
    return code


def test_a_migration_that_fails_leaves_the_database_as_it_was_and_says_so(
    empty_url: str, next_release: Path
) -> None:
    migrate.upgrade(empty_url, FROM)
    before = shape(empty_url)

    run = run_in(next_release, "-m", "service.cli", "migrate", environment=of(empty_url))

    assert run.returncode == 1
    (line,) = run.stderr.splitlines()
    assert line.startswith(f"aftercall: migrating from revision {FROM} failed, the database is as it was: ")
    assert "no_such_table" in line
    assert shape(empty_url) == before
    assert migrate.current(empty_url) == FROM
    migrate.upgrade(empty_url)
    assert migrate.current(empty_url) == migrate.head()


def test_processes_that_migrate_at_once_do_it_once(empty_url: str) -> None:
    migrate.upgrade(empty_url, FROM)

    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "service.cli", "migrate"],
            cwd=ROOT,
            env={**os.environ, **of(empty_url)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    told = [run.communicate(timeout=100) for run in runs]

    assert [run.returncode for run in runs] == [0, 0], told
    assert migrate.current(empty_url) == migrate.head()


def test_a_database_of_a_newer_release_is_left_alone(empty_url: str) -> None:
    """As when a deploy is rolled back: the release before serves on what the newer one has added to."""
    migrate.upgrade(empty_url)
    engine = create_engine(empty_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE of_a_newer_release (id TEXT)"))
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    before = shape(empty_url)

    migrate.upgrade(empty_url)

    assert migrate.current(empty_url) == "9999"
    assert shape(empty_url) == before


def of(url: str) -> dict[str, str]:
    return {"AFTERCALL_DATABASE_URL": url}


def shape(url: str) -> dict[str, list[str]]:
    """Tables with their columns and indexes."""
    engine = create_engine(url)
    try:
        seen = inspect(engine)
        return {
            name: sorted(
                [str(column["name"]) for column in seen.get_columns(name)]
                + [str(index["name"]) for index in seen.get_indexes(name)]
            )
            for name in seen.get_table_names()
        }
    finally:
        engine.dispose()
