"""Older releases as git has them: their code in a folder of its own, run with this environment's packages."""

import io
import os
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BEFORE = "0ddf53ec2e7277ae6ea1c74fe820e096edfc10a2"
"""The release before: its database is at revision 0003."""


def release_before(folder: Path) -> Path:
    """The code of the release before. Skips where the history is not there."""
    told = subprocess.run(["git", "archive", BEFORE], cwd=ROOT, capture_output=True, check=False)
    if told.returncode != 0:
        pytest.skip(f"THE RELEASE BEFORE IS NOT HERE: no commit {BEFORE[:7]} (a shallow clone, or no git)")
    with tarfile.open(fileobj=io.BytesIO(told.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def run_in(
    code: Path, *arguments: str, environment: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Python with a release's code in front of everything else."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("AFTERCALL_")}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=code,
        env={**ours, "PYTHONPATH": str(code), **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
