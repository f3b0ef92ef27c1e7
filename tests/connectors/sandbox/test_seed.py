import re
from collections import Counter

from connectors.sandbox.salesforce import SEED_CONTACTS, SEED_USERS, SHARED_PHONE, SHARED_PHONE_CONTACTS
from tests.vendors.salesforce import Sandbox, running_sandbox

FICTIONAL = re.compile(r"\+120255501\d\d|\+447700900\d{3}")


def test_every_start_has_the_same_people(sandbox: Sandbox) -> None:
    with running_sandbox() as other:
        assert other.control.records("Contact") == sandbox.control.records("Contact")


def test_the_exported_contacts_are_in_the_org_each_with_a_number_of_its_own(sandbox: Sandbox) -> None:
    records = {record["Id"]: record for record in sandbox.control.records("Contact")}

    numbers = Counter(record["Phone"] or record["MobilePhone"] for record in records.values())

    assert len(SEED_CONTACTS) >= 60
    for contact in SEED_CONTACTS:
        record = records[contact.id]
        assert contact.name == record["Name"]
        assert contact.phone in {record["Phone"], record["MobilePhone"]}
        assert numbers[contact.phone] == 1
    assert all(FICTIONAL.fullmatch(number) for number in numbers)


def test_one_number_belongs_to_two_contacts(sandbox: Sandbox) -> None:
    holders = {
        record["Id"]
        for record in sandbox.control.records("Contact")
        if SHARED_PHONE in {record["Phone"], record["MobilePhone"]}
    }

    assert holders == {contact.id for contact in SHARED_PHONE_CONTACTS}


def test_five_agents_are_users(sandbox: Sandbox) -> None:
    users = {record["Id"]: record for record in sandbox.control.records("User")}

    assert len(SEED_USERS) == 5
    assert [users[user.id]["Name"] for user in SEED_USERS] == [user.name for user in SEED_USERS]
    assert [users[user.id]["Email"] for user in SEED_USERS] == [user.email for user in SEED_USERS]


def test_there_are_open_and_closed_cases_of_contacts(sandbox: Sandbox) -> None:
    cases = sandbox.control.records("Case")

    assert {case["IsClosed"] for case in cases} == {True, False}
    assert {case["ContactId"] for case in cases} <= {contact.id for contact in SEED_CONTACTS}


def test_an_org_without_seed_is_empty() -> None:
    with running_sandbox(seed=False) as sandbox:
        assert sandbox.control.records("Contact") == []
