"""The model's weights, the instance that uses them, and ten calls sent through it: once for all tests here."""

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.machine import Machine
from tests.local_llm import house
from tests.local_llm.fetch import cached, fetch

CALLS = 10


def _must() -> bool:
    return os.environ.get("CI") == "true" or os.environ.get("AFTERCALL_LOCAL_LLM") == "1"


@pytest.fixture(scope="session")
def weights() -> Path:
    """Where they are at hand, or must be; elsewhere nobody's tests download 93 MB unasked."""
    if importlib.util.find_spec("xllamacpp") is None:
        missing = "xllamacpp is not installed: uv sync --inexact --all-extras --group llm"
        if _must():
            pytest.fail(missing)
        pytest.skip(missing)
    found = fetch() if _must() else cached()
    if found is None:
        pytest.skip("the model's weights are not here: python -m tests.local_llm.fetch")
    return found


@pytest.fixture(scope="session")
def instance(weights: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with house.running(weights, tmp_path_factory.mktemp("local-model")) as machine:
        yield machine


@pytest.fixture(scope="session")
def drafted(instance: Machine, tmp_path_factory: pytest.TempPathFactory) -> list[house.Drafted]:
    return house.sent(instance, tmp_path_factory.mktemp("calls"), CALLS)


@pytest.fixture(scope="session")
def by_model(drafted: list[house.Drafted]) -> list[house.Drafted]:
    found = [one for one in drafted if one.kind == "llm"]
    assert found, f"not one draft of the model among {CALLS}: {[one.reason for one in drafted]}"
    return found
