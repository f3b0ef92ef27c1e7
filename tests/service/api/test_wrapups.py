"""Versions as ETags: what is needed, what is taken, what comes back; and the body's exact keys."""

from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from service.api.bodies.examples import WRAPUP as EXAMPLE
from service.domain.ids import new_id
from tests.fakes.flows import a_wrapup
from tests.service.api.conftest import Edge

WRAPUP = f"/v1/wrapups/{new_id()}"
CHANGES = [
    ("PATCH", ""),
    ("PUT", "/targets/t1"),
    ("POST", "/adopt"),
    ("POST", "/confirm"),
    ("POST", "/undo"),
    ("POST", "/dismiss"),
    ("POST", "/regenerate"),
]
BODIES = {"": {"content": {}}, "/targets/t1": {"none": True}, "/confirm": {"draft": 1}}


def test_the_body_has_the_documented_keys_and_no_others(client: TestClient) -> None:
    answer = client.get(WRAPUP)

    assert set(answer.json()) == set(EXAMPLE)
    assert set(answer.json()["draft"]) == set(EXAMPLE["draft"])
    assert set(answer.json()["content"]) == set(EXAMPLE["content"])


def test_times_end_with_a_z(client: TestClient, edge: Edge) -> None:
    edge.review.wrapup = a_wrapup(undo_until=datetime(2026, 11, 20, 9, 15, 20, 500_000, tzinfo=UTC))

    answer = client.get(WRAPUP)

    assert answer.json()["undo_until"] == "2026-11-20T09:15:20.500000Z"


def test_the_version_is_a_strong_etag(client: TestClient) -> None:
    answer = client.get(WRAPUP)

    assert answer.headers["ETag"] == '"3"'
    assert answer.json()["version"] == 3


@pytest.mark.parametrize("seen", ['"3"', 'W/"3"', '"2", "3"'])
def test_a_current_version_is_not_sent_again(client: TestClient, seen: str) -> None:
    answer = client.get(WRAPUP, headers={"If-None-Match": seen})

    assert answer.status_code == 304
    assert answer.headers["ETag"] == '"3"'
    assert answer.content == b""


def test_an_older_version_is_answered_with_the_current_one(client: TestClient) -> None:
    answer = client.get(WRAPUP, headers={"If-None-Match": '"2"'})

    assert answer.status_code == 200


@pytest.mark.parametrize(("method", "action"), CHANGES)
def test_a_change_without_if_match_is_428(client: TestClient, method: str, action: str) -> None:
    answer = client.request(method, WRAPUP + action, json=BODIES.get(action))

    assert answer.status_code == 428
    assert answer.json()["type"] == "urn:aftercall:problem:precondition-missing"


@pytest.mark.parametrize("tag", ["*", "3", '"x"', '"3', '"3", "4"', '""', '"-3"', '"' + "9" * 40 + '"', ""])
def test_a_malformed_if_match_is_422(client: TestClient, tag: str) -> None:
    answer = client.patch(WRAPUP, json={"content": {}}, headers={"If-Match": tag})

    assert answer.status_code == 422
    assert "If-Match" in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize("tag", ['"3"', 'W/"3"'])
@pytest.mark.parametrize("media_type", ["application/merge-patch+json", "application/json"])
def test_an_edit_answers_with_the_new_version(
    client: TestClient, edge: Edge, tag: str, media_type: str
) -> None:
    headers = {"If-Match": tag, "Content-Type": media_type}

    answer = client.patch(WRAPUP, content=b'{"content": {"fields": []}}', headers=headers)

    assert answer.status_code == 200
    assert answer.headers["ETag"] == '"4"'
    assert edge.review.asked[0]["patch"] == {"fields": []}


def test_a_confirm_hands_all_it_says_to_the_flow(client: TestClient, edge: Edge) -> None:
    body = {"draft": 1, "edits": {"fields": []}, "timings_ms": {"open": 1200}, "undo_ms": 0}

    answer = client.post(f"{WRAPUP}/confirm", json=body, headers={"If-Match": '"3"'})

    assert answer.status_code == 202
    assert answer.headers["ETag"] == '"4"'
    assert edge.review.asked[0]["request"].model_dump() == body
    assert edge.review.asked[0]["principal"].agent_id == "mara"


@pytest.mark.parametrize("undo_ms", [-1, 20_001])
def test_the_time_to_undo_is_bounded(client: TestClient, undo_ms: int) -> None:
    body = {"draft": 1, "undo_ms": undo_ms}

    answer = client.post(f"{WRAPUP}/confirm", json=body, headers={"If-Match": '"3"'})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/undo_ms"
