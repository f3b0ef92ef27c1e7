"""Whatever goes wrong is one problem document, and says nothing that it should not."""

import json
import logging
import re

import pytest
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from service.domain.errors import FieldProblem, Invalid, StorageDown, UndoClosed
from service.domain.ids import new_id
from tests.fakes.flows import a_wrapup
from tests.service.api.conftest import Edge

SECRET = "my card is 4111"
WRAPUP = f"/v1/wrapups/{new_id()}"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/v1/nowhere", 404),
        ("GET", "/v1/wrapups/", 404),
        ("DELETE", "/v1/wrapups", 405),
        ("HEAD", "/v1/wrapups", 405),
        ("GET", "/review/assets/none.js", 404),
    ],
)
def test_what_the_router_refuses_is_a_problem_document(
    client: TestClient, method: str, path: str, status: int
) -> None:
    answer = client.request(method, path, follow_redirects=False)

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    if method != "HEAD":
        assert answer.json()["status"] == status
        assert re.fullmatch(r"urn:aftercall:problem:[a-z-]+", answer.json()["type"])


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/v1/wrapups", "GET"),
        (WRAPUP, "GET, PATCH"),
        ("/v1/keys", "GET, POST"),
        ("/v1/profiles/default/publish", "POST"),
        ("/healthz", "GET, HEAD"),
    ],
    ids=["list", "one", "keys", "publish", "health"],
)
def test_a_refused_method_names_all_those_there_are(client: TestClient, path: str, allowed: str) -> None:
    answer = client.delete(path)

    assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)


def test_a_failure_of_a_flow_keeps_its_status_code_and_title(client: TestClient, edge: Edge) -> None:
    edge.review.failure = UndoClosed()

    answer = client.get(WRAPUP)

    assert answer.status_code == 409
    assert answer.json() == {
        "type": "urn:aftercall:problem:undo-closed",
        "title": "The time to undo is over",
        "status": 409,
    }


def test_field_problems_of_a_flow_are_listed(client: TestClient, edge: Edge) -> None:
    edge.review.failure = Invalid(FieldProblem(pointer="/content/fields/0", detail="too long"))

    answer = client.get(WRAPUP)

    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"pointer": "/content/fields/0", "detail": "too long"}]


def test_a_database_that_is_down_asks_to_come_back(client: TestClient, edge: Edge) -> None:
    edge.review.failure = StorageDown()

    answer = client.get(WRAPUP)

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


def test_an_unforeseen_error_says_nothing_of_itself(
    client: TestClient, edge: Edge, caplog: pytest.LogCaptureFixture
) -> None:
    edge.review.failure = ValueError(SECRET)

    with capture_logs() as logs, caplog.at_level(logging.DEBUG):
        answer = client.get(WRAPUP)

    assert answer.status_code == 500
    assert answer.json() == {
        "type": "urn:aftercall:problem:internal",
        "title": "Something went wrong",
        "status": 500,
    }
    assert [(line["event"], line["error"]) for line in logs] == [("request_failed", "ValueError")]
    assert SECRET not in repr(logs) + caplog.text


def test_a_bad_body_is_pointed_into_without_its_values(client: TestClient) -> None:
    body = {"draft": SECRET, "timings_ms": {"a/b": SECRET}, "unknown": SECRET}

    answer = client.post(f"{WRAPUP}/confirm", json=body, headers={"If-Match": '"3"'})

    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:aftercall:problem:invalid"
    assert {line["pointer"] for line in answer.json()["errors"]} == {"/draft", "/timings_ms/a~1b", "/unknown"}
    assert SECRET not in answer.text


def test_a_long_key_of_the_body_is_not_repeated_whole(client: TestClient) -> None:
    answer = client.post(f"{WRAPUP}/confirm", json={"draft": 1, "x" * 5_000: 1}, headers={"If-Match": '"3"'})

    assert answer.status_code == 422
    assert len(answer.content) < 1_000


@pytest.mark.parametrize(
    "body",
    [
        b'{"content": ' + SECRET.encode(),
        b'{"content": {"a": "\xff\xfe"}}',
        b'{"content": ' + b"[" * 100_000,
        b'{"content": {"a": ' + b"9" * 10_000 + b"}}",
    ],
    ids=["truncated", "not UTF-8", "bottomless", "endless number"],
)
def test_what_is_no_json_is_422_without_a_word_of_it(client: TestClient, body: bytes) -> None:
    headers = {"If-Match": '"3"', "Content-Type": "application/json"}

    answer = client.patch(WRAPUP, content=body, headers=headers)

    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 1
    assert "4111" not in answer.text


@pytest.mark.parametrize("value", ["\ud800", "\0", float("nan"), float("inf")], ids=repr)
def test_values_that_no_database_holds_are_refused_at_the_edge(
    client: TestClient, edge: Edge, value: object
) -> None:
    body = json.dumps({"content": {"fields": [{"id": "f1", "value": value}]}})
    headers = {"If-Match": '"3"', "Content-Type": "application/json"}

    edited = client.patch(WRAPUP, content=body, headers=headers)
    confirmed = client.post(
        f"{WRAPUP}/confirm", content=body.replace('"content"', '"draft": 1, "edits"'), headers=headers
    )

    chosen = client.put(f"{WRAPUP}/targets/t1", content=json.dumps({"record": value}), headers=headers)

    assert (edited.status_code, confirmed.status_code, chosen.status_code) == (422, 422, 422)
    assert edge.review.asked == []


def test_nesting_beyond_any_content_is_refused(client: TestClient) -> None:
    deep: dict[str, object] = {}
    for _ in range(60):
        deep = {"a": deep}

    answer = client.patch(WRAPUP, json={"content": deep}, headers={"If-Match": '"3"'})

    assert answer.status_code == 422


def test_another_kind_of_body_is_415(client: TestClient) -> None:
    headers = {"If-Match": '"3"', "Content-Type": "text/plain"}

    answer = client.patch(WRAPUP, content=b"{}", headers=headers)

    assert answer.status_code == 415
    assert answer.json()["type"] == "urn:aftercall:problem:unsupported-media-type"


@pytest.mark.parametrize(
    "path",
    [
        "/v1/wrapups?limit=0",
        "/v1/wrapups?limit=201",
        "/v1/wrapups?state=asleep",
        "/v1/wrapups?cursor=%00",
        "/v1/wrapups?queue=%00",
        "/v1/wrapups?agent_id=" + "a" * 201,
        "/v1/ledger?since=yesterday",
        "/v1/ledger?since=2026-11-20T09:00:00",
        "/v1/calls",
    ],
)
def test_a_bad_query_is_422_and_named(client: TestClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["detail"].startswith("query ")


@pytest.mark.parametrize("word", ["7", "..%2f..", "%00", "A" * 300, "0192F0C1-7A01-7D11-8A3B-5C6D7E8F9A0B"])
def test_a_malformed_id_names_nothing(client: TestClient, word: str) -> None:
    answer = client.get(f"/v1/wrapups/{word}")

    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:aftercall:problem:not-found"


def test_a_stale_version_comes_with_the_body_and_etag_to_merge_with(client: TestClient, edge: Edge) -> None:
    edge.review.wrapup = a_wrapup(version=7)

    answer = client.patch(WRAPUP, json={"content": {}}, headers={"If-Match": '"3"'})

    assert answer.status_code == 412
    assert answer.headers["ETag"] == '"7"'
    assert answer.json()["type"] == "urn:aftercall:problem:stale"
    assert answer.json()["current"]["version"] == 7
    assert answer.json()["current"]["undo_until"] is None
    assert "tenant_id" not in answer.json()["current"]
