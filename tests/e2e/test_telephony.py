"""From a vendor's webhook to the CRM and back to the vendor, with real processes, whoever falls meanwhile."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.connectors.telephony.test_aircall_api import call as aircall_call
from tests.connectors.telephony.test_aircall_api import transcription
from tests.connectors.telephony.test_genesys_cloud_events import SESSION, enveloped
from tests.e2e.machine import Machine
from tests.e2e.processes import eventually
from tests.e2e.vendors import Exchange, Trap, dripping
from tests.vendors.aircall import running_aircall
from tests.vendors.genesys_cloud import running_genesys_cloud
from tests.vendors.genesys_cloud_calls import AVA, CALL, CUSTOMER, conversation, transcript
from tests.vendors.twilio import CALL as TWILIO_CALL
from tests.vendors.twilio import SAID, TRANSCRIPT, fill, running_twilio

pytestmark = pytest.mark.timeout(420)

SLOW_CALLS = 60
"""More than a worker has threads."""


@pytest.fixture(scope="module")
def exchange(instance: Machine) -> Iterator[Exchange]:
    with (
        running_genesys_cloud() as genesys,
        running_twilio() as twilio,
        running_aircall() as aircall,
        dripping() as drip,
    ):
        genesys.conversations[CALL] = conversation()
        fill(twilio)
        exchange = Exchange(instance, genesys, twilio, aircall, drip)
        exchange.open()
        try:
            yield exchange
        finally:
            exchange.close()


def genesys_event(name: str, **values: Any) -> bytes:
    return json.dumps(enveloped(name, SESSION | {"sessionId": AVA} | values)).encode()


def aircall_event(call_id: int) -> bytes:
    return json.dumps({"event": "call.ended", "data": {"id": call_id, "answered_at": 1}}).encode()


def on_aircall(exchange: Exchange, call_id: int) -> str:
    """A call that the vendor has, with its transcription; the id under which it was taken."""
    exchange.aircall.calls[str(call_id)] = aircall_call() | {"id": call_id}
    exchange.aircall.transcriptions[str(call_id)] = transcription() | {"call_id": call_id}
    return exchange.deliver("aircall", aircall_event(call_id))


def test_a_genesys_call_is_fetched_written_and_coded_once_though_the_worker_dies_at_both(
    exchange: Exchange,
) -> None:
    genesys, kill = exchange.genesys, lambda: exchange.machine.kill("worker")
    genesys.requests = Trap(lambda asked: asked[1].endswith("/transcripturl"), kill)
    genesys.writes = Trap(lambda _: True, kill)

    call_id = exchange.deliver("genesys_cloud", genesys_event("user.end", interactingDurationMs=90_000))
    exchange.deliver("genesys_cloud", genesys_event("acw", wrapupDurationMs=30_000))
    eventually(lambda: exchange.fetched(call_id) == [("waiting", "not_ready")], why="it is not ready")
    genesys.files[CALL, CUSTOMER] = transcript()
    wrapup = exchange.ready(call_id)
    exchange.confirm(wrapup, "refund")
    eventually(lambda: "coded" in exchange.history(wrapup), why="the code is told")

    assert (genesys.requests.sprung, genesys.writes.sprung) == (True, True)
    assert exchange.fetched(call_id) == [("done", None)]
    assert [body["code"] for _, body in genesys.writes] == ["w-refund"]
    assert exchange.history(wrapup).count("coded") == 1
    written = [task for task in exchange.machine.call_tasks() if str(task["CallObject"]) == CALL]
    assert len(written) == 1
    call = exchange.call(call_id)
    assert [leg["external_id"] for leg in call["legs"]] == ["c-menu", AVA]
    assert (call["turns"], len(call["wrapup_ids"])) == (5, 1)


def test_a_twilio_call_is_drafted_from_the_transcript_that_was_announced(exchange: Exchange) -> None:
    ready = {
        "transcript_sid": TRANSCRIPT,
        "event_type": "voice_intelligence_transcript_available",
        "customer_key": TWILIO_CALL,
    }
    ended = (
        f"CallSid={TWILIO_CALL}&CallStatus=completed&Direction=inbound&From=%2B12025550101"
        "&To=%2B12025550199&CallDuration=184&Timestamp=Mon%2C%2005%20Jan%202026%2009%3A03%3A04%20%2B0000"
    )

    call_id = exchange.deliver("twilio", ended.encode())
    again = exchange.deliver("twilio", json.dumps(ready).encode())
    wrapup = exchange.ready(call_id)
    exchange.confirm(wrapup, "refund")
    eventually(lambda: "written" in exchange.history(wrapup), why="it is written")

    assert again == call_id
    assert exchange.fetched(call_id) == [("done", None)]
    assert exchange.call(call_id)["turns"] == len(SAID)
    assert "coded" not in exchange.history(wrapup)


def test_an_aircall_call_gets_its_tags_once_though_the_answer_is_lost(exchange: Exchange) -> None:
    exchange.aircall.hang_up = True

    call_id = on_aircall(exchange, 812)
    wrapup = exchange.ready(call_id)
    exchange.confirm(wrapup, "payment")
    eventually(lambda: "coded" in exchange.history(wrapup), why="the tags are set")

    assert exchange.fetched(call_id) == [("done", None)]
    assert len(exchange.aircall.tagged) == 1
    assert {tag["id"] for tag in exchange.aircall.calls["812"]["tags"]} == {5, 6, 9}


def test_a_vendor_that_drips_its_answers_does_not_hold_up_other_calls(exchange: Exchange) -> None:
    slow = [exchange.deliver("aircall", aircall_event(n), source="x-drip") for n in range(SLOW_CALLS)]

    call_id = on_aircall(exchange, 900)
    wrapup = exchange.ready(call_id, seconds=15)

    assert wrapup["draft"]["number"] == 1
    assert all(exchange.fetched(one)[0][0] == "waiting" for one in slow)
