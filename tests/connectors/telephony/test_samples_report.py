"""Every shared sample through `aftercall sources test`: it ends as the table says, and no file is left out."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.connectors.telephony.samples_outcomes import NO_PAYLOADS, OUTCOMES
from tests.e2e.machine import at_hand

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "telephony"
READERS = {name: reader for reader, named in OUTCOMES.items() for name in named}

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SAMPLES.exists(), reason="no shared samples here"),
]


@pytest.fixture(autouse=True)
def _no_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that every name is an adapter's or a format's."""
    monkeypatch.setenv("AFTERCALL_CONFIG_DIR", str(tmp_path))
    monkeypatch.setenv("AFTERCALL_DATA", str(tmp_path))


def seen(reader: str, name: str) -> dict[str, Any]:
    ran = at_hand("sources", "test", reader, str(SAMPLES / name), "--json")
    found: dict[str, Any] = json.loads(ran.stdout)
    assert ran.returncode == int(found["outcome"] == "refused")
    assert ran.stderr == ""
    return found


def outcome(found: dict[str, Any]) -> str:
    if found["outcome"] != "read":
        return f"refused: {found['reason']}" if found["outcome"] == "refused" else str(found["outcome"])
    transcripts = [call["transcript"] for call in found["calls"]]
    turns, how = sum(one["turns"] for one in transcripts), transcripts[0]["how"]
    calls = "1 call" if len(transcripts) == 1 else f"{len(transcripts)} calls"
    return f"read {calls}, {how if not turns and how != 'none' else f'{turns} turns'}"


@pytest.mark.parametrize("reader", sorted(OUTCOMES))
def test_every_payload_ends_as_the_table_says(reader: str) -> None:
    expected = OUTCOMES[reader]

    ended = {name: outcome(seen(reader, name)) for name in expected}

    for name, how in ended.items():
        print(f"{name}: {reader}: {how}")
    assert ended == expected


def test_every_file_stands_in_the_table() -> None:
    files = {str(path.relative_to(SAMPLES)) for path in SAMPLES.rglob("*") if path.is_file()}

    assert files == READERS.keys() | NO_PAYLOADS.keys()
