"""The outside package shown in the documentation: its own tests pass, and the command line finds its adapter."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.contracts.telephony import RULES
from tests.docs.pages import ROOT, page
from tests.e2e.machine import clean

GROUP = "aftercall.telephony"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The files shown, with the metadata that installing the package would leave."""
    for block in page("docs/developer/adapters.md").blocks:
        (tmp_path / block.mark).write_text(block.text, encoding="utf-8")
    project = tomllib.loads((tmp_path / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    points = "".join(f"{name} = {place}\n" for name, place in project["entry-points"][GROUP].items())
    info = tmp_path / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    metadata = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (info / "METADATA").write_text(metadata, encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[{GROUP}]\n{points}", encoding="utf-8")
    return tmp_path


def run(package: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    path = os.pathsep.join((str(package), str(ROOT)))
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=package,
        env=clean({"PYTHONPATH": path}),
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_adapter_shown_passes_its_own_tests_and_the_contract_suite(package: Path) -> None:
    ran = run(package, "pytest", "-q", "-p", "no:cacheprovider", "test_acme_voice.py")

    assert ran.returncode == 0, ran.stdout
    assert f"{len(RULES) + 3} passed" in ran.stdout


def test_the_command_line_lists_the_adapter_shown_and_reads_with_it(package: Path) -> None:
    event = {"event": "call.ended", "call": {"id": 1}, "lines": [{"channel": 0, "said": "Hello."}]}
    (package / "event.json").write_text(json.dumps(event), encoding="utf-8")

    listed = run(package, "service.cli", "sources", "list", "--json")
    seen = run(package, "service.cli", "sources", "test", "acme_voice", "event.json", "--json")

    can = {one["name"]: one["can"] for one in json.loads(listed.stdout)["adapters"]}
    assert can["acme_voice"] == {"fetch": False, "list": False, "code": False}
    [call] = json.loads(seen.stdout)["calls"]
    assert (call["external_id"], call["roles"]) == ("1", {"unknown": 1})
