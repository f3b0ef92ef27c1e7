"""Conversations made up from our own sentences, the same for the same seed, and deliveries of them."""

import json
import random
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2

from connectors.transport.signatures import standard_webhooks_headers

OPENINGS = (
    "Hello, my parcel with the garden lamps has not arrived.",
    "Hi, the bill for last month looks twice as high as it should.",
    "Good morning, I would like to move my fitting to another day.",
    "Hello, the heating app has logged me out and will not let me in.",
    "Hi there, I want to cancel the second line on my account.",
)
MIDDLES = (
    "It was promised for Tuesday, and nobody rang.",
    "I have been with you for six years and this never happened before.",
    "I tried it twice, once in the morning and once at night.",
    "My neighbour had the same trouble last week.",
)
ANSWERS = (
    "I am sorry about that, let me look at your account.",
    "I can see the order here, it left the depot yesterday.",
    "I have put the change through for you just now.",
    "I will send you a letter about it by Friday.",
)


def conversation(source: str, number: int) -> dict[str, Any]:
    """One line in the shape of labelled conversations."""
    chance = random.Random(f"{source}/{number}")  # noqa: S311  # repeatable, not secret
    said: list[tuple[str, str]] = [
        ("agent", "Thank you for calling, how can I help?"),
        ("customer", chance.choice(OPENINGS)),
    ]
    for _ in range(chance.randrange(1, 4)):
        said += [("customer", chance.choice(MIDDLES)), ("agent", chance.choice(ANSWERS))]
    said.append(("customer", "That is all, thank you."))
    utterances = [
        {"speaker": speaker, "text": text, "start_s": 7 * place} for place, (speaker, text) in enumerate(said)
    ]
    return {"id": f"{number:03d}", "source": source, "utterances": utterances}


def conversations(path: Path, source: str, count: int) -> Path:
    lines = [json.dumps(conversation(source, number)) for number in range(count)]
    path.write_text("\n".join(lines) + "\n")
    return path


def call(external_id: str | None = None, **changes: Any) -> dict[str, Any]:
    """A call in the generic shape."""
    facts: dict[str, Any] = {
        "external_id": external_id or f"call-{uuid.uuid4()}",
        "direction": "inbound",
        "started_at": "2026-11-20T09:00:00Z",
        "ended_at": "2026-11-20T09:04:00Z",
        "language": "en",
        "customer": {"phone": "+12025550143"},
        "agent": {"id": "agent-1", "name": "Ava Thornton"},
    }
    turns = [
        {"speaker": "customer", "text": OPENINGS[0], "start_ms": 0},
        {"speaker": "agent", "text": ANSWERS[1], "start_ms": 4_000},
    ]
    return {"call": facts, "transcript": {"turns": turns}} | changes


class Line:
    """A telephony account: signs what it sends to one source."""

    def __init__(self, api: str, source: str, secret: str) -> None:
        self.path = f"{api}/v1/webhooks/{source}"
        self.secret = secret

    def signed(
        self, body: bytes, *, webhook_id: str | None = None, age: timedelta = timedelta()
    ) -> dict[str, str]:
        return standard_webhooks_headers(
            body,
            self.secret,
            delivery_id=webhook_id or f"msg_{uuid.uuid4().hex}",
            now=datetime.now(UTC) - age,
        )

    def send(
        self,
        body: bytes | dict[str, Any],
        *,
        webhook_id: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx2.Response:
        """Deliver, signed unless the headers are given."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = self.signed(raw, webhook_id=webhook_id) if headers is None else headers
        with httpx2.Client(timeout=60, trust_env=False) as client:
            return client.post(self.path, content=raw, headers={"content-type": "application/json", **given})


def problem(answer: httpx2.Response) -> tuple[int, str]:
    """Status and kind of a problem document."""
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["type"].removeprefix("urn:aftercall:problem:")
