"""The OpenAPI document as integrators have it: any change to it is a change to the contract."""

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

GOLDEN = Path(__file__).resolve().parents[2] / "data" / "openapi.json"
REFRESH = (
    "the API's contract changed; if that is meant: pytest tests/service/api/test_openapi.py --update-golden"
)


def test_the_document_is_the_one_in_the_golden_file(
    client: TestClient, request: pytest.FixtureRequest
) -> None:
    document = json.dumps(client.get("/openapi.json").json(), indent=1, sort_keys=True) + "\n"
    if request.config.getoption("--update-golden", default=False):
        GOLDEN.write_text(document)

    assert document == GOLDEN.read_text(), REFRESH


def test_every_reference_leads_somewhere(client: TestClient) -> None:
    document = client.get("/openapi.json").json()

    assert references(document) <= {
        f"#/components/schemas/{name}" for name in document["components"]["schemas"]
    }


def test_every_failure_is_described_as_a_problem_document(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]

    plain = {
        f"{method} {path} {status}"
        for path, operations in paths.items()
        for method, operation in operations.items()
        for status, answer in operation["responses"].items()
        if status >= "400" and "application/problem+json" not in answer.get("content", {})
    }
    assert plain == {"get /readyz 503"}


def references(value: object) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*(references(item) for item in value.values()))
    if isinstance(value, list):
        return set().union(*(references(item) for item in value))
    return set()
