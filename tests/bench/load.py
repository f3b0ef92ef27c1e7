"""The load: calls of about so many words, signed before the clock runs, sent on schedule whatever comes back."""

import asyncio
import json
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice

from connectors.contracts import CallAgent, Customer, ParsedCall, Turn
from connectors.sandbox.salesforce import SEED_CONTACTS
from connectors.telephony.generic import body_of
from connectors.transport.signatures import standard_webhooks_headers
from service.samples import load as load_samples
from tests.bench.wire import Wire

AGENTS = 5
LENGTH = timedelta(minutes=7)


@dataclass(frozen=True)
class Sent:
    """One request and what came back. Times in seconds; `ack_ms` counts from the moment it was due."""

    at: float
    late_ms: float
    ack_ms: float
    status: int
    body: bytes
    error: str = ""


class Calls:
    """Makes calls that differ, out of the shipped English samples; the same for the same run and number."""

    def __init__(self, words: int) -> None:
        self.run = uuid.uuid4().hex[:8]
        samples = [one for one in load_samples(datetime.now(UTC)) if one["call"]["language"] == "en"]
        self._dialogues = [
            [Turn(speaker=turn["speaker"], text=turn["text"]) for turn in one["transcript"]["turns"]]
            for one in samples
        ]
        phones = [contact.phone for contact in SEED_CONTACTS]
        # A shared phone is ambiguous: such a call is never written without a person choosing.
        self._phones = [phone for phone in phones if phones.count(phone) == 1]
        self._words = words
        self._made = 0

    def body(self) -> bytes:
        number = self._made
        self._made += 1
        now = datetime.now(UTC)
        return body_of(
            ParsedCall(
                external_id=f"bench-{self.run}-{number}",
                direction="inbound",
                started_at=now - LENGTH,
                ended_at=now,
                language="en",
                queue="bench",
                customer=Customer(phone=self._phones[number % len(self._phones)]),
                agent=CallAgent(id=f"agent-{1 + number % AGENTS}"),
                turns=tuple(self.turns(number)),
            )
        )

    def turns(self, number: int) -> list[Turn]:
        """Whole dialogues one after another, from another start each time, up to the wanted words."""
        turns: list[Turn] = []
        words = 0
        count = len(self._dialogues)
        for dialogue in islice(cycle(self._dialogues), number % count, None):
            for turn in dialogue:
                at = words * 400
                words += len(turn.text.split())
                turns.append(turn.model_copy(update={"start_ms": at, "end_ms": words * 400 - 50}))
                if words >= self._words:
                    return turns
        return turns


def signed(wire: Wire, source: str, secret: str, body: bytes) -> bytes:
    """A delivery as its sender makes it: signed now, good for minutes."""
    headers = standard_webhooks_headers(body, secret, delivery_id=str(uuid.uuid4()), now=datetime.now(UTC))
    headers["content-type"] = "application/json"
    return wire.request("POST", f"/v1/webhooks/{source}", headers, body)


async def fire(wire: Wire, requests: Sequence[bytes], rate: float) -> list[Sent]:
    """An open loop: each request leaves when it is due, however many are unanswered."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    tasks = []
    for number, request in enumerate(requests):
        due = start + number / rate
        await asyncio.sleep(max(0.0, due - loop.time()))
        tasks.append(asyncio.create_task(_one(wire, request, due)))
    return list(await asyncio.gather(*tasks))


async def press(wire: Wire, requests: Sequence[bytes], connections: int) -> list[Sent]:
    """A closed loop: so many connections, each of which sends the next request when its last is answered."""
    waiting = iter(requests)
    loop = asyncio.get_running_loop()

    async def send() -> list[Sent]:
        return [await _one(wire, request, loop.time()) for request in waiting]

    return [one for each in await asyncio.gather(*(send() for _ in range(connections))) for one in each]


async def _one(wire: Wire, request: bytes, due: float) -> Sent:
    loop = asyncio.get_running_loop()
    at, late_ms = time.time(), (loop.time() - due) * 1000
    try:
        reply = await wire.exchange(request)
    except (OSError, EOFError, TimeoutError) as error:
        return Sent(at, late_ms, (loop.time() - due) * 1000, 0, b"", type(error).__name__)
    return Sent(at, late_ms, (loop.time() - due) * 1000, reply.status, reply.body)


def call_id_of(sent: Sent) -> str | None:
    """The call that a delivery became, if it was taken for good."""
    accepted = sent.status in {200, 202}
    ids = json.loads(sent.body).get("call_ids", []) if accepted else []
    return str(ids[0]) if ids else None
