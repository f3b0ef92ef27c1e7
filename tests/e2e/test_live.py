"""A call heard while it runs, by real processes: one is killed in the middle, and a card number is in no file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.e2e.machine import Machine
from tests.e2e.processes import eventually
from tests.e2e.test_planted import Site, configured, spellings
from tests.vendors.model import StubModel, running_model

pytestmark = pytest.mark.timeout(420)

CARD = "4929137482650938"
GROUPS = ("four nine two nine", "one three seven", "four eight two six", "five zero nine", "three eight")
ORDER = "4711"
CALL: dict[str, Any] = {
    "direction": "inbound",
    "started_at": "2026-11-20T09:00:00Z",
    "language": "en",
    "queue": "orders",
    "customer": {"phone": "+12025550143"},
    "agent": {"id": "agent-1", "name": "Ava Thornton"},
}
BEFORE = (
    ("agent", "Thank you for calling, how can I help?"),
    ("customer", f"My parcel for order {ORDER} with the garden lamps has not arrived."),
    ("agent", "I am sorry about that, let me look at your account."),
    ("agent", "I can see the order here, it left the depot yesterday."),
    ("customer", "It was promised for Tuesday, and nobody rang."),
    ("agent", "I will send a new one, there is a fee for express."),
    ("customer", "That is fine, let me pay for that."),
    ("agent", "Can I take the long card number?"),
    ("customer", GROUPS[0]),
    ("agent", "mm hm"),
    ("customer", GROUPS[1]),
    ("customer", GROUPS[2]),
)
AFTER = (
    ("customer", GROUPS[3]),
    ("agent", "mm hm"),
    ("customer", GROUPS[4]),
    ("agent", "Thank you, that has gone through."),
    ("agent", "I will send the garden lamps again by Friday."),
    ("customer", "That is all, thank you."),
)


@pytest.fixture
def model() -> Iterator[StubModel]:
    with running_model() as stub:
        yield stub


@pytest.fixture
def site(tmp_path: Path, model: StubModel) -> Iterator[Site]:
    machine = Machine(tmp_path, configured(tmp_path, model))
    try:
        machine.start()
        yield Site(machine, model, "", (machine.data,), lambda: None)
    finally:
        machine.stop()


def of_card() -> set[bytes]:
    written = {CARD, *(CARD[at : at + 4] for at in (0, 4, 8, 12)), CARD[:8], CARD[8:]}
    long = {one for one in written if len(one) > 4} | {" ".join(CARD[at : at + 4] for at in range(0, 16, 4))}
    return {one for text in (*long, *GROUPS) for one in spellings(text)}


class Heard:
    """One call's parts, sent as an integrator would."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._said = 0

    def say(self, speaker: str, text: str, **body: Any) -> httpx2.Response:
        number, self._said = self._said, self._said + 1
        segment = {"id": f"s-{number}", "speaker": speaker, "start_ms": 4_000 * number, "text": text}
        open_one = {**segment, "id": f"s-{number}", "text": text[: len(text) // 2], "final": False}
        self.post({"segments": [open_one], **body})
        return self.post({"segments": [segment], **body})

    def post(self, body: dict[str, Any]) -> httpx2.Response:
        with self._machine.client(self._machine.ready["keys"]["ingest"]) as client:
            return client.post("/v1/sources/demo-telephony/calls/live-1/segments", json=body)


def wrapup_of(machine: Machine, call_id: str) -> dict[str, Any]:
    return machine.get(f"/v1/wrapups/{machine.get(f'/v1/calls/{call_id}')['wrapup_ids'][0]}")


def test_a_call_heard_live_survives_a_killed_process_and_shows_no_digit_of_a_card(site: Site) -> None:
    machine, card, heard, seen = site.machine, of_card(), Heard(site.machine), dict[str, list[str]]()
    answers = [heard.say(speaker, text, call=CALL) for speaker, text in BEFORE]
    call_id = answers[-1].json()["call_id"]
    seen["before"] = site.files(card)
    running = wrapup_of(machine, call_id)

    killed = machine.kill("api")
    eventually(lambda: machine.parts().get("api", killed).pid != killed.pid, why="another api is there")
    eventually(lambda: answers_again(machine), why="it answers")
    answers += [heard.say(speaker, text) for speaker, text in AFTER]
    seen["running"] = site.files(card)
    assert site.model.received == 0, "no model was asked while the call ran"
    ended = heard.post({"ended": True})
    wrapup = machine.wrapup_of(call_id)
    seen["drafted"] = site.files(card) + site.outside(card)

    assert {answer.status_code for answer in (*answers, ended)} == {202}
    assert (running["state"], running["targets"], running["content"]["summary"]) == ("drafting", [], [])
    assert seen == {"before": [], "running": [], "drafted": []}
    assert (wrapup["state"], wrapup["draft"]["kind"], wrapup["queue"]) == ("ready", "llm", "orders")
    turns = [one["text"] for one in machine.get(f"/v1/calls/{call_id}/transcript")["items"]]
    said = [text for _, text in (*BEFORE, *AFTER)]
    assert len(turns) == len(said)
    assert turns[1] == said[1], "a number that is no secret, and was settled, outlives the process"
    assert all(turn == text for turn, text in zip(turns, said, strict=True) if text not in GROUPS)
    assert heard.say("customer", "One thing more.").json()["ignored"] == "ended"


def answers_again(machine: Machine) -> bool:
    try:
        return bool(machine.get("/v1/wrapups"))
    except (httpx2.HTTPError, AssertionError):
        return False
