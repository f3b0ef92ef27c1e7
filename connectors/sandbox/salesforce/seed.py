"""The fresh org as writes at a fixed time: the same ids and values in every start."""

from collections.abc import Iterator

from connectors.sandbox.salesforce import ids
from connectors.sandbox.salesforce.people import (
    INTEGRATION_USER,
    SEED_CONTACTS,
    SEED_USERS,
    SHARED_PHONE_CONTACTS,
    SeedContact,
    SeedUser,
)
from connectors.sandbox.salesforce.schema import Value
from connectors.sandbox.salesforce.writes import Write

_AT = "2026-01-05T09:00:00.000+0000"
_ACCOUNTS = (
    "Brightwater Utilities",
    "Copperfield Home Insurance",
    "Driftwood Travel",
    "Evergreen Broadband",
    "Foxglove Pharmacy",
    "Granite Bank",
    "Harbour Parcel",
    "Ironbark Appliances",
)
_CASES = (
    ("Meter reading looks too high", "New"),
    ("Parcel marked delivered but missing", "Working"),
    ("Router drops every evening", "Escalated"),
    ("Refund for cancelled trip", "Closed"),
    ("Change of billing address", "Closed"),
)
_STREETS = ("Elm Street", "Harbour Road", "Mill Lane", "Station Avenue", "Quarry Road")
# Every third contact has a case; with five kinds of case some contacts have open ones, some closed.
_EVERY = 3


def seed_writes() -> tuple[Write, ...]:
    return (*_users(), *_accounts(), *_contacts(), *_cases())


def _users() -> Iterator[Write]:
    for user in (*SEED_USERS, INTEGRATION_USER):
        yield _create("User", user.id, _name(user) | {"Username": user.email, "Email": user.email})


def _accounts() -> Iterator[Write]:
    for number, name in enumerate(_ACCOUNTS, start=1):
        values: dict[str, Value] = {"Name": name, "Type": "Customer", "AccountNumber": f"A-{number:04d}"}
        yield _create("Account", ids.make("001", number), values | _owner(number))


def _contacts() -> Iterator[Write]:
    for number, contact in enumerate((*SEED_CONTACTS, *SHARED_PHONE_CONTACTS), start=1):
        phone = "Phone" if number % 2 else "MobilePhone"
        values: dict[str, Value] = {
            phone: contact.phone,
            "Email": f"{contact.name.lower().replace(' ', '.')}@example.net",
            "AccountId": ids.make("001", number % len(_ACCOUNTS) + 1),
            "MailingStreet": f"{number} {_STREETS[number % len(_STREETS)]}",
            "MailingCity": "Springfield",
            "MailingPostalCode": f"{62_000 + number}",
            "Customer_Number__c": f"C-{number:05d}",
        }
        yield _create("Contact", contact.id, _name(contact) | values | _owner(number))


def _cases() -> Iterator[Write]:
    for number, contact in enumerate(SEED_CONTACTS[::_EVERY], start=1):
        subject, status = _CASES[number % len(_CASES)]
        values: dict[str, Value] = {
            "Subject": subject,
            "Status": status,
            "Origin": "Phone",
            "Priority": "Medium",
            "ContactId": contact.id,
        }
        yield _create("Case", ids.make("500", number), values | _owner(number))


def _create(kind: str, record_id: str, values: dict[str, Value]) -> Write:
    return Write(_AT, INTEGRATION_USER.id, "create", kind, record_id, values)


def _name(person: SeedContact | SeedUser) -> dict[str, Value]:
    first, last = person.name.split(" ")
    return {"FirstName": first, "LastName": last}


def _owner(number: int) -> dict[str, Value]:
    return {"OwnerId": SEED_USERS[number % len(SEED_USERS)].id}
