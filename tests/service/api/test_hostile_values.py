"""Values that JSON, a path or a header can carry and a database, a clock or an integer cannot: refused, never a 500."""

import json
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from service.domain.access import Role
from service.settings import Settings
from tests.service.api.desk import SOURCE, Desk, open_desk

HUGE = 10**30
DEEP = "[" * 100_000
BEYOND = ("9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "2026-13-01T00:00:00Z")
REFUSED = range(400, 500)


class Visitor:
    """An admin's client, and a wrap-up to try things on."""

    def __init__(self, desk: Desk, client: TestClient) -> None:
        self.desk = desk
        self.wrapup = desk.wrapup()
        self._client = client
        self._key = {b"Authorization": f"Bearer {desk.key(Role.ADMIN)}".encode()}

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> int:
        given: dict[bytes, bytes] = {
            name.replace("_", "-").encode(): value.encode("latin-1") for name, value in headers.items()
        }
        if body is not None:
            given.setdefault(b"Content-Type", b"application/json")
        answer = self._client.request(
            method,
            path.replace("{wrapup}", f"/v1/wrapups/{self.wrapup.id}"),
            content=body,
            headers={**self._key, **given},
        )
        if answer.status_code in REFUSED:
            assert answer.headers["Content-Type"] == "application/problem+json"
        return answer.status_code


@pytest.fixture
def visitor(settings: Settings, storage_url: str) -> Iterator[Visitor]:
    settings = settings.model_copy(update={"max_body_bytes": 4_000_000})
    with open_desk(settings, storage_url) as desk, TestClient(desk.app) as client:
        yield Visitor(desk, client)


def test_hostile_addresses_are_refused(visitor: Visitor) -> None:
    words = ("%00", "%ff", "%ed%a0%80", "a" * 5_000, "%F0%9F%98%80", "..%2f..", "1e9", "-1", str(HUGE))
    places = (
        "/v1/calls/{}",
        "/v1/calls/{}/transcript",
        "/v1/calls/{}/vcon",
        "/v1/deliveries/{}",
        "/v1/jobs/{}",
        "/v1/wrapups/{}",
        "/v1/wrapups/{}/history",
        "{wrapup}/drafts/{}",
        "/v1/profiles/{}/live",
        "/v1/profiles/default/{}",
        "/v1/wrapups?limit={}",
        "/v1/wrapups?cursor={}",
        "/v1/wrapups?call_id={}",
        "/v1/wrapups?state={}",
        "/v1/deliveries?state={}",
        "/v1/profiles?name={}",
        "/v1/ledger?since={}",
    )
    paths = [place.replace("{}", word) for place in places for word in words]

    passed = {path for path in paths if visitor.ask("GET", path) not in REFUSED}

    # A cut-off of 10**30 stands for no draft, and is refused as such; nothing else is a number by chance.
    assert passed == set()


def test_texts_of_a_query_are_looked_for_or_refused(visitor: Visitor) -> None:
    words = ("%00", "%ff", "%ed%a0%80", "a" * 5_000, "%F0%9F%98%80", "'; DROP TABLE calls; --", "%25", "")
    places = ("/v1/wrapups?agent_id={}", "/v1/wrapups?queue={}", "/v1/calls?external_id={}")

    answered = {(place, word): visitor.ask("GET", place.format(word)) for place in places for word in words}

    assert all(status == 200 or status in REFUSED for status in answered.values())
    assert {answered[place, "%00"] for place in places} == {422}
    assert {answered[place, "a" * 5_000] for place in places} == {422}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("/v1/wrapups?limit=1&limit=2", 200),
        ("/v1/wrapups?limit=1&limit=zero", 422),
        ("/v1/wrapups?state=ready&state=ready&state=blocked", 200),
        ("/v1/wrapups?queue=a&queue=b", 200),
        ("/v1/calls?external_id=a&external_id=b", 200),
        ("/v1/wrapups?" + "state=ready&" * 50, 422),
    ],
)
def test_a_parameter_that_comes_twice_does_no_harm(visitor: Visitor, query: str, status: int) -> None:
    assert visitor.ask("GET", query) == status


@pytest.mark.parametrize("moment", BEYOND)
def test_times_beyond_all_clocks_are_refused(visitor: Visitor, moment: str) -> None:
    quoted = moment.replace("+", "%2B")
    body = json.dumps({"roles": ["viewer"], "expires_at": moment})

    asked = (visitor.ask("GET", f"/v1/ledger?since={quoted}"), visitor.ask("POST", "/v1/keys", body))

    assert asked == (422, 422)


def test_the_first_and_last_times_there_are_do_no_harm(visitor: Visitor) -> None:
    for moment in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z", "1969-12-31T23:59:59Z"):
        body = json.dumps({"roles": ["viewer"], "expires_at": moment})

        asked = [visitor.ask("GET", f"/v1/ledger?since={moment}"), visitor.ask("POST", "/v1/keys", body)]

        assert asked == [200, 201]
    assert visitor.ask("GET", "/v1/keys") == 200


BODIES = (
    '{"draft": 1, "edits": {"summary": "\\u0000"}}',
    '{"draft": 1, "edits": {"summary": "\\ud800"}}',
    '{"draft": 1, "edits": {"\\u0000": 1}}',
    f'{{"draft": {HUGE}}}',
    f'{{"draft": -{HUGE}}}',
    '{"draft": 1e400}',
    f'{{"draft": 1, "edits": {DEEP}}}',
    f'{{"draft": 1, "undo_ms": {HUGE}}}',
    f'{{"draft": 1, "timings_ms": {{"a": {"9" * 5_000}}}}}',
    '{"draft": NaN}',
    '{"draft": 1, "draft": {}}',
    DEEP,
    "",
    "null",
    '"\\ud800"',
)


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body[:40])
def test_hostile_bodies_are_refused(visitor: Visitor, body: str) -> None:
    tag = {"If_Match": f'"{visitor.wrapup.version}"'}

    asked = [
        visitor.ask("POST", "{wrapup}/confirm", body, **tag),
        visitor.ask("PATCH", "{wrapup}", body.replace('"draft": 1, "edits"', '"content"'), **tag),
        visitor.ask("PUT", "{wrapup}/targets/t1", body.replace('"draft"', '"record"'), **tag),
        visitor.ask("POST", "/v1/profiles/default/publish", body.replace('"draft"', '"version"')),
        visitor.ask("POST", "/v1/keys", body.replace('"draft"', '"agent_id"')),
        visitor.ask("POST", "/v1/widget/tickets", body.replace('"draft"', '"agent_id"')),
        visitor.ask("POST", "/v1/widget/sessions", body.replace('"draft"', '"ticket"')),
    ]

    assert [status for status in asked if status not in REFUSED] == []


@pytest.mark.parametrize(
    "change",
    [
        '"external_id": "a\\u0000b"',
        '"external_id": "\\ud800"',
        f'"external_id": "{"x" * 300}"',
        '"external_id": 7',
        '"external_id": "ok", "queue": "\\u0000"',
        '"external_id": "ok", "customer": {"name": "\\udfff"}',
        '"external_id": "ok", "agent": []',
        '"external_id": "ok", "started_at": "9999-12-31T23:59:59-12:00"',
        f'"external_id": "ok", "agent": {{"id": "{"x" * 300}"}}',
    ],
)
def test_hostile_calls_are_refused_or_quarantined(visitor: Visitor, change: str) -> None:
    assert_refused(visitor, f'{{"call": {{{change}}}, "transcript": {{"turns": []}}}}')


@pytest.mark.parametrize(
    "turns",
    [
        '[{"speaker": "agent", "text": "a\\u0000b"}]',
        '[{"speaker": "agent", "text": "\\ud800"}]',
        '[{"speaker": "agent", "text": "hi", "start_ms": "1"}]',
        '[{"speaker": "agent", "text": 7}]',
        DEEP,
        '{"0": 1}',
    ],
)
def test_hostile_turns_are_refused_or_quarantined(visitor: Visitor, turns: str) -> None:
    assert_refused(visitor, f'{{"call": {{"external_id": "ok"}}, "transcript": {{"turns": {turns}}}}}')


def assert_refused(visitor: Visitor, body: str) -> None:
    """By an authenticated client 422; from a source it is kept aside."""
    signed = visitor.desk.signed(body.encode())

    posted = visitor.ask("POST", "/v1/calls", body)
    delivered = visitor.ask("POST", f"/v1/webhooks/{SOURCE}", body, **signed)

    assert (posted, delivered) == (422, 202)


@pytest.mark.parametrize(
    "number", ["1e400", "-1e400", str(HUGE), f"-{HUGE}", "NaN", "-Infinity", "1.5", "true"]
)
def test_numbers_that_are_no_times_of_a_call_do_no_harm(visitor: Visitor, number: str) -> None:
    turn = f'{{"speaker": "agent", "text": "hello", "start_ms": {number}, "end_ms": {number}}}'
    body = f'{{"call": {{"external_id": "ok"}}, "transcript": {{"turns": [{turn}]}}}}'

    status = visitor.ask("POST", "/v1/calls", body)
    delivered = visitor.ask("POST", f"/v1/webhooks/{SOURCE}", body, **visitor.desk.signed(body.encode()))

    assert (status == 202 or status in REFUSED, delivered) == (True, 202)


def test_hostile_headers_are_refused_or_passed_over(visitor: Visitor) -> None:
    tags = ('"9999999999999999"', f'"{HUGE}"', '""', '"-1"', "*", '"1", "2"', "\xff", 'W/"')
    cursors = ("99999999999999999999-1", f"0-{2**63}", "0-1-2", "\xff", "x" * 501, f"{2**62}-{2**62}")

    tagged = {visitor.ask("POST", "{wrapup}/dismiss", If_Match=tag) for tag in tags}
    seen = {visitor.ask("GET", "{wrapup}", If_None_Match=tag) for tag in tags}
    resumed = {visitor.ask("GET", "/v1/events", Last_Event_ID=cursor) for cursor in cursors}
    keyed = {
        visitor.ask("POST", "/v1/calls", json.dumps(visitor.desk.body()), Idempotency_Key=key)
        for key in ("x" * 201, "", "a b", "\xff")
    }

    assert tagged == {422}
    assert seen == {200}
    assert resumed <= {200, 422}
    assert keyed == {422}


def test_a_version_that_nobody_has_seen_is_stale(visitor: Visitor) -> None:
    assert visitor.ask("POST", "{wrapup}/dismiss", If_Match=f'"{10**15 - 1}"') == 412


def test_a_bearer_of_any_bytes_is_nobody(visitor: Visitor) -> None:
    for bearer in ("ack_\xff\xfe", "acs_" + "x" * 10_000, "ack_'--", "ack_\t", "\xa0"):
        assert visitor.ask("GET", "/v1/wrapups", Authorization=f"Bearer {bearer}") == 401
