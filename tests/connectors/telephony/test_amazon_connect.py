"""A source of Amazon Connect: what its settings may say, and who may deliver."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.contracts import (
    Codes,
    Fetches,
    Lists,
    ParsedCall,
    Received,
    Reference,
    SourceRefused,
)
from connectors.errors import Permanent
from connectors.registry import InvalidSettings, telephony
from connectors.telephony.amazon_connect import connect
from tests.connectors.telephony.amazon_connect_bodies import FIRST, SETTINGS, contact, source

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def test_the_registry_makes_an_adapter_that_can_do_all() -> None:
    adapter = telephony("amazon_connect", SETTINGS)

    assert isinstance(adapter, Fetches)
    assert isinstance(adapter, Lists)
    assert isinstance(adapter, Codes)


@pytest.mark.parametrize(
    "bad",
    [
        {"region": "nowhere"},
        {"region": ""},
        {"buckets": ["Upper"]},
        {"buckets": ["a/b"]},
        {"instance_id": "a/b"},
        {"analysis_prefix": "/x"},
        {"endpoints": {"s3": "http://s3.example"}},
        {"attributes": {"codes": "a b"}},
        {"redaction": "some"},
        {"surplus": 1},
    ],
    ids=str,
)
def test_settings_that_cannot_be_meant_are_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(InvalidSettings):
        telephony("amazon_connect", SETTINGS | bad)


def test_without_settings_events_are_read_and_nothing_is_fetched() -> None:
    adapter = connect({})

    [call] = adapter.parse(json.dumps(contact("INITIATED")).encode())

    assert call.external_id == FIRST
    with pytest.raises(Permanent, match="not_configured"):
        adapter.fetch(
            ParsedCall(external_id="c", reference=Reference(kind="contact", id="c")), deadline_ms=5_000
        )


@pytest.mark.parametrize(
    "headers",
    [{"x-api-key": "key-1"}, {"x-api-key": "old:key"}, {"authorization": "Basic b2xkOmtleQ=="}],
    ids=["key", "second_key", "basic"],
)
def test_a_delivery_with_a_live_secret_is_authentic(headers: dict[str, str]) -> None:
    received = Received(headers=headers, body=b"{}")

    verified = source().verify(received, ("key-1", "old:key"), now=NOW)

    assert verified.delivery_id.startswith("sha256:")
    assert verified.answer is None


@pytest.mark.parametrize(
    ("headers", "secrets", "reason"),
    [
        ({}, ("key-1",), "missing_header"),
        ({"x-api-key": "key-2"}, ("key-1",), "bad_token"),
        ({"x-api-key": "key-1"}, (), "no_secret"),
        ({"authorization": "Basic b2xkOmtleQ=="}, ("key-1",), "bad_token"),
        ({"authorization": "Bearer key-1"}, ("key-1",), "bad_token"),
        ({"x-other": "key-1"}, ("key-1",), "missing_header"),
    ],
)
def test_any_other_delivery_is_refused(
    headers: dict[str, str], secrets: tuple[str, ...], reason: str
) -> None:
    with pytest.raises(SourceRefused) as caught:
        source().verify(Received(headers=headers, body=b"{}"), secrets, now=NOW)

    assert caught.value.reason == reason


def test_what_we_sign_is_authentic_under_the_configured_header() -> None:
    adapter = source(key_header="x-fernhill")

    signed = adapter.sign(Received(headers={}, body=b"{}"), "key-1", delivery_id="d", now=NOW)

    assert signed.headers == {"x-fernhill": "key-1"}
    assert adapter.verify(signed, ("key-1",), now=NOW)
