"""Starts our processes, starts a fallen one again, and ends them all, in order and without exception."""

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from service.cli import lifeline
from service.cli.errors import CliError, Stop

STOP_S = 10.0
"""How long a child may finish what it has in hand before it is killed."""

FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 10.0
END = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
STEADY_S = 30.0
"""A child that lived this long counts as well: its next fall is its first."""


@dataclass
class Child:
    """One process of ours: what to run, where its output goes, and how it has fared."""

    name: str
    kind: str
    command: list[str]
    log: Path
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    falls: int = 0
    due: float = 0.0
    output: IO[bytes] | None = field(default=None, repr=False)

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def last_line(self) -> str:
        """The last words of its log: the reason of a fall, for the one line that a person reads."""
        try:
            lines = self.log.read_text(errors="replace").strip().splitlines()
        except OSError:
            return ""
        return lines[-1][:300] if lines else ""


class Supervisor:
    """Children in the order of their start; they are ended in the reverse order."""

    def __init__(
        self,
        environment: Mapping[str, str],
        logs: Path,
        tell: Callable[[str], None],
        *,
        patience_s: float = STOP_S,
    ) -> None:
        self._patience_s = patience_s
        self._logs = logs
        self._tell = tell
        self._children: list[Child] = []
        self._reading, self._writing = os.pipe()
        self._environment = {**environment, lifeline.VARIABLE: str(self._reading)}
        self._stopping = False
        self._starting = False
        self._asked: Stop | None = None

    def heed_signals(self) -> None:
        """From now on SIGTERM, SIGINT and SIGHUP raise `Stop` in the main thread, the first of them once.

        Where the thread stands by then, a library may drop the exception; `tend` and `wait_until` raise it again.
        """

        def asked(number: int, _: object) -> None:
            if self._asked is None:
                self._asked = Stop(signal.Signals(number).name)
                if not self._starting:
                    raise self._asked

        for one in END:
            signal.signal(one, asked)

    def add(self, name: str, command: list[str], *, kind: str | None = None) -> Child:
        """Start a process. It ends with us, whatever becomes of us; those of one kind end at the same time."""
        child = Child(name=name, kind=kind or name, command=command, log=self._logs / f"{name}.log")
        self._children.append(child)
        self._start(child)
        return child

    def again(self, child: Child) -> None:
        """Start a fallen child at once, with what made it fall out of the way."""
        self._start(child)

    def wait_until(self, ready: Callable[[], bool], child: Child, *, seconds: float) -> None:
        """Wait for a child to be ready. Raises `CliError` with its last words when it falls or is late."""
        until = time.monotonic() + seconds
        while not ready():
            self._check()
            self.require(child)
            if time.monotonic() > until:
                raise CliError(f"{child.name} was not ready after {seconds:.0f} s (see {child.log})")
            time.sleep(0.05)

    def require(self, child: Child) -> None:
        """Raise `CliError` with a child's last words when it has fallen."""
        if not child.alive:
            raise CliError(f"{child.name} did not start: {child.last_line()} (see {child.log})")

    def tend(self) -> None:
        """Start again whatever fell, after a pause that grows with each fall."""
        self._check()
        now = time.monotonic()
        for child in self._children:
            if child.alive or self._stopping:
                continue
            if child.process is not None:
                code = child.process.returncode
                child.falls = 1 if now - child.started_at > STEADY_S else child.falls + 1
                child.due = now + min(FIRST_PAUSE_S * 2**child.falls, LONGEST_PAUSE_S)
                child.process = None
                self._tell(f"{child.name} ended with {code}; starting it again")
            if now >= child.due:
                self._start(child)

    def stop(self) -> None:
        """End every child: asked first, the last started first, then killed."""
        self._stopping = True
        until = time.monotonic() + self._patience_s
        for _, alike in itertools.groupby(reversed(self._children), lambda child: child.kind):
            ending = [child.process for child in alike if child.process is not None and child.alive]
            for process in ending:
                process.terminate()
            for process in ending:
                self._wait(process, until)
        for child in self._children:
            if child.process is not None and child.alive:
                child.process.kill()
                child.process.wait()
            if child.output is not None:
                child.output.close()
        os.close(self._writing)
        os.close(self._reading)

    def _check(self) -> None:
        if self._asked is not None:
            raise self._asked

    def _wait(self, process: "subprocess.Popen[bytes]", until: float) -> None:
        try:
            process.wait(timeout=max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()

    def _start(self, child: Child) -> None:
        if child.output is None:
            child.output = child.log.open("ab")
        # Between its birth and our knowing its number a child would be lost to `stop`.
        self._starting = True
        child.process = subprocess.Popen(
            child.command,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=child.output,
            stderr=child.output,
            pass_fds=(self._reading,),
            # A terminal's Ctrl-C reaches us alone; we end the children in order.
            start_new_session=True,
        )
        self._starting = False
        child.started_at = time.monotonic()
        self._check()


def python(*arguments: str) -> list[str]:
    """This interpreter, so that children see the same packages."""
    return [sys.executable, "-m", *arguments]


def ignore_signals() -> None:
    """From here on nobody hurries us: what is being stopped is stopped to its end."""
    for one in END:
        signal.signal(one, signal.SIG_IGN)
