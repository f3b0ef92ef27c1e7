"""A whole instance whose tenant has a real, small model for its own, and calls sent through it."""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.e2e.calls import conversations
from tests.e2e.machine import Machine, aftercall
from tests.local_llm.server import SLOTS, serving

ROOT = Path(__file__).resolve().parents[2]
PROMPTS = Path(__file__).parent / "prompts"
PROFILE = "brief"
MODEL = "smollm2-135m"

LONGEST_TEXT = 60
LONGEST_LIST = 1
DEADLINE_MS = 60_000
"""What one answer may take on a machine on which everything else runs too; on a quiet one it takes five seconds."""


@dataclass(frozen=True)
class Drafted:
    """One call as it stood when its draft was ready."""

    wrapup: dict[str, Any]
    turns: Sequence[str]

    @property
    def kind(self) -> str:
        return str(self.wrapup["draft"]["kind"])

    @property
    def reason(self) -> str | None:
        reason: str | None = self.wrapup["draft"]["reason"]
        return reason


@contextmanager
def running(weights: Path, folder: Path) -> Iterator[Machine]:
    """Model and instance, both ended again however the block ends."""
    with serving(weights, folder / "model.log") as url:
        environment = {
            "AFTERCALL_CONFIG_DIR": str(_tenant(folder / "config", url)),
            "AFTERCALL_PROMPTS_DIR": str(_prompts(folder / "prompts")),
            "AFTERCALL_MODEL_DEADLINE_MS": str(DEADLINE_MS),
            # An answer that was too slow once would be too slow again.
            "AFTERCALL_MODEL_ATTEMPTS": "1",
            # Calls are all sent at once and wait for each other; that is no reason here to leave the model out.
            "AFTERCALL_DRAFT_AGE_LIMIT_MS": str(10 * DEADLINE_MS),
            "AFTERCALL_WORKER_THREADS": str(SLOTS),
        }
        machine = Machine(folder, environment)
        try:
            yield machine.start()
        finally:
            machine.stop()


def sent(machine: Machine, folder: Path, count: int) -> list[Drafted]:
    """So many calls of our own, sent as a telephony platform would, and waited for until each has its draft."""
    file = conversations(folder / "calls.jsonl", "local-model", count)
    run = aftercall("send", str(file), "--wait", "--json", "--data", str(machine.data), seconds=60 * count)
    assert run.returncode == 0, run.stderr
    calls = [call["call_id"] for call in json.loads(run.stdout)["calls"]]
    assert len(set(calls)) == count
    return [_drafted(machine, call_id) for call_id in calls]


def _drafted(machine: Machine, call_id: str) -> Drafted:
    wrapup_id = machine.get(f"/v1/calls/{call_id}")["wrapup_ids"][0]
    turns = machine.get(f"/v1/calls/{call_id}/transcript")["items"]
    return Drafted(machine.get(f"/v1/wrapups/{wrapup_id}"), [turn["text"] for turn in turns])


def _tenant(folder: Path, url: str) -> Path:
    """The shipped example, with the model at this address."""
    folder.mkdir()
    tenant = yaml.safe_load((ROOT / "config" / "demo.yaml").read_text())
    tenant["sources"]["demo-telephony"]["profile"] = PROFILE
    settings = {"base_url": url, "model": MODEL, "longest_text": LONGEST_TEXT, "longest_list": LONGEST_LIST}
    tenant["llm"] = {"connector": "openai", "settings": settings}
    (folder / "demo.yaml").write_text(yaml.safe_dump(tenant))
    return folder


def _prompts(folder: Path) -> Path:
    shutil.copytree(ROOT / "prompts" / "default", folder / "default")
    shutil.copytree(PROMPTS / PROFILE, folder / PROFILE)
    return folder
