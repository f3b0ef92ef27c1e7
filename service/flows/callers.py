"""What is known of a call's caller while one draft is made. It lives as long as the draft is made, and is not stored."""

from collections.abc import Iterator
from typing import Protocol

from connectors.contracts import KnownValue
from service.domain.call import Call
from service.domain.wrapup import WrapUp
from service.drafting.masking.entities import EntityFinder

CONTACT = "Contact"


class Finders(Protocol):
    """Further finders of personal data, by tenant."""

    def finder(self, tenant_id: str) -> EntityFinder | None:
        """None where the tenant asks for none, or where it cannot be had here."""
        ...


class NoFinders:
    """Our own rules, which have read the call when it came in, are all there is."""

    def finder(self, tenant_id: str) -> EntityFinder | None:  # noqa: ARG002  # the protocol's
        return None


def known_of(call: Call, wrapup: WrapUp, told: tuple[KnownValue, ...] | None) -> tuple[KnownValue, ...]:
    """What the record told in this run, the names of the records found, and what the sender says of the caller."""
    values = (*(told or ()), *_of_records(wrapup), *_of_sender(call))
    return tuple(dict.fromkeys(one for one in values if one.text.strip()))


def _of_records(wrapup: WrapUp) -> Iterator[KnownValue]:
    for target in wrapup.targets:
        for record in target.candidates:
            if record.name and record.object == CONTACT:
                yield KnownValue(kind="name", text=record.name)


def _of_sender(call: Call) -> Iterator[KnownValue]:
    if call.facts.customer_name:
        yield KnownValue(kind="name", text=call.facts.customer_name)
    if call.facts.customer_phone:
        yield KnownValue(kind="phone", text=call.facts.customer_phone)
