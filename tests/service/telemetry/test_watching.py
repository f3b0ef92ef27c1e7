"""Dashboard, alerts and their pages speak of figures, labels and commands that there are."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.telemetry import metrics
from tests.service.telemetry.figures import OF_THE_PROCESS, figures

ROOT = Path(__file__).resolve().parents[3]
CHART = ROOT / "helm" / "aftercall"
RUNBOOKS = ROOT / "docs" / "operator" / "runbooks"
SECTIONS = ("What it means", "Who is hurt", "How to confirm", "How to mend")

SERIES = re.compile(r"\b((?:aftercall|process)_\w+)(?:\{([^}]*)\})?")
SELECTOR = re.compile(r"(\w+)\s*[=!]~?\s*\"")
GROUPED = re.compile(r"\b(?:by|on|ignoring)\s*\(([^)]*)\)")
FROM_SCRAPING = {"instance", "le"}


def rules() -> list[dict[str, Any]]:
    read = [yaml.safe_load(path.read_text()) for path in sorted((CHART / "alerts").glob("*.yaml"))]
    return [rule for file in read for group in file["groups"] for rule in group["rules"]]


def dashboards() -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted((CHART / "dashboards").glob("*.json"))]


def expressions() -> Iterator[str]:
    for rule in rules():
        yield rule["expr"]
    for dashboard in dashboards():
        for panel in dashboard["panels"]:
            for target in panel.get("targets", ()):
                yield target["expr"]
        for variable in dashboard["templating"]["list"]:
            if variable["type"] == "query":
                yield variable["query"]


def known() -> dict[str, frozenset[str]]:
    """Labels by the name of each series."""
    ours = {name: frozenset(figure.labels) for figure in figures() for name in figure.series}
    return ours | dict.fromkeys(OF_THE_PROCESS, frozenset())


@pytest.mark.parametrize("expression", list(expressions()))
def test_every_series_and_label_that_is_asked_for_is_there(expression: str) -> None:
    named = [(found[1], set(SELECTOR.findall(found[2] or ""))) for found in SERIES.finditer(expression)]

    assert named
    assert not [name for name, _ in named if name not in known()]
    assert not [(name, labels) for name, labels in named if not labels <= known()[name]]
    grouped = {label.strip() for found in GROUPED.findall(expression) for label in found.split(",")}
    assert grouped <= set().union(*(known()[name] for name, _ in named)) | FROM_SCRAPING


@pytest.mark.parametrize("expression", list(expressions()))
def test_every_expression_is_closed(expression: str) -> None:
    assert [expression.count(one) for one in "({["] == [expression.count(one) for one in ")}]"]


def test_every_figure_of_ours_can_be_seen_on_the_dashboard_or_wakes_somebody() -> None:
    asked = {found[1] for expression in expressions() for found in SERIES.finditer(expression)}

    unseen = [figure.name for figure in figures() if not asked & set(figure.series)]

    assert not unseen


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_every_alert_says_what_to_do_and_where_that_stands(rule: dict[str, Any]) -> None:
    notes = rule["annotations"]

    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert notes["summary"]
    assert notes["description"]
    assert notes["runbook_url"] == f"docs/operator/runbooks/{rule['alert']}.md"


def test_every_alert_has_its_page_and_every_page_its_alert() -> None:
    assert {path.stem for path in RUNBOOKS.glob("*.md")} == {rule["alert"] for rule in rules()}


@pytest.mark.parametrize("path", sorted(RUNBOOKS.glob("*.md")), ids=lambda path: path.stem)
def test_every_page_says_what_whom_how_and_how(path: Path) -> None:
    text = path.read_text()

    title, *parts = re.split(r"^#{1,2} ", text, flags=re.MULTILINE)[1:]
    assert title.strip() == path.stem
    assert tuple(part.splitlines()[0] for part in parts) == SECTIONS
    assert all("".join(part.splitlines()[1:]).strip() for part in parts)


@pytest.mark.parametrize("path", sorted(RUNBOOKS.glob("*.md")), ids=lambda path: path.stem)
def test_the_figures_that_a_page_names_are_there(path: Path) -> None:
    names = {found[1] for found in SERIES.finditer(path.read_text())}

    there = [figure.shown for figure in figures()]
    # A page may name several at once by how they begin.
    assert not [name for name in names if not any(one.startswith(name) for one in there)]


def test_the_operators_table_has_every_figure_as_it_is() -> None:
    page = (ROOT / "docs" / "operator" / "monitoring.md").read_text()

    rows = [line for line in page.splitlines() if line.startswith("| `aftercall_")]

    # `python -m tests.service.telemetry.figures` prints what must stand there.
    assert rows == [figure.row for figure in figures()]


def test_the_operators_table_has_every_alert_with_its_page() -> None:
    page = (ROOT / "docs" / "operator" / "monitoring.md").read_text()

    rows = [line for line in page.splitlines() if "](runbooks/" in line and line.startswith("| [")]

    assert rows == [
        f"| [{rule['alert']}](runbooks/{rule['alert']}.md) | {rule['labels']['severity']} |"
        for rule in rules()
    ]


def test_panels_do_not_overlap_and_have_names_of_their_own() -> None:
    for dashboard in dashboards():
        places: set[tuple[int, int]] = set()
        for panel in dashboard["panels"]:
            at = panel["gridPos"]
            cells = {
                (x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])
            }
            assert not cells & places
            assert at["x"] + at["w"] <= 24
            places |= cells
        ids = [panel["id"] for panel in dashboard["panels"]]
        assert len(ids) == len(set(ids))


def test_labels_hold_no_ids() -> None:
    labels = {label for figure in figures() for label in figure.labels}

    assert labels <= {
        *("version", "process", "method", "route", "status", "source", "outcome", "stage", "tenant", "kind"),
        *("reason", "model", "operation", "step", "lane", "part", "state"),
    }
    assert metrics.MOST_VALUES <= 1_000
