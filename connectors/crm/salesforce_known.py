"""Salesforce contact → what it says of the caller that may be told again on the call."""

from collections.abc import Iterable, Iterator, Sequence

from connectors.contracts import KnownValue
from connectors.crm.salesforce_values import Record

_FIELDS = {
    "Name": "name",
    "Email": "email",
    "Phone": "phone",
    "MobilePhone": "phone",
    "HomePhone": "phone",
    "OtherPhone": "phone",
    "MailingCity": "address",
    "MailingPostalCode": "address",
}
LONGEST = 250


def known_of(contacts: Sequence[Record]) -> tuple[KnownValue, ...]:
    """Each value once; fields that an org lacks or hides are left out."""
    return tuple(dict.fromkeys(value for contact in contacts for value in _values(contact)))


def _values(contact: Record) -> Iterator[KnownValue]:
    for field, kind in _FIELDS.items():
        yield from _value(kind, contact.get(field))
    # One line each: house and street apart from a flat or a department.
    for line in str(contact.get("MailingStreet") or "").splitlines():
        yield from _value("address", line)
    account = contact.get("Account")
    if isinstance(account, dict):
        yield from _value("account", account.get("AccountNumber"))


def _value(kind: str, text: object) -> Iterable[KnownValue]:
    told = str(text or "").strip()
    return (KnownValue.model_validate({"kind": kind, "text": told}),) if 0 < len(told) <= LONGEST else ()
