"""A call as its parts come while it runs, said to the flow as the API would."""

import json
from typing import Any

from service.api.bodies.segments import post_of
from service.domain.access import Role
from service.domain.live import PostReceipt
from service.domain.wrapup import State
from service.flows.live import Live
from service.flows.live_tails import Tails
from tests.service.flows.world import ADMIN, PHONE, SOURCE, TALK, TENANT, World, principal

INGEST = principal(Role.INGEST)
FOREIGN = principal(Role.INGEST, tenant="globex")
FACTS: dict[str, Any] = {
    "direction": "inbound",
    "started_at": "2026-11-18T10:00:00Z",
    "language": "en",
    "queue": "support",
    "customer": {"phone": PHONE},
    "agent": {"id": "t-ada", "name": "Ada"},
}
READ_OUT = (
    ("agent", "Can I take the long card number?"),
    ("customer", "four nine two nine"),
    ("agent", "mm hm"),
    ("customer", "one three seven four"),
    ("customer", "eight two six five"),
    ("customer", "zero nine three eight"),
)
CLOSING = (("agent", "Thank you, that is all I need from you."), ("customer", "Thanks a lot, goodbye.")) * 4


def part(number: int, speaker: str, text: str, **changes: Any) -> dict[str, Any]:
    at = 4_000 * number
    return {
        "id": f"s-{number}",
        "speaker": speaker,
        "start_ms": at,
        "end_ms": at + 3_000,
        "text": text,
    } | changes


class Ear:
    """Hears one call and tells of it; a second one with the same `world` is another process."""

    def __init__(self, world: World, *, external_id: str = "call-1", tails: Tails | None = None) -> None:
        self.world = world
        self.external_id = external_id
        self.live = Live(world.storage.work, world.connections, tails or Tails(longest_idle_s=5))
        self.said = 0

    def post(self, body: dict[str, Any], *, source: str = SOURCE) -> PostReceipt:
        return self.live.of_source(INGEST, source, self.external_id, post_of(json.dumps(body).encode()))

    def say(self, *talk: tuple[str, str], **body: Any) -> PostReceipt:
        """Utterances that follow each other, in one part."""
        first, self.said = self.said, self.said + len(talk)
        parts = [part(first + i, speaker, text) for i, (speaker, text) in enumerate(talk)]
        return self.post({"segments": parts, **body})

    def say_all(self, *talk: tuple[str, str], **facts: Any) -> PostReceipt:
        """Each utterance in a part of its own, the first with the facts."""
        receipt = self.say(talk[0], call={**FACTS, **facts})
        for one in talk[1:]:
            receipt = self.say(one)
        return receipt

    def end(self) -> PostReceipt:
        return self.say(ended=True)

    def texts(self) -> list[str]:
        with self.world.storage.work.read(TENANT) as unit:
            (call_id,) = unit.calls.named(SOURCE, [self.external_id])
            return [turn.text for turn in unit.calls.transcript(call_id).turns]


LINES = [text for _, text in TALK]


def content_is_empty(world: World, call_id: str) -> bool:
    wrapup = world.wrapup_of(call_id)
    (row,) = world.review.page(ADMIN, call_id=call_id).items
    shown = (wrapup.content.summary, wrapup.targets, wrapup.flags, row.headline.summary, row.headline.record)
    return wrapup.state is State.DRAFTING and not any(shown) and wrapup.draft.number == 0


def events(world: World) -> list[str]:
    with world.storage.work.read(TENANT) as unit:
        return [event.kind.value for event in unit.events.after(None)]
