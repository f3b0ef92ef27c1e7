"""The ledger as lines."""

import json
from datetime import UTC, datetime

import httpx2
import pytest
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from tests.fakes.flows import ADMIN_TOKEN
from tests.service.api.conftest import Edge

ADMIN = {"Authorization": f"Bearer {ADMIN_TOKEN}"}


def test_the_ledger_is_one_json_object_a_line(client: TestClient, edge: Edge) -> None:
    edge.reports.rows = 250

    answer = client.get("/v1/ledger", headers=ADMIN)

    rows = [json.loads(line) for line in answer.text.splitlines()]
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    assert answer.text.endswith("\n")
    assert len(rows) == 250
    assert rows[0]["at"] == "2026-11-20T09:15:00Z"


def test_an_empty_ledger_is_an_empty_answer(client: TestClient) -> None:
    answer = client.get("/v1/ledger", headers=ADMIN)

    assert (answer.status_code, answer.content) == (200, b"")


def test_since_is_taken_in_any_zone(client: TestClient, edge: Edge) -> None:
    client.get("/v1/ledger", params={"since": "2026-11-20T10:15:00+01:00"}, headers=ADMIN)

    assert edge.reports.since == datetime(2026, 11, 20, 9, 15, tzinfo=UTC)


def test_a_ledger_that_breaks_off_is_seen_to_be_cut(
    remote: httpx2.Client, edge: Edge, caplog: pytest.LogCaptureFixture
) -> None:
    edge.reports.rows = 250
    edge.reports.breaks = ValueError("my card is 4111")

    with capture_logs() as logs, pytest.raises(httpx2.RemoteProtocolError):
        remote.get("/v1/ledger", headers=ADMIN)

    assert [line["event"] for line in logs] == ["request_failed"]
    assert "4111" not in repr(logs) + caplog.text


def test_who_may_not_read_it_gets_a_status_and_no_half_answer(client: TestClient) -> None:
    answer = client.get("/v1/ledger")

    assert answer.status_code == 403
