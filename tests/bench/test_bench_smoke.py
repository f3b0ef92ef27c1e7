"""The benchmark itself, small: that it measures everything it promises and leaves nothing running."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
COUNTED = {"api", "worker", "scheduler", "broker", "total"}
PERCENTILES = {"p50", "p90", "p99", "max"}
TIMES = (
    "ack_ms",
    "to_draft_ms",
    "to_draft_less_model_ms",
    "to_draft_less_measured_model_ms",
    "sent_to_draft_less_model_ms",
    "accepted_to_extractive_ms",
    "extractive_to_matched_ms",
    "matched_to_drafted_less_model_ms",
    "model_ms",
    "check_ms",
)


@pytest.mark.timeout(240)
def test_a_small_benchmark_reports_every_figure_and_leaves_no_process(tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    command = [sys.executable, "-m", "tests.bench", "--rates", "3", "--seconds", "3", "--latency-ms", "50"]

    ran = subprocess.run(
        [*command, "--most-ms", "20000", "--folder", tmp_path, "--json", out],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )

    assert ran.returncode == 0, ran.stderr
    report = json.loads(out.read_text())
    (step,) = report["steps"]
    assert (step["sent"], step["accepted"], step["by_model"]) == (9, 9, 9)
    assert (step["lost"], step["duplicates"], step["errors"]) == (0, 0, {})
    assert all(set(step[name]) == PERCENTILES for name in TIMES)
    assert set(step["cpu_ms_per_call"]) == COUNTED
    assert step["cpu_ms_per_call"]["worker"] > 0
    assert step["memory_mb"]["api"] > 0
    assert report["held"] == 3
    assert report["machine"]["cores"] == os.cpu_count()
    assert report["database"]["name"] == "SQLite"
    assert _still_running(report) == []


def _still_running(report: dict[str, Any]) -> list[int]:
    pids = [pid for each in report["processes"].values() for pid in each]
    assert len(pids) >= len(COUNTED)
    return [pid for pid in pids if _lives(pid)]


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
