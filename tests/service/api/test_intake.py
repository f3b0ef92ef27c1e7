"""Webhooks and posted calls at the edge: raw bytes, caps, and what the sender is told."""

import hashlib
import json
import socket
from collections.abc import Iterator

import httpx2
import pytest
from starlette.testclient import TestClient

from service.api.bodies.examples import GENERIC_CALL
from service.domain.delivery import DeliveryState
from service.domain.errors import DeliveryChanged, SignatureRefused, SourceOff, StorageDown, UnknownSource
from service.flows.intake import Receipt
from tests.fakes.flows import INGEST_TOKEN
from tests.service.api.conftest import MAX_BODY, Edge, Serving

HOOK = "/v1/webhooks/phones"
INGEST = {"Authorization": f"Bearer {INGEST_TOKEN}"}


def test_a_delivery_reaches_the_flow_byte_for_byte(client: TestClient, edge: Edge) -> None:
    body = b'{ "a" : \xff\xfe not json'

    answer = client.post(HOOK, content=body, headers={"Webhook-Id": "msg_1"})

    source, received = edge.intake.received[0]
    assert answer.status_code == 202
    assert answer.json() == {
        "delivery_id": edge.intake.receipt.delivery_id,
        "call_ids": list(edge.intake.receipt.call_ids),
    }
    assert (source, received.body) == ("phones", body)
    assert received.headers["webhook-id"] == "msg_1"
    assert received.url.endswith(HOOK)


def test_the_same_delivery_again_is_200_with_the_same_ids(client: TestClient, edge: Edge) -> None:
    first = client.post(HOOK, content=b"{}")
    edge.intake.receipt = edge.intake.receipt.model_copy(update={"fresh": False})

    again = client.post(HOOK, content=b"{}")

    assert again.status_code == 200
    assert again.json() == first.json()


def test_a_quarantined_delivery_is_202_and_says_why(client: TestClient, edge: Edge) -> None:
    edge.intake.receipt = Receipt(
        delivery_id="d", call_ids=(), fresh=True, state=DeliveryState.QUARANTINED, reason="body: not JSON"
    )

    answer = client.post(HOOK, content=b"{")

    assert answer.status_code == 202
    assert answer.json() == {
        "delivery_id": "d",
        "call_ids": [],
        "state": "quarantined",
        "reason": "body: not JSON",
    }


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (SignatureRefused("timestamp too old"), 401),
        (UnknownSource(), 404),
        (DeliveryChanged(), 409),
        (SourceOff(), 503),
        (StorageDown(), 503),
    ],
)
def test_a_refused_delivery_has_its_status(
    client: TestClient, edge: Edge, failure: Exception, status: int
) -> None:
    edge.intake.failure = failure

    answer = client.post(HOOK, content=b"{}")

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert ("WWW-Authenticate" in answer.headers) == (status == 401)


def test_a_trailing_slash_is_no_redirect(client: TestClient) -> None:
    answer = client.post(f"{HOOK}/", content=b"{}", follow_redirects=False)

    assert answer.status_code == 404


def test_a_body_of_exactly_the_cap_is_taken(remote: httpx2.Client, edge: Edge) -> None:
    answer = remote.post(HOOK, content=b"x" * MAX_BODY)

    assert answer.status_code == 202
    assert len(edge.intake.received[0][1].body) == MAX_BODY


def test_a_body_over_the_cap_is_413_and_the_connection_goes_on(remote: httpx2.Client, edge: Edge) -> None:
    refused = remote.post(HOOK, content=b"x" * (MAX_BODY * 100))
    taken = remote.post(HOOK, content=b"x")

    assert refused.status_code == 413
    assert refused.json()["type"] == "urn:aftercall:problem:too-large"
    assert taken.status_code == 202
    assert len(edge.intake.received) == 1


def test_a_declared_length_over_the_cap_is_refused_before_the_body_comes(serving: Serving) -> None:
    with socket.create_connection(("127.0.0.1", serving.port), timeout=5) as connection:
        connection.sendall(
            b"POST /v1/webhooks/phones HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n"
        )

        answer = connection.recv(4096)

    assert answer.startswith(b"HTTP/1.1 413 ")


def test_a_body_of_unknown_length_is_cut_off_at_the_cap(remote: httpx2.Client, edge: Edge) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(100):
            yield b"x" * 1_000

    answer = remote.post(HOOK, content=chunks())

    assert answer.status_code == 413
    assert answer.json()["type"] == "urn:aftercall:problem:too-large"
    assert edge.intake.received == []


def test_a_sender_that_leaves_halfway_leaves_nothing_behind(remote: httpx2.Client, edge: Edge) -> None:
    port = remote.base_url.port
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(b"POST /v1/webhooks/phones HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\nhalf")

    answer = remote.post(HOOK, content=b"whole")

    assert answer.status_code == 202
    assert [received.body for _, received in edge.intake.received] == [b"whole"]


def test_other_bodies_have_a_smaller_cap(remote: httpx2.Client) -> None:
    answer = remote.post("/v1/widget/sessions", json={"ticket": "x" * 300_000})

    assert answer.status_code == 413


def test_a_posted_call_is_parsed_and_named_by_key_and_hash(client: TestClient, edge: Edge) -> None:
    body = json.dumps(GENERIC_CALL).encode()

    answer = client.post("/v1/calls", content=body, headers={**INGEST, "Idempotency-Key": "key-1"})

    call, key, fingerprint = edge.intake.submitted[0]
    assert (answer.status_code, answer.json()) == (202, {"call_id": "call-id"})
    assert (call.external_id, len(call.turns)) == ("call-4711", 3)
    assert (key, fingerprint) == ("key-1", hashlib.sha256(body).hexdigest())


def test_a_posted_vcon_is_read_too(client: TestClient, edge: Edge) -> None:
    vcon = {
        "vcon": "0.3.0",
        "uuid": "0192f0c1-7a01-7d11-8a3b-5c6d7e8f9a0b",
        "parties": [{"tel": "+441632960123", "role": "customer"}],
        "dialog": [{"type": "text", "start": "2026-11-20T09:15:00Z", "parties": 0, "body": "Hello."}],
    }

    answer = client.post("/v1/calls", json=vcon, headers=INGEST)

    assert answer.status_code == 202
    assert edge.intake.submitted[0][0].external_id == vcon["uuid"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b"", ""),
        (b'{"call": {"external_id"', ""),
        (b'{"call": {"external_id": "\xff"}}', ""),
        (b'{"call": {}, "transcript": {"turns": []}}', "/call/external_id"),
        (b'{"call": {"external_id": "x"}, "transcript": {"turns": 5}}', "/transcript/turns"),
    ],
)
def test_an_unreadable_call_is_422_with_a_pointer(
    client: TestClient, edge: Edge, body: bytes, pointer: str
) -> None:
    answer = client.post("/v1/calls", content=body, headers=INGEST)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert edge.intake.submitted == []


def test_an_idempotency_key_must_be_plain(client: TestClient) -> None:
    body = json.dumps(GENERIC_CALL).encode()

    answer = client.post("/v1/calls", content=body, headers={**INGEST, "Idempotency-Key": "k" * 201})

    assert answer.status_code == 422
