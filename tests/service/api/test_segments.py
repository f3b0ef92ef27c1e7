"""The two addresses for calls that still run, over the whole installation."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.domain.access import Role
from service.settings import Settings
from tests.service.api.desk import SOURCE, Desk, open_desk

SEGMENT = {"id": "s-1", "speaker": "customer", "text": "My hedge trimmer never came."}


@pytest.fixture
def desk(settings: Settings) -> Iterator[Desk]:
    with open_desk(settings) as desk:
        yield desk


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    headers = {"Authorization": f"Bearer {desk.key(Role.INGEST)}"}
    with TestClient(desk.app, headers=headers) as client:
        yield client


def path(external_id: str = "live-1", source: str = SOURCE) -> str:
    return f"/v1/sources/{source}/calls/{external_id}/segments"


def problems(answer: Any) -> tuple[int, list[str]]:
    return answer.status_code, [one["pointer"] for one in answer.json().get("errors", [])]


def test_the_first_part_makes_the_call_and_the_next_are_taken_by_either_address(client: TestClient) -> None:
    first = client.post(path(), json={"segments": [SEGMENT]})
    call_id = first.json()["call_id"]

    again = client.post(path(), json={"segments": [SEGMENT, SEGMENT | {"id": "s-2", "final": False}]})
    ended = client.post(f"/v1/calls/{call_id}/segments", json={"ended": True})

    assert (first.status_code, first.json()["taken"]) == (202, 1)
    assert again.json() == {
        "call_id": call_id,
        "taken": 0,
        "partial": 1,
        "repeated": 1,
        "ended": False,
        "ignored": None,
    }
    assert (ended.status_code, ended.json()["ended"]) == (202, True)
    assert client.get(f"/v1/calls/{call_id}").json()["turns"] == 1


def test_an_id_with_signs_of_an_address_in_it_is_one_id(client: TestClient) -> None:
    client.post(path("a%20b%3Fc"), json={"segments": [SEGMENT]})

    assert len(client.get("/v1/calls", params={"external_id": "a b?c"}).json()["items"]) == 1


def test_what_cannot_be_read_is_named_by_its_place(client: TestClient) -> None:
    bodies: list[tuple[object, str]] = [
        ({"segments": [{"id": "s-1"}]}, "/segments/0/text"),
        ({"call": {"started_at": "yesterday"}}, "/call/started_at"),
        ({"call": {"external_id": "live-2"}}, "/call/external_id"),
        ({"ContactId": "c-1", "EventType": "STARTED"}, "/ContactId"),
    ]

    answers = [problems(client.post(path(), json=body)) for body, _ in bodies]

    assert answers == [(422, [pointer]) for _, pointer in bodies]


def test_an_unknown_source_and_an_unknown_call_are_not_found(client: TestClient) -> None:
    unknown = "0192f0c1-7a00-7c3e-9d51-2f6a1b0c4d5e"

    statuses = [
        client.post(one, json={}).status_code
        for one in (path(source="elsewhere"), path(source="globex-phones"), f"/v1/calls/{unknown}/segments")
    ]

    assert statuses == [404, 404, 404]


def test_a_part_that_is_too_large_is_refused(client: TestClient, settings: Settings) -> None:
    body = {"segments": [SEGMENT | {"text": "word " * settings.max_body_bytes}]}

    assert client.post(path(), json=body).status_code == 413
