"""The model's server goes when it is no longer wanted, however that came about."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.e2e.processes import eventually
from tests.local_llm.server import ServerError, serving

pytestmark = [pytest.mark.local_llm, pytest.mark.timeout(240)]

KEEPS_ONE = """
import sys
from pathlib import Path
from tests.local_llm.server import serving
with serving(Path(sys.argv[1]), Path(sys.argv[2])) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


def answers(url: str) -> bool:
    address = urlsplit(url)
    with socket.socket() as connection:
        return connection.connect_ex((str(address.hostname), int(address.port or 0))) == 0


def test_it_ends_with_whoever_started_it_even_if_that_one_was_killed(weights: Path, tmp_path: Path) -> None:
    keeper = subprocess.Popen(
        [sys.executable, "-c", KEEPS_ONE, str(weights), str(tmp_path / "model.log")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert keeper.stdin is not None
    assert keeper.stdout is not None
    with keeper.stdin, keeper.stdout:
        url = keeper.stdout.readline().strip()
        before = answers(url)

        os.kill(keeper.pid, signal.SIGKILL)
        keeper.wait()

    assert before
    eventually(lambda: not answers(url), why="the server is gone")


def test_a_file_that_is_no_model_is_told_in_one_line(weights: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF but no more than that")

    with pytest.raises(ServerError, match="did not start"), serving(broken, tmp_path / "model.log"):
        pytest.fail("it serves nothing")
