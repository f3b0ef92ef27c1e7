"""What is measured: a whole instance as `aftercall up` starts it, a stub model and a database beside it."""

import json
import os
import select
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import psycopg
import yaml
from psycopg import sql
from sqlalchemy import URL, make_url

from service.cli.local import free_pair
from service.tenants import read_secrets
from tests import postgres_server

ROOT = Path(__file__).resolve().parents[2]
START_S = 120.0
STOP_S = 25.0
SECRET = "AFTERCALL_DEMO_WEBHOOK_SECRET"
SOURCE = "demo-telephony"
CROWD = "crowd-telephony"
NO_SOURCES: Mapping[str, Mapping[str, Any]] = MappingProxyType({})
# The tests' server forgets what it wrote; one whose speed is told must not.
DURABLE = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "shared_buffers": "128MB",
    "max_connections": "300",
}


class BenchError(Exception):
    """The measurement cannot be made; the message is one clear line."""


@dataclass(frozen=True)
class Started:
    process: subprocess.Popen[str]
    line: str


@dataclass(frozen=True)
class DatabaseServer:
    """`url` is None for SQLite in the instance's folder; `pid` that of our own server, if there is one."""

    name: str
    settings: dict[str, str]
    url: str | None = None
    pid: int | None = None


@dataclass(frozen=True)
class Running:
    """A running instance and what is needed to load it."""

    api: str
    sandbox: str
    key: str
    secret: str
    data: Path
    pid: int
    stub_pid: int
    database: DatabaseServer


@contextmanager
def running(
    *,
    database: str,
    latency_ms: int,
    threads: int | None,
    workers: int | None = None,
    folder: Path | None = None,
    crowd: bool = False,
    sources: Mapping[str, Mapping[str, Any]] = NO_SOURCES,
) -> Iterator[Running]:
    """Everything started, and everything ended again however the block ends.

    With `crowd` there is a second tenant, `CROWD`, alike but for a CRM, whose webhooks are signed alike.
    `sources` are further generic ones of the first tenant by name, each with its settings.
    """
    with ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="aftercall-bench-", dir=folder)))
        server = stack.enter_context(_postgres()) if database == "postgres" else _sqlite()
        stub = stack.enter_context(_model(latency_ms, data))
        config = _tenant(data, stub.line.split(" on ")[1].split(",")[0], sources, crowd=crowd)
        environment = _environment(config, server.url, threads, workers)
        command = ["-m", "service.cli", "up", "--json", "--port", str(free_pair()), "--data", str(data)]
        up = stack.enter_context(child(command, data / "up.log", environment))
        ready = json.loads(up.line)
        yield Running(
            api=ready["api"],
            sandbox=ready["sandbox"],
            key=ready["keys"]["admin"],
            secret=read_secrets(data / "secrets.env")[SECRET],
            data=data,
            pid=up.process.pid,
            stub_pid=stub.process.pid,
            database=server,
        )


def _model(latency_ms: int, data: Path) -> Any:
    command = ["-m", "tests.vendors.model", "--port", "0", "--latency-ms", str(latency_ms)]
    return child(command, data / "stub.log", dict(os.environ))


@contextmanager
def child(arguments: list[str], log: Path, environment: Mapping[str, str]) -> Iterator[Started]:
    """A Python process of ours that says one line when it is ready. Raises `BenchError`."""
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            stdout=subprocess.PIPE,
            stderr=errors,
            stdin=subprocess.DEVNULL,
            text=True,
            env=environment,
            cwd=ROOT,
            # Ctrl-C reaches us alone; we end the others.
            start_new_session=True,
        )
    try:
        yield Started(process, _first_line(process, log))
    finally:
        _end(process)


def _first_line(process: subprocess.Popen[str], log: Path) -> str:
    assert process.stdout is not None
    told, _, _ = select.select([process.stdout], [], [], START_S)
    line = process.stdout.readline() if told else ""
    if not line:
        last = (log.read_text(errors="replace").strip().splitlines() or ["it said nothing"])[-1]
        raise BenchError(f"{log.stem} did not start: {last}")
    return line


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(timeout=STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _tenant(data: Path, model_url: str, sources: Mapping[str, Mapping[str, Any]], *, crowd: bool) -> Path:
    """The shipped example, with the stub as its model and room for as many requests as there are threads."""
    folder = data / "tenants"
    folder.mkdir()
    tenant = yaml.safe_load((ROOT / "config" / "demo.yaml").read_text())
    settings = {"base_url": model_url, "model": "stub", "connections": 256}
    tenant["llm"] = {"connector": "openai", "settings": settings}
    for name, own in sources.items():
        tenant["sources"][name] = {"adapter": "generic", "secrets": [f"${{{SECRET}}}"], "settings": dict(own)}
    (folder / "demo.yaml").write_text(yaml.safe_dump(tenant))
    if crowd:
        source = {"adapter": "generic", "secrets": [f"${{{SECRET}}}"]}
        other = {"sources": {CROWD: source}, "llm": tenant["llm"]}
        (folder / "crowd.yaml").write_text(yaml.safe_dump(other))
    return folder


def _environment(config: Path, url: str | None, threads: int | None, workers: int | None) -> dict[str, str]:
    """Ours but for settings of some other instance: what is measured are the defaults."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AFTERCALL_")}
    given = {
        "AFTERCALL_CONFIG_DIR": str(config),
        "AFTERCALL_DATABASE_URL": url,
        "AFTERCALL_WORKER_THREADS": str(threads) if threads else None,
        "AFTERCALL_WORKERS": str(workers) if workers else None,
    }
    return clean | {name: value for name, value in given.items() if value}


def _sqlite() -> DatabaseServer:
    return DatabaseServer("SQLite", {"journal_mode": "wal", "synchronous": "full"})


@contextmanager
def _postgres() -> Iterator[DatabaseServer]:
    """A database of our own on the server named by AFTERCALL_TEST_POSTGRES_URL, else on one started here."""
    with ExitStack() as stack:
        given = os.environ.get("AFTERCALL_TEST_POSTGRES_URL")
        pid = None
        if given is None:
            server = _server()
            stack.callback(server.stop)
            pid = server.keeper.pid
        address = make_url(given) if given else server.url
        name = f"aftercall_bench_{uuid.uuid4().hex}"
        told = _run(address, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        stack.callback(_run, address, drop)
        url = address.set(database=name).render_as_string(hide_password=False)
        yield DatabaseServer(f"PostgreSQL {told.pop('server_version')}", told, url, pid)


def _server() -> postgres_server.PostgresServer:
    try:
        return postgres_server.start_server(DURABLE)
    except postgres_server.NoServer as missing:
        raise BenchError(f"no PostgreSQL: {missing}") from None


def _run(address: URL, command: sql.Composed) -> dict[str, str]:
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    names = ("server_version", "fsync", "synchronous_commit")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(command)
        asked = ((name, connection.execute(sql.SQL("SHOW {}").format(sql.SQL(name)))) for name in names)
        return {name: str((answer.fetchone() or [""])[0]) for name, answer in asked}
