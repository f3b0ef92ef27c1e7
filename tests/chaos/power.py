"""A load of the test's own that ends with the instance under it, and the cut that ends both."""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2

from service.cli.local import SECRETS
from service.cli.readers import read
from service.tenants import read_secrets
from tests.chaos.calls import written_to
from tests.e2e.calls import Line
from tests.e2e.machine import Machine
from tests.e2e.processes import below, eventually, processes

AT_ONCE = 8
MOST = 600
"""More calls than are sent before the last cut."""


def cut(machine: Machine) -> None:
    """All processes of the instance at one moment: stopped first, so that none sees another fall."""
    pids = [machine.pid, *(one.pid for one in below(machine.pid))]
    for number in (signal.SIGSTOP, signal.SIGKILL):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
    machine.wait()
    eventually(lambda: not {one.pid for one in processes()} & set(pids), why="all of them are gone")


class Promised:
    """What the instance has said yes to: calls it accepted, wrap-ups whose confirm it took."""

    def __init__(self, folder: Path) -> None:
        self.accepted: dict[str, str] = {}
        self.confirmed: set[str] = set()
        self._calls = enumerate(read(written_to(folder / "calls.jsonl", "power", MOST)))
        self._lock = threading.Lock()
        self._over = threading.Event()

    @contextlib.contextmanager
    def load(self, machine: Machine) -> Iterator[None]:
        """Calls are sent, and confirmed once drafted, by several threads, for the length of the block."""
        self._over.clear()
        threads = [threading.Thread(target=self._go_on, args=(machine,)) for _ in range(AT_ONCE)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()

    def _go_on(self, machine: Machine) -> None:
        secret = read_secrets(machine.data / SECRETS)["AFTERCALL_DEMO_WEBHOOK_SECRET"]
        line = Line(machine.ready["api"], "demo-telephony", secret)
        with machine.client() as client, contextlib.suppress(httpx2.TransportError):
            while not self._over.is_set():
                self._send_one(line, client)

    def _send_one(self, line: Line, client: httpx2.Client) -> None:
        with self._lock:
            number, one = next(self._calls)
        answer = line.send(one.body, webhook_id=one.webhook_id)
        if answer.status_code != 202:
            return
        call_id = answer.json()["call_ids"][0]
        self.accepted[one.external_id] = call_id
        # Every other call is left for the agent: after a cut it must still get its draft.
        if number % 2 == 0:
            self._confirm(client, call_id)

    def _confirm(self, client: httpx2.Client, call_id: str) -> None:
        wrapup_id = client.get(f"/v1/calls/{call_id}").json()["wrapup_ids"][0]
        while not self._over.wait(0.1):
            wrapup = client.get(f"/v1/wrapups/{wrapup_id}").json()
            if drafted(wrapup) and wrapup["targets"][0]["match"] == "matched":
                break
        else:
            return
        body = {"draft": wrapup["draft"]["number"], "edits": {}, "timings_ms": {}, "undo_ms": 0}
        version = {"If-Match": f'"{wrapup["version"]}"'}
        answer = client.post(f"/v1/wrapups/{wrapup_id}/confirm", json=body, headers=version)
        if answer.status_code == 202:
            self.confirmed.add(wrapup_id)


def drafted(wrapup: dict[str, Any]) -> bool:
    return bool(wrapup["state"] != "drafting" and wrapup["draft"]["status"] == "ready")


def wait_for(promised: Promised, accepted: int, at_most_s: float) -> None:
    until = time.monotonic() + at_most_s
    while len(promised.accepted) < accepted and time.monotonic() < until:
        time.sleep(0.02)
