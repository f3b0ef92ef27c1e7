"""Looks at the machine's processes, so that a test can say that none was left behind."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

Found = TypeVar("Found")

LOOK_S = 0.05


@dataclass(frozen=True)
class Process:
    pid: int
    parent: int
    command: str

    @property
    def alive(self) -> bool:
        # By its number alone: an orphan has another parent, and some change what they are called.
        return self.pid in {one.pid for one in processes()}


def eventually(look: Callable[[], Found], *, seconds: float = 60.0, why: str = "") -> Found:
    """What `look` gives once it is true. Fails with the last it gave when time is over."""
    until = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < until, f"not after {seconds:.0f} s: {why or look} (last: {found!r})"
        time.sleep(LOOK_S)
    return found


def processes() -> list[Process]:
    """All that live; a process that has ended but was not yet waited for has no command and is left out."""
    return list(_from_proc() if Path("/proc/self/stat").exists() else _from_ps())


def below(pid: int) -> list[Process]:
    """Children and their children, parents first."""
    everyone = processes()
    found: list[Process] = []
    parents = {pid}
    while parents:
        children = [one for one in everyone if one.parent in parents]
        found.extend(children)
        parents = {one.pid for one in children}
    return found


def _from_proc() -> Iterator[Process]:
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            # The name in parentheses may hold blanks; what follows it is state and parent.
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if command:
            yield Process(int(folder.name), parent, command)


def _from_ps() -> Iterator[Process]:
    listed = subprocess.run(
        ["ps", "-axo", "pid=,ppid=,state=,command="], capture_output=True, text=True, check=True
    )
    for line in listed.stdout.splitlines():
        pid, parent, state, command = line.split(maxsplit=3)
        if not state.startswith("Z") and int(pid) != os.getpid():
            yield Process(int(pid), int(parent), command)
