"""Processor time and memory of processes, out of /proc, or where there is none, of `ps`."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
LINUX = sys.platform.startswith("linux")
OURS = ("api", "worker", "scheduler", "broker")
"""The parts whose processor time a call costs; the others stand beside them in the report."""


@dataclass(frozen=True)
class Process:
    """`cpu_s` is user and system time, of children that ended as well."""

    pid: int
    parent: int
    cpu_s: float
    command: str


def table() -> dict[int, Process]:
    found = _from_proc() if LINUX else _from_ps()
    return {process.pid: process for process in found}


def tree(pid: int, processes: dict[int, Process]) -> list[Process]:
    """A process and all that descend from it; none when it is gone."""
    if pid not in processes:
        return []
    children = [one.pid for one in processes.values() if one.parent == pid]
    return [processes[pid], *(found for child in children for found in tree(child, processes))]


def parts(up: int, processes: dict[int, Process]) -> dict[str, list[Process]]:
    """The processes of a running instance under the names of its parts."""
    named = {"supervisor": [processes[up]]} if up in processes else {}
    for child in (one for one in processes.values() if one.parent == up):
        if name := _part(child.command.split()):
            named.setdefault(name, []).extend(tree(child.pid, processes))
    return named


def _part(words: list[str]) -> str | None:
    """By the command line: the part is an argument of its own, but the broker runs under a guard."""
    if "service.cli.guard" in words:
        return "broker"
    if any("sandbox" in word.split(".") for word in words):
        return "sandbox"
    return next((name for name in OURS if name in words), None)


@contextmanager
def held(up: int, *names: str) -> Iterator[None]:
    """These parts of an instance stand still until the block ends."""
    found = parts(up, table())
    pids = [process.pid for name in names for process in found[name]]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def cpu_ms(processes: Iterable[Process]) -> float:
    return sum(process.cpu_s for process in processes) * 1000


def memory_mb(processes: Iterable[Process]) -> float:
    """Proportional share (PSS) on Linux: a page shared by two counts half for each. Else resident memory."""
    return sum(_memory_kb(process.pid) for process in processes) / 1024


def _from_proc() -> Iterable[Process]:
    tick = os.sysconf("SC_CLK_TCK")
    for folder in PROC.iterdir():
        if not folder.name.isdigit():
            continue
        try:
            # The name in parentheses may hold spaces: what counts comes after it.
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue  # it ended meanwhile
        cpu = sum(int(field) for field in fields[11:15]) / tick
        yield Process(int(folder.name), int(fields[1]), cpu, command)


def _from_ps() -> Iterable[Process]:
    command = ["ps", "-axo", "pid=,ppid=,time=,command="]
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
        pid, parent, spent, told = line.split(None, 3)
        yield Process(int(pid), int(parent), _seconds(spent), told)


def _seconds(told: str) -> float:
    """`ps` says [days-][hours:]minutes:seconds."""
    days, _, clock = told.rpartition("-")
    total = 0.0
    for part in clock.split(":"):
        total = total * 60 + float(part)
    return total + 86_400 * int(days or 0)


def _memory_kb(pid: int) -> int:
    try:
        if LINUX:
            lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
            return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
        told = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(pid)], check=False, capture_output=True, text=True
        )
        return int(told.stdout.strip() or 0)
    except OSError:
        return 0  # it ended meanwhile, or belongs to another user
