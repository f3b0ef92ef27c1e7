import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli.app import app

TOPICS = {
    "billing": "my bill is too high this month and there is a charge that i do not know",
    "delivery": "my parcel has not come yet and the driver never rang the bell",
    "password": "i cannot log in any more and need a new password for my account",
}


def _calls(path: Path, count: int, start: int = 0) -> Path:
    lines = []
    for number in range(start, start + count):
        code = sorted(TOPICS)[number % len(TOPICS)]
        utterances = [
            {"speaker": "agent", "text": "How can I help?"},
            {"speaker": "customer", "text": f"{TOPICS[code]}, that is case {number}"},
            {"speaker": "agent", "text": "I have looked into that and it is done."},
        ]
        labels = {"disposition": code, "dispositions_all": [code], "fields": {"case": str(number)}}
        lines.append(json.dumps({"id": f"call-{number}", "utterances": utterances, "labels": labels}))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["eval", *map(str, arguments)])
    return result.exit_code, result.output if result.exception is None else str(result.exception)


def test_what_was_learnt_from_other_calls_is_measured(tmp_path: Path) -> None:
    fit, file, told = _calls(tmp_path / "fit.jsonl", 90), _calls(tmp_path / "f.jsonl", 30, 90), tmp_path / "o"

    code, _ = _run(file, "--fit", fit, "--json", told)

    report = json.loads(told.read_text(encoding="utf-8"))
    assert code == 0
    assert report["calls"] == 30
    assert report["dispositions"]["accuracy"] >= 0.9
    assert set(report["dispositions"]["coverage"]) == {"0.9", "0.95", "0.98"}
    assert report["latency_ms"]["p50"] > 0


def test_every_call_is_measured_once_by_cross_validation(tmp_path: Path) -> None:
    code, output = _run(_calls(tmp_path / "f.jsonl", 60), "--folds", 3, "--json", "-")

    report = json.loads(output)
    assert code == 0
    assert report["calls"] == 60
    assert report["dispositions"]["accuracy"] >= 0.9


def test_the_page_shows_figures_and_escapes_what_was_said(tmp_path: Path) -> None:
    file, page = tmp_path / "f.jsonl", tmp_path / "p.html"
    said = {"speaker": "customer", "text": "<script>alert(1)</script> and my parcel is late"}
    labels = {"disposition": "<b>odd</b>", "fields": {}}
    file.write_text(json.dumps({"id": "<i>1</i>", "utterances": [said], "labels": labels}), encoding="utf-8")

    code, output = _run(file, "--profile", "default", "--html", page)

    text = page.read_text(encoding="utf-8")
    assert code == 0
    assert "1 calls" in output
    assert "<script>" not in text
    assert "<i>1" not in text
    assert "Right main code" in text


@pytest.mark.parametrize("shown", ["right main code", "borne out", "precision"])
def test_the_terminal_shows_a_share_with_its_interval(tmp_path: Path, shown: str) -> None:
    _, output = _run(_calls(tmp_path / "f.jsonl", 12), "--fit", _calls(tmp_path / "g.jsonl", 30, 12))

    line = next(line for line in output.splitlines() if shown in line)
    assert re.search(r"\d+\.\d% .* \d+\.\d% to \d+\.\d%", line)


def test_calls_that_were_fitted_on_are_not_measured(tmp_path: Path) -> None:
    file = _calls(tmp_path / "f.jsonl", 12)
    other = _calls(tmp_path / "g.jsonl", 14)

    code, message = _run(file, "--fit", other)

    assert code == 1
    assert "12 calls stand in both files" in message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no labelled call"),
        ('{"id": "1"}', "line 1: utterances: Field required"),
        ('\n{"id"', "line 2: not JSON"),
    ],
)
def test_a_file_that_cannot_be_measured_says_where(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "f.jsonl"
    file.write_text(text, encoding="utf-8")

    code, told = _run(file)

    assert code == 1
    assert message in told


def test_a_missing_file_and_an_unknown_profile_are_told(tmp_path: Path) -> None:
    assert "cannot read" in _run(tmp_path / "none.jsonl")[1]
    assert "no shipped profile" in _run(_calls(tmp_path / "f.jsonl", 3), "--profile", "nope")[1]


def test_no_model_is_asked_where_none_is_configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "config"
    config.mkdir()
    (config / "acme.yaml").write_text("sources: {}\n", encoding="utf-8")
    monkeypatch.setenv("AFTERCALL_CONFIG_DIR", str(config))

    code, told = _run(_calls(tmp_path / "f.jsonl", 3), "--model", "configured")

    assert code == 1
    assert "no tenant's file configures a language model" in told
