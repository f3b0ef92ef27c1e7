"""A PostgreSQL server of a test's own that can be stopped, or killed, and started again on the same data."""

import contextlib
import os
import pwd
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.databases import Databases
from tests.e2e.processes import eventually, processes
from tests.postgres_server import PostgresServer, start_server

# The server ends with us, however we end: its keeper waits on a pipe of ours.
AGAIN = '"$@" & server=$!; cat >/dev/null; kill -INT $server; wait $server'


@dataclass
class Restartable:
    """`url` is of an empty database's owner; `databases` makes others."""

    folder: Path
    databases: Databases
    keeper: "subprocess.Popen[bytes] | None" = None

    @property
    def pid(self) -> int:
        return int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])

    def restart(self) -> None:
        """As an operator does: connections are ended, then it comes back."""
        self._again(signal.SIGINT)

    def crash(self) -> None:
        """As the kernel does when memory is short: killed with -9, and it recovers from its log."""
        self._again(signal.SIGKILL)

    def _again(self, how: signal.Signals) -> None:
        pid = self.pid
        command = Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0").split(b"\0")
        helpers = [one.pid for one in processes() if one.parent == pid]
        os.kill(pid, how)
        gone = {pid, *helpers}
        eventually(lambda: not gone & {one.pid for one in processes()}, why="the server has ended")
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
        self._end_keeper()
        user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        with (self.folder / "log").open("ab") as log:
            self.keeper = subprocess.Popen(
                ["/bin/sh", "-c", AGAIN, "keeper", *command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                user=user.pw_uid if user else None,
                group=user.pw_gid if user else None,
                extra_groups=[] if user else None,
                start_new_session=True,
            )
        eventually(self._answers, why="the server is back")

    def _answers(self) -> bool:
        try:
            psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def _end_keeper(self) -> None:
        if self.keeper is not None:
            assert self.keeper.stdin is not None
            self.keeper.stdin.close()
            self.keeper.wait(timeout=30)
            self.keeper = None

    def close(self) -> None:
        self._end_keeper()


@contextlib.contextmanager
def restartable() -> Iterator[Restartable]:
    """Raises `NoServer` where there are no binaries."""
    # What it said it has committed must outlive a kill -9: the tests' other server forgets.
    server = start_server({"synchronous_commit": "on", "fsync": "on", "full_page_writes": "on"})
    try:
        mine = Restartable(_folder(server), Databases(server.superuser))
        try:
            yield mine
        finally:
            mine.close()
    finally:
        server.stop()


def _folder(server: PostgresServer) -> Path:
    return Path(str(server.url.query["host"]))
