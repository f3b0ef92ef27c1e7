"""What the chart renders is what Kubernetes takes: strictly, in its oldest and its newest release."""

import json
from pathlib import Path
from typing import Any

import helm_python
import jsonschema
import pytest
import yaml
from kubernetes_validate.utils import validate

from tests.helm.chart import CHART, LONG, VALUES, objects, rendered

SCHEMAS = Path(__file__).with_name("schemas")
GOLDEN = Path(__file__).with_name("golden") / "default.yaml"
OLDEST, NEWEST = "1.30", "1.37"
FOREIGN = {"keda.sh/v1alpha1", "monitoring.coreos.com/v1"}

every_set = pytest.mark.parametrize("values", VALUES.values(), ids=VALUES)


def test_helm_finds_nothing_amiss() -> None:
    found = helm_python.lint(CHART)

    assert found["errors"] == []
    # Severity 1 is information: a chart need not have an icon.
    assert [one for one in found["messages"] if one["severity"] > 1] == []


@every_set
@pytest.mark.parametrize("release", [OLDEST, NEWEST])
def test_kubernetes_takes_every_object(values: dict[str, Any], release: str) -> None:
    ours = [one for one in objects(values) if one["apiVersion"] not in FOREIGN]

    for one in ours:
        validate(one, release, strict=True)

    assert ours


@every_set
def test_what_kubernetes_does_not_know_itself_is_as_its_makers_say(values: dict[str, Any]) -> None:
    for one in objects(values):
        if one["apiVersion"] in FOREIGN:
            schema = json.loads((SCHEMAS / f"{one['kind'].lower()}.json").read_text())
            jsonschema.Draft202012Validator(schema).validate(one)


def test_all_kinds_of_others_are_rendered_by_one_of_the_sets() -> None:
    kinds = {one["kind"].lower() for values in VALUES.values() for one in objects(values)}

    assert {path.stem for path in SCHEMAS.glob("*.json")} <= kinds


@every_set
def test_names_are_unique_and_fit(values: dict[str, Any]) -> None:
    found = objects(values, name=LONG)

    named = [(one["kind"], one["metadata"]["name"]) for one in found]
    assert len(set(named)) == len(named)
    assert [name for _, name in named if len(name) > 63] == []
    labels = [value for one in found for value in one["metadata"]["labels"].values()]
    assert [value for value in labels if len(value) > 63] == []


@every_set
def test_a_line_is_never_left_with_blanks_at_its_end(values: dict[str, Any]) -> None:
    lines = [line for text in rendered(values).values() for line in text.splitlines()]

    assert [line for line in lines if line != line.rstrip()] == []


def test_two_renderings_are_the_same() -> None:
    """Nothing random: else every upgrade would roll every Pod."""
    assert rendered(VALUES["all"]) == rendered(VALUES["all"])


def test_the_default_is_as_it_was(request: pytest.FixtureRequest) -> None:
    found = yaml.safe_dump_all(
        sorted(objects({}), key=lambda one: (one["kind"], one["metadata"]["name"])), sort_keys=True
    )
    if request.config.getoption("--update-golden"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(found, encoding="utf-8")

    assert found == GOLDEN.read_text(encoding="utf-8")


def test_the_notes_name_every_secret_that_must_be_there() -> None:
    values = VALUES["all"]
    (notes,) = [text for path, text in rendered(values).items() if path.endswith("NOTES.txt")]

    names = {name for one in objects(values) for name in _secrets(one)} - {
        "registry",
        "calls-tls",
        "aftercall-scaler",
    }

    assert names
    assert [name for name in names if f"Secret {name}: " not in notes] == []


def _secrets(node: object) -> set[str]:
    """Names of Secrets that an object refers to."""
    match node:
        case (
            {"secretKeyRef": {"name": str(name)}}
            | {"secretRef": {"name": str(name)}}
            | {"secretName": str(name)}
        ):
            return {name}
        case dict():
            return {name for value in node.values() for name in _secrets(value)}
        case list():
            return {name for value in node for name in _secrets(value)}
        case _:
            return set()
