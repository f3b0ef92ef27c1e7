"""Twilio's two ends of a call leg, `From` and `To`, as a customer's number and an agent's device."""

import re
from typing import Literal, NamedTuple

from connectors.contracts import Direction

# What Twilio writes where a caller hides the number: ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN, UNAVAILABLE on
# a telephone's keys. https://help.twilio.com/articles/223179988
NOBODY = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"})
PHONE = re.compile(r"\+?[0-9]{5,15}", re.ASCII)
CLIENT = "client:"
DEVICES = (CLIENT, "sip:", "sips:")

Dialled = Literal["customer", "agent"] | None


class Parties(NamedTuple):
    """`agent` is the identity of a softphone, or a SIP address, as the vendor has it."""

    direction: Direction
    phone: str | None = None
    agent: str = ""


def parties_of(direction: str, caller: str, called: str, dialled: Dialled) -> Parties:
    """Who is who on a leg with Twilio's `Direction`. What it leaves open stays open, or is as `dialled` says.

    A call that an agent's softphone makes is inbound to Twilio and outbound to a contact centre. A leg
    dialled to an agent shows any number as its caller, so it tells no customer; the leg it came from does.
    """
    if direction in ("inbound", "trunking-originating"):
        return _outgoing(caller, called) if _is_device(caller) else _incoming(caller, called)
    if direction == "trunking-terminating":
        return _outgoing(caller, called)
    if direction == "outbound-api":
        return Parties("unknown", agent=_agent(called)) if _is_device(called) else _outgoing(caller, called)
    if direction == "outbound-dial":
        return _dialled(caller, called, dialled)
    return Parties("unknown")


def _incoming(caller: str, called: str) -> Parties:
    return Parties("inbound", _phone(caller), _agent(called))


def _outgoing(caller: str, called: str) -> Parties:
    return Parties("outbound", _phone(called), _agent(caller))


def _dialled(caller: str, called: str, dialled: Dialled) -> Parties:
    if _is_device(called):
        return Parties("inbound", agent=_agent(called))
    if _is_device(caller) or dialled == "customer":
        return _outgoing(caller, called)
    return Parties("inbound" if dialled == "agent" else "unknown")


def _is_device(address: str) -> bool:
    return address.lower().startswith(DEVICES)


def _agent(address: str) -> str:
    return address.removeprefix(CLIENT) if _is_device(address) else ""


def _phone(address: str) -> str | None:
    return address if PHONE.fullmatch(address) and address not in NOBODY else None
