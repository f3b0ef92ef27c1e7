from socket import create_connection
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from simple_salesforce.exceptions import SalesforceExpiredSession, SalesforceGeneralError

from tests.connectors.sandbox.conftest import Rest
from tests.vendors.salesforce import Sandbox

UPSERT = "sobjects/Task/Aftercall_Key__c/k"


def _upsert(rest: Rest) -> requests.Response:
    return rest("PATCH", UPSERT, json={"Subject": "Call"})


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("UNABLE_TO_LOCK_ROW", 500),
        ("REQUEST_LIMIT_EXCEEDED", 403),
        ("INVALID_SESSION_ID", 401),
        ("FIELD_CUSTOM_VALIDATION_EXCEPTION", 400),
        ("SERVER_UNAVAILABLE", 503),
        ("SOMETHING_NEW", 400),
    ],
)
def test_an_error_code_is_met_with_its_status_and_nothing_is_written(
    rest: Rest, sandbox: Sandbox, code: str, status: int
) -> None:
    sandbox.control.fault(code, op="write")

    answer = _upsert(rest)

    assert (answer.status_code, answer.json()[0]["errorCode"]) == (status, code)
    assert sandbox.control.journal() == []


def test_a_dropped_answer_was_committed_and_the_client_sees_only_a_lost_connection(
    rest: Rest, sandbox: Sandbox
) -> None:
    sandbox.control.fault("drop_after_commit", op="write", times=1)

    with pytest.raises(requests.ConnectionError):
        _upsert(rest)

    assert len(sandbox.control.records("Task")) == 1
    again = _upsert(rest)
    assert (again.status_code, again.json()["created"]) == (200, False)
    assert [write["op"] for write in sandbox.control.journal()] == ["create", "update"]


def test_a_dropped_connection_carries_not_one_byte(sandbox: Sandbox, token: str) -> None:
    sandbox.control.fault("drop_after_commit", op="write")
    body = b'{"Subject": "Call"}'
    head = (
        "POST /services/data/v62.0/sobjects/Task HTTP/1.1\r\nHost: sandbox\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n\r\n"
    )

    with create_connection(("127.0.0.1", urlsplit(sandbox.url).port or 0), timeout=10) as connection:
        connection.sendall(head.encode() + body)
        try:
            received = connection.recv(1024)
        except ConnectionResetError:
            received = b""

    assert received == b""
    assert len(sandbox.control.records("Task")) == 1


def test_the_real_client_sees_a_lost_connection_too(sf: Any, sandbox: Sandbox) -> None:
    sandbox.control.fault("drop_after_commit")

    with pytest.raises(requests.ConnectionError):
        sf.Task.create({"Subject": "Call"})

    assert len(sandbox.control.records("Task")) == 1
    assert sf.query("SELECT COUNT() FROM Task")["totalSize"] == 1


def test_a_refused_write_has_no_commit_to_drop(rest: Rest, sandbox: Sandbox) -> None:
    sandbox.control.fault("drop_after_commit", times=1)

    refused = rest("POST", "sobjects/Task", json={"Nope": 1})

    assert refused.json()[0]["errorCode"] == "INVALID_FIELD"
    with pytest.raises(requests.ConnectionError):
        _upsert(rest)


def test_a_dropped_token_answer_is_a_lost_connection(sandbox: Sandbox) -> None:
    sandbox.control.fault("drop_after_commit", op="token")

    with pytest.raises(requests.ConnectionError):
        requests.post(
            f"{sandbox.url}/services/oauth2/token",
            {"grant_type": "client_credentials", "client_id": "id", "client_secret": "s"},
            timeout=10,
        )


def test_latency_delays_the_answer_and_changes_nothing_else(rest: Rest, sandbox: Sandbox) -> None:
    sandbox.control.fault("latency", op="write", latency_ms=150, times=1)

    started = monotonic()
    answer = _upsert(rest)

    assert monotonic() - started >= 0.15
    assert answer.status_code == 201


def test_maintenance_is_a_page_of_html(rest: Rest, sandbox: Sandbox) -> None:
    sandbox.control.fault("html_503")

    answer = rest("GET", "limits")

    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "text/html;charset=UTF-8")
    assert "<html>" in answer.text


def test_a_loop_of_401_outlasts_every_new_token(sf: Any, sandbox: Sandbox) -> None:
    sandbox.control.fault("loop_401")

    with pytest.raises(SalesforceExpiredSession):
        sf.query("SELECT Id FROM Task")

    assert sandbox.control.faults()[0]["hits"] == 4


def test_an_expired_session_is_refreshed_by_the_real_client(sf: Any, sandbox: Sandbox) -> None:
    sandbox.control.expire_sessions()

    assert sf.query("SELECT COUNT() FROM Task")["totalSize"] == 0


@pytest.mark.parametrize(
    ("kind", "status", "error"),
    [
        ("invalid_grant", 400, "invalid_grant"),
        ("loop_401", 401, "invalid_client"),
        ("UNKNOWN_EXCEPTION", 400, "unknown_exception"),
    ],
)
def test_a_fault_of_the_token_endpoint_has_the_shape_of_oauth(
    sandbox: Sandbox, kind: str, status: int, error: str
) -> None:
    sandbox.control.fault(kind, op="token")

    answer = requests.post(f"{sandbox.url}/services/oauth2/token", {}, timeout=10)

    assert (answer.status_code, answer.json()["error"]) == (status, error)


@pytest.mark.parametrize(
    ("op", "statuses"),
    [
        ("any", [503, 503, 503]),
        ("query", [503, 200, 201]),
        ("read", [200, 503, 201]),
        ("write", [200, 200, 503]),
        ("token", [200, 200, 201]),
    ],
)
def test_a_fault_strikes_only_its_kind_of_request(
    rest: Rest, sandbox: Sandbox, op: str, statuses: list[int]
) -> None:
    sandbox.control.fault("html_503", op=op)

    answers = [rest("GET", "query/?q=SELECT Id FROM Task"), rest("GET", "sobjects"), _upsert(rest)]

    assert [answer.status_code for answer in answers] == statuses


def test_a_fault_waits_strikes_and_is_spent(rest: Rest, sandbox: Sandbox) -> None:
    sandbox.control.fault("html_503", op="read", after=2, times=2)

    statuses = [rest("GET", "limits").status_code for _ in range(6)]

    assert statuses == [200, 200, 503, 503, 200, 200]
    assert [(fault["seen"], fault["hits"]) for fault in sandbox.control.faults()] == [(6, 2)]


def test_a_rate_strikes_a_share_and_the_same_ones_every_time(rest: Rest, sandbox: Sandbox) -> None:
    def run() -> list[int]:
        sandbox.control.clear_faults()
        sandbox.control.fault("html_503", rate=0.5)
        return [rest("GET", "limits").status_code for _ in range(40)]

    first = run()

    assert 10 <= first.count(503) <= 30
    assert run() == first


def test_cleared_faults_strike_no_more(rest: Rest, sandbox: Sandbox) -> None:
    sandbox.control.fault("html_503")

    sandbox.control.clear_faults()

    assert rest("GET", "limits").status_code == 200


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"kind": "no such thing"},
        {"kind": "drop_after_comit"},
        {"kind": "latency", "op": "everything"},
        {"kind": "latency", "rate": 2},
        {"kind": "latency", "times": 0},
        {"kind": "latency", "colour": "red"},
    ],
)
def test_an_order_that_makes_no_sense_is_refused(sandbox: Sandbox, order: dict[str, object]) -> None:
    answer = requests.post(f"{sandbox.url}/sandbox/faults", json=order, timeout=10)

    assert answer.status_code == 422
    assert sandbox.control.faults() == []


def test_faults_do_not_strike_the_control_plane(sandbox: Sandbox) -> None:
    sandbox.control.fault("html_503")

    assert sandbox.control.records("Task") == []


def test_the_real_client_meets_a_lock_as_a_general_error(sf: Any, sandbox: Sandbox) -> None:
    sandbox.control.fault("UNABLE_TO_LOCK_ROW", op="write")

    with pytest.raises(SalesforceGeneralError) as caught:
        sf.Task.create({"Subject": "Call"})

    assert caught.value.status == 500
