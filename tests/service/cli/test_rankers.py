"""`aftercall rankers`: what was learnt as a person reads it, and asking for a fit."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.domain.job import Kind
from service.domain.learning import Certificate, RankerFigures
from service.settings import Settings
from service.storage import Keyring
from service.storage.migrate import upgrade
from service.wiring import Services, build
from tests.e2e.machine import at_hand

TENANT = "fernhill"
FIGURES = RankerFigures(
    examples=120,
    evidence=40,
    accuracy=0.9,
    ece=0.031,
    certificates=(
        Certificate(code="returns", threshold=0.91, precision=0.98, confidence=0.95, count=160, errors=0),
        Certificate(code="repairs", threshold=None, precision=0.98, confidence=0.95, count=3, errors=0),
    ),
)


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    monkeypatch.setenv("AFTERCALL_CONFIG_DIR", str(tmp_path))
    monkeypatch.setenv("AFTERCALL_BROKER_URL", "redis://127.0.0.1:1/0")
    Keyring.create(tmp_path / "keyring.json")
    (tmp_path / f"{TENANT}.yaml").write_text("sources: {}\n")
    settings = Settings(data=tmp_path)
    upgrade(settings.database)
    services = build(settings)
    services.prepare()
    yield services
    services.close()


def test_a_table_says_from_which_score_on_a_code_is_automatic(services: Services, tmp_path: Path) -> None:
    empty = at_hand("rankers", "list", "--data", str(tmp_path))
    with services.storage.work.begin(TENANT) as unit:
        unit.rankers.add("default", 1, b"learnt", FIGURES, ())

    told = at_hand("rankers", "list", "--data", str(tmp_path))
    listed = json.loads(at_hand("rankers", "list", "--json", "--data", str(tmp_path)).stdout)

    assert "nothing is learnt yet" in empty.stdout
    assert all(word in told.stdout for word in ("default@1", "120", "40", "90.0 %", "3.1 %", "returns 0.91"))
    assert "repairs" not in told.stdout
    assert listed["items"][0]["figures"]["evidence"] == 40


def test_a_fit_is_asked_for_by_name_or_for_all(services: Services, tmp_path: Path) -> None:
    everything = at_hand("rankers", "fit", "--json", "--data", str(tmp_path))
    one = at_hand("rankers", "fit", "default", "--data", str(tmp_path))
    unknown = at_hand("rankers", "fit", "no_such", "--data", str(tmp_path))

    live = json.loads(everything.stdout.splitlines()[-1])["profiles"]
    with services.storage.work.read(TENANT) as unit:
        asked = {row.subject for row in unit.jobs.page().items if row.kind is Kind.FIT}
    assert asked == set(live)
    assert "default" in asked
    assert (one.returncode, unknown.returncode) == (0, 1)
    assert "no_such" in unknown.stderr
