"""Which finder a tenant's file asks for, and what is told where it cannot be had."""

from pathlib import Path

from service.connections import ConfiguredConnections
from service.drafting.masking.entities.presidio import PresidioFinder, installed
from service.finders import MISSING, ConfiguredFinders
from service.tenants import Tenants


def tenants(folder: Path, **files: str) -> Tenants:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return Tenants(folder, None)


def test_a_tenant_gets_the_finder_that_its_file_asks_for_and_others_none(tmp_path: Path) -> None:
    finders = ConfiguredFinders(
        tenants(tmp_path, acme="masking: {finder: presidio}", other="retention_days: 9")
    )

    found = finders.finder("acme")

    assert isinstance(found, PresidioFinder) is installed()
    assert finders.finder("acme") is found, "the model is loaded once"
    assert finders.finder("other") is None
    assert finders.finder("stranger") is None


def test_an_unknown_finder_is_a_problem_and_switches_nothing_else_off(tmp_path: Path) -> None:
    known = tenants(tmp_path, acme="masking: {finder: crystal}\nretention_days: 9")

    (problem,) = known.problems()

    assert (problem.place, problem.tenant) == ("masking.finder", "acme")
    assert known.retention() == {"acme": 9}
    assert ConfiguredFinders(known).finder("acme") is None


def test_a_finder_that_is_not_installed_is_told_and_drafts_go_on(tmp_path: Path) -> None:
    told = ConfiguredConnections(tenants(tmp_path, acme="masking: {finder: presidio}")).problems()

    assert [(one.place, one.detail) for one in told] == ([] if installed() else [("masking.finder", MISSING)])
