"""What the caller's record says is told for the draft; an org that hides fields still gets its contact matched."""

from collections.abc import Iterator

import pytest

from connectors.contracts import Party
from tests.connectors.crm.org import Org, running_org
from tests.contracts.crm import PHONE


@pytest.fixture
def org() -> Iterator[Org]:
    with running_org() as running:
        yield running


def test_names_numbers_addresses_and_the_account_are_told(org: Org) -> None:
    account = org.create("Account", Name="Copper Ltd", AccountNumber="A-7712")
    org.create(
        "Contact",
        FirstName="Amara",
        LastName="Quist",
        Phone=PHONE,
        MobilePhone="+12025550199",
        Email="amara@example.net",
        MailingStreet="15 Elm Street\nFlat 4",
        MailingCity="Springfield",
        MailingPostalCode="62704",
        AccountId=account,
    )

    found = org.crm.resolve(Party(phone=PHONE), deadline_ms=5_000)

    told = {(one.kind, one.text) for one in found.known}
    assert told == {
        ("name", "Amara Quist"), ("phone", PHONE), ("phone", "+12025550199"), ("email", "amara@example.net"),
        ("address", "15 Elm Street"), ("address", "Flat 4"), ("address", "Springfield"), ("address", "62704"),
        ("account", "A-7712"),
    }  # fmt: skip


def test_an_org_that_hides_fields_still_gets_its_contact_and_its_cases(org: Org) -> None:
    contact = org.add_contact("Amara Quist", PHONE)
    case = org.create("Case", ContactId=contact, Subject="Meter", Status="New")
    org.control.fault("INVALID_FIELD", "query", times=2)

    found = org.crm.resolve(Party(phone=PHONE), deadline_ms=5_000)
    again = org.crm.resolve(Party(phone=PHONE), deadline_ms=5_000)

    assert (found.candidates[0].id, [one.id for one in found.open_cases]) == (contact, [case])
    assert {(one.kind, one.text) for one in found.known} == {("name", "Amara Quist")}
    assert again == found, "what an org hides is not asked for again"
