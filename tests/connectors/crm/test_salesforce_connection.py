"""Sessions, deadlines and what an error says: against the sandbox org and against peers that misbehave."""

import pickle
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from connectors.contracts import Crm, Party
from connectors.crm.salesforce import connect
from connectors.errors import Auth, Conflict, ConnectorError, Outcome, Permanent, Transient
from tests.connectors.crm.org import AUTH, Org, running_org
from tests.connectors.transport.peers import drip, peer, scripted
from tests.contracts.crm import KEY, PHONE, actions, request, write
from tests.vendors.salesforce import running_sandbox

TOKEN = (200, {"access_token": "token-1"})
EXPIRED = (401, [{"errorCode": "INVALID_SESSION_ID", "message": "Session expired or invalid"}])
SEEN = "2026-11-20T10:00:00.000+0000"


@pytest.fixture
def org() -> Iterator[Org]:
    with running_org() as running:
        yield running


def connected(url: str, **more: Any) -> Crm:
    return connect({"base_url": url, "auth": AUTH} | more)


def test_an_expired_session_is_renewed_once_for_all_threads(org: Org) -> None:
    org.crm.check()
    org.control.expire_sessions()
    org.watch("token")

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: org.crm.read((KEY,), deadline_ms=10_000), range(16)))

    assert org.requests_made("token") == 1


def test_a_session_refused_for_ever_costs_a_bounded_number_of_tokens(org: Org) -> None:
    org.watch("token")
    org.control.fault("loop_401")

    with pytest.raises(Auth, match="invalid_session_id"):
        org.crm.read((KEY,), deadline_ms=5_000)

    assert org.requests_made("token") == 2


def test_refused_credentials_are_not_repeated_by_every_thread() -> None:
    with running_sandbox(client=("aftercall", "another secret")) as sandbox:
        sandbox.control.fault("latency", "token", latency_ms=50)
        crm = connected(sandbox.url)

        with ThreadPoolExecutor(8) as pool:
            errors = list(pool.map(lambda _: _error(crm.check), range(8)))

        assert {(type(error), error.code) for error in errors} == {(Auth, "invalid_client")}
        assert sandbox.control.faults()[0]["seen"] == 1


def _error(call: Callable[[], object]) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        call()
    return caught.value


def test_a_signed_assertion_opens_a_session() -> None:
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    auth = {
        "flow": "jwt_bearer",
        "username": "integration@example.com",
        "client_id": "app",
        "private_key": pem,
    }
    with running_sandbox(jwt_key=key.public_key()) as sandbox:
        connect({"base_url": sandbox.url, "auth": auth}).check()


def test_a_key_that_is_no_rsa_key_is_permanent() -> None:
    auth = {"flow": "jwt_bearer", "username": "u", "client_id": "app", "private_key": "not a key"}

    with pytest.raises(Permanent, match="bad_private_key"):
        connect({"base_url": "http://127.0.0.1:9", "auth": auth}).check()


def test_a_password_opens_a_session(org: Org) -> None:
    auth = AUTH | {
        "flow": "password",
        "username": "integration@example.com",
        "password": "p",
        "security_token": "t",
    }

    connected(org.url, auth=auth).check()


def test_a_missing_key_field_is_found_by_the_check(org: Org) -> None:
    with pytest.raises(Permanent, match="key_field_missing") as caught:
        connected(org.url, key_field="Another_Key__c").check()

    assert [issue.field for issue in caught.value.issues] == ["Task.Another_Key__c"]


def test_a_key_field_that_is_not_unique_is_found_by_the_check() -> None:
    described = {"fields": [{"name": "Aftercall_Key__c", "externalId": True, "unique": False}]}

    with (
        scripted(TOKEN, (200, described)) as (url, _),
        pytest.raises(Permanent, match="key_field_not_unique"),
    ):
        connected(url).check()


@pytest.mark.parametrize(
    "content", [[], {}, {"access_token": ""}, {"access_token": "a\r\nb"}, "text", [1], None]
)
def test_a_token_answer_of_another_shape_is_no_token(content: Any) -> None:
    with scripted((200, content)) as (url, _), pytest.raises(Transient, match="unexpected_answer"):
        connected(url).check()


def test_a_token_request_under_way_elsewhere_is_tried_later() -> None:
    busy = {"error": "invalid_grant", "error_description": "token request is already being processed"}

    with scripted((400, busy)) as (url, _), pytest.raises(Transient, match="token_busy") as caught:
        connected(url).check()

    assert caught.value.retry_after_ms == 2_000


@pytest.mark.parametrize("content", [[], {"message": "no"}, "<html>"])
def test_a_401_of_any_shape_is_met_with_one_new_token(content: Any) -> None:
    with scripted(TOKEN, (401, content), TOKEN, (401, content)) as (url, requests):
        error = _error(connected(url).check)

    assert (type(error), error.code) == (Auth, "invalid_session_id")
    assert len(requests) == 4


@pytest.mark.parametrize("content", [[], "text", {"records": "none"}, {"records": [1]}, {}])
def test_an_answer_of_another_shape_is_not_taken_for_no_record(content: Any) -> None:
    with scripted(TOKEN, (200, content)) as (url, _):
        error = _error(lambda: connected(url).resolve(Party(phone=PHONE), deadline_ms=5_000))

    assert (type(error), error.code) == (Transient, "unexpected_answer")


def test_a_condition_is_sent_again_with_the_new_token() -> None:
    present = {"Id": "00T000000000001AAA", "Aftercall_Key__c": KEY, "LastModifiedDate": SEEN}
    with scripted(TOKEN, (200, present), EXPIRED, TOKEN, (204, None)) as (url, requests):
        crm, asked = connected(url), request(None, follow_ups=())

        receipt = crm.apply(crm.plan(asked), asked, deadline_ms=5_000)

    assert actions(receipt) == ["updated"]
    assert [sent.split(" ")[0] for sent in requests] == ["POST", "GET", "PATCH", "POST", "PATCH"]
    for sent in (requests[2], requests[4]):
        assert "If-Unmodified-Since: Fri, 20 Nov 2026 10:00:00 GMT" in sent


def test_a_record_that_somebody_saved_meanwhile_is_read_again_and_their_text_kept() -> None:
    found = {"records": [{"Id": "00T000000000001AAA"}]}
    present = {"Id": "00T000000000001AAA", "LastModifiedDate": SEEN, "Description": "first"}
    later = present | {"Description": "typed meanwhile"}
    nothing = (404, [{"errorCode": "NOT_FOUND", "message": ""}])
    look = (nothing, (200, found))
    answers = (TOKEN, *look, (200, present), (412, None), *look, (200, later), (204, None))
    with scripted(*answers) as (url, requests):
        crm, asked = connected(url), request(None, follow_ups=())

        receipt = crm.apply(crm.plan(asked), asked, deadline_ms=5_000)

    assert actions(receipt) == ["updated"]
    assert "typed meanwhile" in requests[-1]


def test_a_record_that_is_always_saved_meanwhile_ends_as_a_conflict() -> None:
    present = {"Id": "00T000000000001AAA", "Aftercall_Key__c": KEY, "LastModifiedDate": SEEN}
    with scripted(TOKEN, *[(200, present), (412, None)] * 5) as (url, _):
        crm, asked = connected(url), request(None, follow_ups=())

        with pytest.raises(Conflict, match="stale"):
            crm.apply(crm.plan(asked), asked, deadline_ms=9_000)


def test_an_upsert_without_an_answer_body_is_read_back_for_its_id() -> None:
    nothing = (404, [{"errorCode": "NOT_FOUND", "message": ""}])
    present = {"Id": "00T000000000001AAA", "Aftercall_Key__c": KEY}
    answers: tuple[tuple[int, Any], ...] = (
        TOKEN,
        nothing,
        (200, {"records": []}),
        (204, None),
        (200, present),
    )
    with scripted(*answers) as (url, _):
        crm, asked = connected(url), request(None, follow_ups=())

        receipt = crm.apply(crm.plan(asked), asked, deadline_ms=5_000)

    assert receipt.records[0].id == "00T000000000001AAA"


@pytest.mark.parametrize("head", [b"", b'HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"access_token": "'])
def test_a_dripping_peer_is_left_at_the_deadline(head: bytes) -> None:
    with peer(drip(head)) as url:
        began = time.monotonic()
        error = _error(lambda: connected(url).resolve(Party(phone=PHONE), deadline_ms=500))
        took = time.monotonic() - began

    assert (type(error), error.code, error.outcome) == (Transient, "deadline", Outcome.NOT_APPLIED)
    assert 0.4 < took < 1.5


def test_a_slow_org_is_left_at_the_deadline_and_the_write_unknown(org: Org) -> None:
    wanted = request(None)
    org.control.fault("latency", "write", latency_ms=1_500)

    error = _error(lambda: org.crm.apply(org.crm.plan(wanted), wanted, deadline_ms=500))

    assert (type(error), error.code, error.outcome) == (Transient, "deadline", Outcome.UNKNOWN)


def test_nobody_there_is_transient() -> None:
    error = _error(lambda: connected("http://127.0.0.1:9").resolve(Party(phone=PHONE), deadline_ms=500))

    assert (type(error), error.code) == (Transient, "connection")


@pytest.mark.parametrize(
    "kind", ["html_503", "loop_401", "INVALID_FIELD", "MALFORMED_QUERY", "REQUEST_LIMIT_EXCEEDED"]
)
def test_no_error_tells_a_number_a_query_or_an_address_and_all_pickle(org: Org, kind: str) -> None:
    org.control.fault(kind, "query")

    error = _error(lambda: org.crm.resolve(Party(phone=PHONE), deadline_ms=1_000))

    again = pickle.loads(pickle.dumps(error))  # noqa: S301  # our own bytes
    assert (type(again), again.code, again.args) == (type(error), error.code, error.args)
    said = f"{error!s} {error!r} {error.issues!r} {[issue.message for issue in error.issues]}"
    for private in (PHONE, PHONE[2:], "SELECT", "Contact", "127.0.0.1", "Bearer"):
        assert private not in said
    assert error.__cause__ is None
    assert error.__suppress_context__


@pytest.mark.parametrize("typed", ["(202) 555-0171", "202.555.0171", "+1 202-555-0171"])
def test_a_contact_is_found_however_its_number_was_typed_with_company_and_open_cases(
    org: Org, typed: str
) -> None:
    account = org.create("Account", Name="Quist & Sons")
    contact = org.create("Contact", LastName="Quist", MobilePhone=typed, AccountId=account, Title="Owner")
    case = org.create("Case", ContactId=contact, Subject="Meter", Status="New")
    org.create("Case", ContactId=contact, Subject="Old", Status="Closed")

    found = org.crm.resolve(Party(phone=PHONE), deadline_ms=5_000)

    (candidate,) = found.candidates
    assert (candidate.id, candidate.detail) == (contact, "Quist & Sons · Owner")
    assert candidate.url == f"{org.url}/lightning/r/Contact/{contact}/view"
    assert [(ref.id, ref.detail) for ref in found.open_cases] == [(case, "Meter")]


def test_an_id_that_could_lead_elsewhere_sends_nothing(org: Org) -> None:
    org.watch()

    error = _error(lambda: org.crm.resolve(Party(crm_id="../../x", phone=PHONE), deadline_ms=5_000))

    assert type(error) is Permanent
    assert org.requests_made() == 0


def test_a_closed_connector_can_be_closed_again(org: Org) -> None:
    write(org, request(None))

    org.crm.close()
    org.crm.close()
