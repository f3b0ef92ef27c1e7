"""Tenants' files for commands that look at them without an instance."""

from pathlib import Path

import pytest

from tests.service.cli.sourced import ACME, FERNHILL, Sourced


@pytest.fixture
def sourced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sourced:
    monkeypatch.setenv("AFTERCALL_CONFIG_DIR", str(tmp_path))
    monkeypatch.setenv("AFTERCALL_DATA", str(tmp_path / "data"))
    found = Sourced(tmp_path)
    found.configure("fernhill", FERNHILL)
    found.configure("acme", ACME)
    return found
