"""What the figures were measured on: without it, they say nothing."""

import os
import platform
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SYNCS = 30
PAGE = 4096
IDLE, IOWAIT = 3, 4


def describe(folder: Path) -> dict[str, Any]:
    """Machine, interpreter, commit, and the disk that the folder lies on."""
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "commit": _commit(),
        "disk": _disk(folder),
        "load_average": load_average(),
    }


def load_average() -> list[float]:
    """Over 1, 5 and 15 minutes."""
    return [round(one, 2) for one in os.getloadavg()]


def busy_s() -> float | None:
    """Processor time that the whole machine has spent; None where it cannot be told."""
    try:
        ticks = [int(one) for one in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    except OSError:
        return None
    return (sum(ticks) - ticks[IDLE] - ticks[IOWAIT]) / os.sysconf("SC_CLK_TCK")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "unknown")


def _commit() -> str:
    """The commit, marked where files differ from it; in a checkout without one, that."""
    revision = _git("rev-parse", "--short", "HEAD")
    if revision is None:
        return "no commit"
    return f"{revision}{' and changes' if _git('status', '--porcelain') else ''}"


def _git(*arguments: str) -> str | None:
    try:
        told = subprocess.run(["git", *arguments], check=True, capture_output=True, text=True, cwd=ROOT)
    except (OSError, subprocess.CalledProcessError):
        return None
    return told.stdout.strip()


def _disk(folder: Path) -> dict[str, Any]:
    device, kind = _mount(folder.resolve())
    return {"device": device, "filesystem": kind, "sync_ms": _sync_ms(folder)}


def _mount(folder: Path) -> tuple[str, str]:
    try:
        mounts = [line.split()[:3] for line in Path("/proc/mounts").read_text().splitlines()]
    except OSError:
        return "unknown", "unknown"
    over = [(len(where), device, kind) for device, where, kind in mounts if folder.is_relative_to(where)]
    _, device, kind = max(over)
    return device, kind


def _sync_ms(folder: Path) -> float:
    """The median time of a small write that is synced: what each commit pays at least."""
    times = []
    with tempfile.NamedTemporaryFile(dir=folder, prefix="sync-") as file:
        for _ in range(SYNCS):
            started = time.monotonic()
            os.pwrite(file.fileno(), os.urandom(PAGE), 0)
            os.fsync(file.fileno())
            times.append((time.monotonic() - started) * 1000)
    return round(statistics.median(times), 2)
