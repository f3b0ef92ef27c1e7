"""Every /v1 path asks who calls, but for the two that have a proof of their own."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.testclient import TestClient

from tests.fakes.flows import AGENT_TOKEN, INGEST_TOKEN, TICKET
from tests.service.api.conftest import Edge

OPEN = {("POST", "/v1/webhooks/{source}"), ("POST", "/v1/widget/sessions")}


def test_every_v1_path_but_webhooks_and_widget_sessions_refuses_a_stranger(edge: Edge) -> None:
    with TestClient(edge.app) as stranger:
        refused = {
            (method, path)
            for method, path in v1_routes(edge.app)
            if stranger.request(method, path).status_code == 401
        }

    assert refused == v1_routes(edge.app) - OPEN
    assert v1_routes(edge.app) >= OPEN


@pytest.mark.parametrize(
    "authorization", ["Bearer wrong", "Basic YTpi", "Bearer", AGENT_TOKEN, "Bearer \xff"]
)
def test_what_is_no_known_bearer_is_answered_401_with_a_challenge(edge: Edge, authorization: str) -> None:
    with TestClient(edge.app) as client:
        answer = client.get("/v1/wrapups", headers={b"Authorization": authorization.encode("latin-1")})

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json()["type"] == "urn:aftercall:problem:unauthenticated"


def test_a_caller_without_the_role_is_told_so(edge: Edge) -> None:
    with TestClient(edge.app) as client:
        answer = client.get("/v1/ledger", headers={"Authorization": f"Bearer {INGEST_TOKEN}"})

    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:aftercall:problem:forbidden"


def test_a_ticket_buys_one_session(edge: Edge) -> None:
    with TestClient(edge.app) as client:
        first = client.post("/v1/widget/sessions", json={"ticket": TICKET})
        second = client.post("/v1/widget/sessions", json={"ticket": TICKET})

    assert first.status_code == 201
    assert first.json() == {"token": AGENT_TOKEN, "expires_at": "2026-11-20T09:15:00Z", "agent_id": "mara"}
    assert first.headers["Cache-Control"] == "no-store"
    assert second.status_code == 401


def test_a_stranger_is_refused_before_the_body_of_a_call_is_read(edge: Edge) -> None:
    with TestClient(edge.app) as client:
        answer = client.post("/v1/calls", content=b"not json")

    assert answer.status_code == 401


def v1_routes(app: FastAPI) -> set[tuple[str, str]]:
    return {pair for pair in all_routes(app) if pair[1].startswith("/v1")}


def all_routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    for context in iter_route_contexts(app.routes):
        if isinstance(context.original_route, APIRoute):
            for method in context.methods or ():
                yield method, context.path or ""
