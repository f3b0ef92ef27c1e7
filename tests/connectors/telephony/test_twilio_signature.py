"""Twilio's signature through the adapter: the address as the public sees it, byte for byte, and the body."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.contracts import Received, SourceRefused
from connectors.telephony.twilio import connect
from tests.contracts.telephony import RULES, Case

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
TOKEN = "0123456789abcdef0123456789abcdef"
ENDED = b"Blank=&CallSid=CA1&CallStatus=completed&Direction=inbound&From=%2B12025550101&To=%2B12025550199"
OTHER = ENDED.replace(b"0101", b"0102")
READY = b'{"transcript_sid": "GT1", "event_type": "voice_intelligence_transcript_available"}'


def signed(body: bytes, **settings: Any) -> Received:
    """As Twilio calls it: with a prefix that an ingress takes off, and a query that no one may re-encode."""
    unsigned = Received(
        headers={},
        body=body,
        base="https://calls.example/prefix",
        path="/v1/webhooks/fernhill-twilio",
        query="team=a%2Fb&note=x%20y+z&empty=",
    )
    return connect(settings).sign(unsigned, TOKEN, delivery_id="", now=NOW)


@pytest.mark.parametrize("body", [ENDED, ENDED + b"&Blank=&Blank=2", READY], ids=["form", "doubled", "json"])
def test_a_delivery_signed_over_our_public_address_is_accepted_and_again_the_same(body: bytes) -> None:
    received = signed(body)

    first, again = (connect({}).verify(received, ("old", TOKEN), now=NOW) for _ in range(2))

    assert first == again
    assert first.answer is None


def test_the_public_address_of_the_source_comes_before_that_of_the_installation() -> None:
    own = {"public_url": "https://twilio.example/in"}
    received = signed(ENDED, **own).model_copy(update={"base": "https://calls.example"})

    assert connect(own).verify(received, (TOKEN,), now=NOW).delivery_id
    with pytest.raises(SourceRefused, match="bad_signature"):
        connect({}).verify(received, (TOKEN,), now=NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"base": "https://calls.example"},
        {"path": "/v1/webhooks/other"},
        {"query": "team=a/b&note=x%20y+z&empty="},
        {"body": OTHER},
        {"headers": {"content-type": "application/x-www-form-urlencoded"}},
    ],
    ids=["prefix", "path", "query", "body", "no header"],
)
def test_any_byte_that_differs_from_what_was_signed_is_refused(change: dict[str, Any]) -> None:
    received = signed(ENDED).model_copy(update=change)

    with pytest.raises(SourceRefused):
        connect({}).verify(received, (TOKEN,), now=NOW)


def case_of(body: bytes) -> Case:
    return Case(
        adapter=connect({}),
        secret=TOKEN,
        other_secret=TOKEN[::-1],
        unsigned=Received(
            headers={}, body=body, base="https://calls.example/prefix", path="/in", query="a=%2F"
        ),
        proofs=("x-twilio-signature",),
        address_is_signed=True,
        hostile=(b"CallSid=%ff", b"RecordingSid=1", b'{"operatorResults": [[]], "conversationId": 1}'),
    )


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("body", [ENDED, READY], ids=["form", "json"])
def test_twilio_keeps_what_every_adapter_keeps(rule: Callable[[Case], None], body: bytes) -> None:
    rule(case_of(body))
