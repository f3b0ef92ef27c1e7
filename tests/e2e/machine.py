"""One `aftercall up` with all its real processes, as a test starts, uses, hurts and ends it."""

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2

from service.cli import ending
from service.cli.app import app
from service.cli.local import free_pair
from tests.e2e.processes import Process, below, eventually

START_S = 240.0
"""A start takes seconds; this is for machines on which everything else runs too."""

PARTS = {
    "broker": "service.cli.guard",
    "valkey": "valkey-server",
    "sandbox": "service.cli.sandbox",
    "api": "service.cli.processes api",
    "worker": "service.cli.processes worker",
    "scheduler": "service.cli.processes scheduler",
}


def aftercall(
    *arguments: str, environment: Mapping[str, str] | None = None, seconds: float = START_S
) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "service.cli", *arguments],
        capture_output=True,
        text=True,
        env=clean(environment),
        timeout=seconds,
        check=False,
    )


def at_hand(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """The same in this process, for commands that end soon: a new one spends seconds on imports."""
    out, told = io.StringIO(), io.StringIO()
    code = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
        try:
            ending.run(lambda: app(arguments))
        except SystemExit as end:
            code = int(end.code or 0)
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), told.getvalue())


def clean(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """This environment without settings of an instance that somebody may use here."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("AFTERCALL_")}
    return {**ours, **(more or {})}


class Machine:
    """`start` and `stop` may be called in turn: the data folder stays."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self.data = folder / "data"
        self.environment = clean(environment)
        self.ready: dict[str, Any] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._errors = folder / "up.err"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def launch(self, port: int | None = None) -> None:
        """Begin to start; `start` waits until it is ready."""
        command = ["up", "--json", "--data", str(self.data), "--port", str(port or free_pair())]
        with self._errors.open("ab") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "service.cli", *command],
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )

    def start(self) -> "Machine":
        self.launch()
        assert self._process is not None
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, self._errors.read_text()
        self.ready = json.loads(line)
        eventually(lambda: len(self.parts()) == len(PARTS), why="every part has its process")
        return self

    def parts(self) -> dict[str, Process]:
        """The processes by the name of their part."""
        found = below(self.pid)
        return {
            name: one
            for name, words in PARTS.items()
            for one in found
            if words in one.command.replace("-m ", "")
        }

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def wait(self, seconds: float = 60.0) -> int:
        """The exit code, once it has ended."""
        assert self._process is not None
        code = self._process.wait(seconds)
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None
        return code

    def stop(self) -> None:
        """End it, whatever state a failed test left it in."""
        if self._process is None:
            return
        left = below(self.pid)
        self._process.terminate()
        try:
            self.wait()
        finally:
            for one in left:
                if one.alive:
                    os.kill(one.pid, signal.SIGKILL)

    def kill(self, part: str) -> Process:
        victim = self.parts()[part]
        os.kill(victim.pid, signal.SIGKILL)
        return victim

    def client(self, key: str | None = None) -> httpx2.Client:
        bearer = {"Authorization": f"Bearer {key or self.ready['keys']['admin']}"}
        return httpx2.Client(base_url=self.ready["api"], headers=bearer, timeout=60, trust_env=False)

    def get(self, path: str, **query: str) -> dict[str, Any]:
        with self.client() as client:
            answer = client.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def wrapup_of(self, call_id: str, *, status: str = "ready") -> dict[str, Any]:
        """The wrap-up of a call, once its draft has the status."""

        def look() -> dict[str, Any] | None:
            wrapup_id = self.get(f"/v1/calls/{call_id}")["wrapup_ids"][0]
            wrapup = self.get(f"/v1/wrapups/{wrapup_id}")
            return wrapup if wrapup["draft"]["status"] == status else None

        return eventually(look, why=f"the draft is {status}") or {}

    def sandbox(self, method: str, path: str, body: object = None) -> Any:
        with httpx2.Client(base_url=self.ready["sandbox"], timeout=60, trust_env=False) as client:
            answer = client.request(method, f"/sandbox/{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def call_tasks(self, prefix: str = "") -> list[dict[str, Any]]:
        """Call records in the CRM whose external id begins so."""
        tasks = self.sandbox("GET", "records/Task")
        return [
            task
            for task in tasks
            if task["TaskSubtype"] == "Call" and str(task["CallObject"] or "").startswith(prefix)
        ]
