"""The event stream over a real connection: framing, resuming, waking, ending."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import httpx2

from service.domain.access import Role
from service.domain.errors import StorageDown
from service.domain.ledger import EventKind
from tests.fakes.flows import AGENT_TOKEN, INGEST_TOKEN, principal
from tests.service.api.conftest import Edge, Serving

Lines = Iterator[str]


def test_an_event_has_its_id_its_name_and_what_changed(remote: httpx2.Client, edge: Edge) -> None:
    with listening(remote, last="c0") as lines:
        frame(lines)
        event = edge.stream.add(EventKind.READY)
        edge.hints.ring()

        got = frame(lines)

    data = f'{{"wrapup_id": "{event.wrapup_id}", "version": 1}}'
    assert got == {"event": "wrapup.ready", "data": data, "id": "c1"}


def test_a_stream_is_not_buffered_or_kept(remote: httpx2.Client) -> None:
    with remote.stream("GET", "/v1/events") as answer:
        headers = answer.headers

    assert headers["Content-Type"].startswith("text/event-stream")
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Accel-Buffering"] == "no"


def test_a_fresh_stream_tells_at_once_where_it_stands(remote: httpx2.Client, edge: Edge) -> None:
    edge.stream.add()

    with listening(remote) as lines:
        first = frame(lines)

    assert first == {"": "open", "id": "c1"}


def test_a_stream_goes_on_after_the_last_event_that_was_seen(remote: httpx2.Client, edge: Edge) -> None:
    for _ in range(3):
        edge.stream.add()

    with listening(remote, last="c1") as lines:
        frame(lines)
        ids = [frame(lines)["id"], frame(lines)["id"]]

    assert ids == ["c2", "c3"]


def test_a_cursor_that_is_too_old_gets_a_reset_and_then_what_is_new(
    remote: httpx2.Client, edge: Edge
) -> None:
    edge.stream.oldest = 5
    edge.stream.add()

    with listening(remote, last="c0") as lines:
        first = frame(lines)
        edge.stream.add()
        second = frame(lines)

    assert first == {"event": "reset", "data": "{}", "id": "c1"}
    assert second["id"] == "c2"


def test_events_of_others_are_not_told(remote: httpx2.Client, edge: Edge) -> None:
    with listening(remote, last="c0") as lines:
        frame(lines)
        edge.stream.add(agent_id="someone-else")
        edge.stream.add(agent_id="mara")
        edge.hints.ring()

        got = frame(lines)

    assert got["id"] == "c2"


def test_an_event_whose_hint_was_lost_still_comes(remote: httpx2.Client, edge: Edge) -> None:
    with listening(remote, last="c0") as lines:
        frame(lines)
        edge.stream.add()

        got = frame(lines)

    assert got["id"] == "c1"


def test_hints_from_another_thread_wake_every_stream(serving: Serving, edge: Edge) -> None:
    with (
        agent(serving) as one,
        agent(serving) as two,
        listening(one, last="c0") as first,
        listening(two, last="c0") as second,
    ):
        frame(first)
        frame(second)
        edge.stream.add()
        ringing = threading.Thread(target=edge.hints.ring)
        ringing.start()
        ringing.join()

        got = [frame(first)["id"], frame(second)["id"]]

    assert got == ["c1", "c1"]
    assert len(edge.hints.callbacks) == 1


def test_a_stream_ends_when_its_token_does(remote: httpx2.Client, edge: Edge) -> None:
    soon = datetime.now(UTC) + timedelta(milliseconds=300)
    edge.access.principals[AGENT_TOKEN] = principal(Role.AGENT, agent_id="mara", expires_at=soon)

    with listening(remote) as lines:
        rest = list(lines)

    assert rest == [": open", "id: c0", ""]
    assert datetime.now(UTC) >= soon


def test_a_stream_ends_when_the_database_cannot_be_read(remote: httpx2.Client, edge: Edge) -> None:
    edge.stream.failure = StorageDown()

    with listening(remote) as lines:
        rest = list(lines)

    assert rest == [": open", "id: c0", ""]


def test_a_server_that_stops_ends_its_streams_at_once(serving: Serving, edge: Edge) -> None:
    with agent(serving) as client, listening(client) as lines:
        frame(lines)
        serving.server.should_exit = True

        rest = list(lines)
        serving.thread.join(5)

    assert rest == []
    assert not serving.thread.is_alive()
    assert edge.hints.closed


def test_who_may_not_listen_is_refused_before_the_stream_begins(remote: httpx2.Client) -> None:
    answer = remote.get("/v1/events", headers={"Authorization": f"Bearer {INGEST_TOKEN}"})

    assert answer.status_code == 403
    assert answer.headers["Content-Type"] == "application/problem+json"


@contextmanager
def agent(serving: Serving) -> Iterator[httpx2.Client]:
    headers = {"Authorization": f"Bearer {AGENT_TOKEN}"}
    with httpx2.Client(base_url=serving.url, headers=headers, timeout=10, trust_env=False) as client:
        yield client


@contextmanager
def listening(client: httpx2.Client, last: str | None = None) -> Iterator[Lines]:
    headers = {} if last is None else {"Last-Event-ID": last}
    with client.stream("GET", "/v1/events", headers=headers) as answer:
        assert answer.status_code == 200
        yield answer.iter_lines()


def frame(lines: Lines) -> dict[str, str]:
    """The next frame that is not a keep-alive; a comment stands under the empty name."""
    fields: dict[str, str] = {}
    for line in lines:
        if line == "" and fields != {"": "ping"}:
            return fields
        if line == "":
            fields = {}
            continue
        name, _, value = line.partition(":")
        fields[name] = value.removeprefix(" ")
    raise AssertionError("the stream ended")
