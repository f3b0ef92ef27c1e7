"""The source of vCons by value: the contract of all adapters, legs, and roles by its settings."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from connectors import registry
from connectors.contracts import Received, Speaker, Unreadable
from connectors.telephony.vcon import Vcon, connect
from tests.contracts.telephony import RULES, Case

VCON: dict[str, Any] = {
    "vcon": "0.3.0",
    "uuid": "u-1",
    "parties": [{"role": "caller"}, {"role": "host", "id": "agent-1"}, {"role": "host", "id": "agent-2"}],
    "dialog": [
        {"type": "text", "start": "2026-01-05T09:00:00Z", "parties": [1], "body": "Señal?"},
        {"type": "text", "start": "2026-01-05T09:01:00Z", "parties": [2], "body": "Ho."},
    ],
}
BODY = json.dumps(VCON, ensure_ascii=False).encode()
CASE = Case(
    adapter=connect({}),
    secret="whsec_AAECAwQFBgcICQoLDA0ODw==",
    other_secret="whsec_EBESExQVFhcYGRobHB0eHw==",
    unsigned=Received(headers={}, body=BODY),
    proofs=("webhook-id", "webhook-timestamp", "webhook-signature"),
    time_is_signed=True,
)


@pytest.mark.parametrize("rule", RULES)
def test_the_source_of_vcons_keeps_the_contract(rule: Callable[[Case], None]) -> None:
    rule(CASE)


def test_it_is_built_in() -> None:
    assert isinstance(registry.telephony("vcon", {"roles": {"host": "agent"}}), Vcon)


def test_roles_that_the_settings_name_make_legs() -> None:
    (whole,) = connect({}).parse(BODY)
    first, second = connect({"roles": {"host": "agent"}}).parse(BODY)

    assert {turn.speaker for turn in whole.turns} == {Speaker.UNKNOWN}
    assert (first.agent.id, second.agent.id) == ("agent-1", "agent-2")
    assert [turn.speaker for turn in first.turns + second.turns] == [Speaker.AGENT] * 2


def test_a_signed_vcon_is_read_like_any_other() -> None:
    sealed = {"payload": urlsafe_b64encode(BODY).decode(), "signatures": [{"signature": "anything"}]}

    assert connect({}).parse(json.dumps(sealed).encode()) == connect({}).parse(BODY)


def test_a_body_that_is_no_vcon_is_refused() -> None:
    with pytest.raises(Unreadable, match="body: not a vCon"):
        connect({}).parse(b'{"call": {"external_id": "c-1"}}')


@pytest.mark.parametrize("wrong", [{"roles": {"host": "boss"}}, {"role": {}}])
def test_settings_that_cannot_work_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        connect(wrong)
