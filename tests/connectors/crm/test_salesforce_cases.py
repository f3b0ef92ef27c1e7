"""Open cases beside the caller's record: they are wanted, and never stand in its way."""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.contracts import Crm, Party
from connectors.crm.salesforce import connect
from tests.connectors.crm.org import AUTH, Org, running_org
from tests.contracts.crm import PHONE


@pytest.fixture
def org() -> Iterator[Org]:
    with running_org() as running:
        yield running


def connected(url: str, **more: Any) -> Crm:
    return connect({"base_url": url, "auth": AUTH} | more)


def test_an_org_that_hides_cases_still_gets_its_contact(org: Org) -> None:
    contact = org.add_contact("Amara Quist", PHONE)
    org.create("Case", ContactId=contact, Subject="Meter", Status="New")
    org.control.fault("INVALID_TYPE", "query", times=1)

    found = org.crm.resolve(Party(phone=PHONE), deadline_ms=5_000)
    again = org.crm.resolve(Party(phone=PHONE), deadline_ms=5_000)

    assert (found.candidates[0].id, found.open_cases) == (contact, ())
    assert again == found, "what an org hides is not asked for again"


def test_a_session_that_was_refused_once_does_not_cost_the_cases(org: Org) -> None:
    contact = org.add_contact("Amara Quist", PHONE)
    case = org.create("Case", ContactId=contact, Subject="Meter", Status="New")
    org.control.fault("INSUFFICIENT_ACCESS", "query", times=1)

    org.crm.resolve(Party(phone=PHONE), deadline_ms=5_000)
    again = org.crm.resolve(Party(phone=PHONE), deadline_ms=5_000)

    assert [ref.id for ref in again.open_cases] == [case]
