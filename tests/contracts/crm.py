"""What every implementation of `Crm` keeps, run against the fake and against real connectors alike.

A rule is a function of a `Subject`; a test module runs `@pytest.mark.parametrize("rule", RULES)`.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any, Protocol

import pytest

from connectors.contracts import Crm, FollowUp, KnownValue, Party, RecordRef, WriteReceipt, WriteRequest
from connectors.errors import Permanent, Transient

DEADLINE_MS = 10_000
PHONE, OTHER_PHONE = "+12025550171", "+12025550172"
KEY, PROMISE_KEY = "5f0c6f2e-0b43-5a86-9c58-1e2f3a4b5c6d", "5f0c6f2e-0b43-5a86-9c58-1e2f3a4b5c6d-f1"


class Subject(Protocol):
    """A CRM under test and what a test can do behind its back."""

    @property
    def crm(self) -> Crm: ...

    def add_contact(self, name: str, phone: str = "") -> str: ...

    def add_call_record(self, external_id: str, text: str = "") -> str: ...

    def lose_next_answer(self) -> None:
        """The next write is done, and its answer never comes."""
        ...

    def tasks(self) -> list[Mapping[str, Any]]:
        """All tasks: `id, key, Subject, Description, CallObject, ActivityDate, WhoId`."""
        ...

    def writes(self) -> int:
        """How many writes changed anything, so far."""
        ...


def request(contact: str | None, **changes: Any) -> WriteRequest:
    values: dict[str, Any] = {
        "key": KEY,
        "external_id": "contract-call-1",
        "record": RecordRef(object="Contact", id=contact) if contact else None,
        "subject": "Billing question",
        "body": "She asked why her bill is higher.",
        "disposition": "billing",
        "direction": "inbound",
        "started_at": datetime(2026, 11, 20, 15, tzinfo=UTC),
        "duration_ms": 61_000,
        "follow_ups": (FollowUp(key=PROMISE_KEY, subject="Send the invoice", due=date(2026, 11, 24)),),
    }
    return WriteRequest(**(values | changes))


def write(subject: Subject, asked: WriteRequest) -> WriteReceipt:
    return subject.crm.apply(subject.crm.plan(asked), asked, deadline_ms=DEADLINE_MS)


def actions(receipt: WriteReceipt) -> list[str]:
    return [record.action for record in receipt.records]


def a_healthy_connection_passes_its_check(subject: Subject) -> None:
    subject.crm.check()


def one_contact_with_the_number_is_matched(subject: Subject) -> None:
    contact = subject.add_contact("Amara Quist", PHONE)
    subject.add_contact("Bram Quist", OTHER_PHONE)

    found = subject.crm.resolve(Party(phone=PHONE), deadline_ms=DEADLINE_MS)

    assert (found.match, found.reason) == ("matched", "phone")
    assert [(ref.object, ref.id, ref.name) for ref in found.candidates] == [
        ("Contact", contact, "Amara Quist")
    ]


def the_id_goes_before_the_number(subject: Subject) -> None:
    contact = subject.add_contact("Amara Quist", PHONE)
    subject.add_contact("Bram Quist", OTHER_PHONE)

    found = subject.crm.resolve(Party(phone=OTHER_PHONE, crm_id=contact), deadline_ms=DEADLINE_MS)

    assert (found.match, found.reason, found.candidates[0].id) == ("matched", "id", contact)


def an_id_that_is_gone_falls_back_to_the_number(subject: Subject) -> None:
    contact = subject.add_contact("Amara Quist", PHONE)

    found = subject.crm.resolve(Party(phone=PHONE, crm_id="003999999999999AAA"), deadline_ms=DEADLINE_MS)

    assert (found.match, found.reason, found.candidates[0].id) == ("matched", "phone", contact)


def two_contacts_with_one_number_are_left_to_a_person(subject: Subject) -> None:
    both = {subject.add_contact("Amara Quist", PHONE), subject.add_contact("Bram Quist", PHONE)}

    found = subject.crm.resolve(Party(phone=PHONE), deadline_ms=DEADLINE_MS)

    assert found.match == "ambiguous"
    assert {ref.id for ref in found.candidates} == both


def what_the_record_says_of_the_caller_is_told(subject: Subject) -> None:
    subject.add_contact("Amara Quist", PHONE)

    found = subject.crm.resolve(Party(phone=PHONE), deadline_ms=DEADLINE_MS)

    assert {KnownValue(kind="name", text="Amara Quist"), KnownValue(kind="phone", text=PHONE)} <= set(
        found.known
    )
    assert subject.crm.resolve(Party(phone=OTHER_PHONE), deadline_ms=DEADLINE_MS).known == ()


def a_stranger_is_unknown(subject: Subject) -> None:
    for party in (Party(phone=PHONE), Party(phone="anonymous"), Party()):
        found = subject.crm.resolve(party, deadline_ms=DEADLINE_MS)

        assert (found.match, found.candidates) == ("unknown", ())


def an_id_that_could_lead_elsewhere_is_refused(subject: Subject) -> None:
    for crm_id in ("../../x", "http://evil/", "003' OR Name != '"):
        with pytest.raises(Permanent, match="bad_id"):
            subject.crm.resolve(Party(crm_id=crm_id), deadline_ms=DEADLINE_MS)


def a_plan_for_what_is_no_record_is_refused(subject: Subject) -> None:
    with pytest.raises(Permanent):
        subject.crm.plan(request("../../query"))


def no_time_is_a_deadline_missed(subject: Subject) -> None:
    asked = request(subject.add_contact("Amara Quist"))
    plan = subject.crm.plan(asked)

    with pytest.raises(Transient, match="deadline"):
        subject.crm.resolve(Party(phone=PHONE), deadline_ms=0)
    with pytest.raises(Transient, match="deadline"):
        subject.crm.apply(plan, asked, deadline_ms=0)
    with pytest.raises(Transient, match="deadline"):
        subject.crm.read((KEY,), deadline_ms=0)


def a_plan_writes_nothing_and_names_its_content(subject: Subject) -> None:
    asked = request(subject.add_contact("Amara Quist"))
    before = subject.writes()

    plan, again = subject.crm.plan(asked), subject.crm.plan(asked)
    other = subject.crm.plan(asked.model_copy(update={"body": "Another text."}))

    assert plan == again
    assert plan.digest != other.digest
    assert [operation.key for operation in plan.operations] == [KEY, PROMISE_KEY]
    assert subject.writes() == before


def one_task_for_the_call_and_one_for_each_promise(subject: Subject) -> None:
    contact = subject.add_contact("Amara Quist")

    receipt = write(subject, request(contact))

    call, promise = (_under(subject, key) for key in (KEY, PROMISE_KEY))
    assert actions(receipt) == ["created", "created"]
    assert [record.id for record in receipt.records] == [call["id"], promise["id"]]
    assert (call["Description"], call["CallObject"]) == (
        "She asked why her bill is higher.",
        "contract-call-1",
    )
    assert (promise["Subject"], promise["ActivityDate"]) == ("Send the invoice", "2026-11-24")
    assert call["WhoId"] == promise["WhoId"] == contact


def the_same_again_changes_nothing(subject: Subject) -> None:
    asked = request(subject.add_contact("Amara Quist"))
    first = write(subject, asked)
    before = subject.writes()

    again = write(subject, asked)

    assert actions(again) == ["unchanged", "unchanged"]
    assert [record.id for record in again.records] == [record.id for record in first.records]
    assert subject.writes() == before


def a_revision_changes_the_same_records(subject: Subject) -> None:
    contact = subject.add_contact("Amara Quist")
    first = write(subject, request(contact))

    again = write(subject, request(contact, body="She asked twice."))

    assert actions(again) == ["updated", "unchanged"]
    assert [record.id for record in again.records] == [record.id for record in first.records]
    assert _under(subject, KEY)["Description"] == "She asked twice."


def the_telephonys_record_is_taken_over_with_what_was_typed(subject: Subject) -> None:
    contact = subject.add_contact("Amara Quist")
    made = subject.add_call_record("contract-call-1", "typed during the call")

    receipt = write(subject, request(contact))
    revised = write(subject, request(contact, body="She asked twice."))

    assert actions(receipt) == ["updated", "created"]
    assert receipt.records[0].id == revised.records[0].id == made
    text = _under(subject, KEY)["Description"]
    assert text.startswith("typed during the call\n")
    assert text.endswith("\nShe asked twice.")
    assert "higher" not in text


def another_calls_record_is_left_alone(subject: Subject) -> None:
    made = subject.add_call_record("another-call", "typed")

    receipt = write(subject, request(subject.add_contact("Amara Quist")))

    assert made not in [record.id for record in receipt.records]


def a_lost_answer_leaves_one_record(subject: Subject) -> None:
    asked = request(subject.add_contact("Amara Quist"))
    subject.lose_next_answer()

    with suppress(Transient):
        write(subject, asked)
    write(subject, asked)

    assert sorted(task["key"] for task in subject.tasks()) == [KEY, PROMISE_KEY]


def two_threads_at_once_leave_one_record(subject: Subject) -> None:
    asked = request(subject.add_contact("Amara Quist"))

    with ThreadPoolExecutor(4) as pool:
        receipts = list(pool.map(lambda _: write(subject, asked), range(4)))

    assert sorted(task["key"] for task in subject.tasks()) == [KEY, PROMISE_KEY]
    assert len({tuple(record.id for record in receipt.records) for receipt in receipts}) == 1


def what_stands_is_read_in_the_order_of_the_keys(subject: Subject) -> None:
    receipt = write(subject, request(subject.add_contact("Amara Quist")))
    call, promise = receipt.records

    found = subject.crm.read((PROMISE_KEY, "no-such-key", KEY.upper()), deadline_ms=DEADLINE_MS)

    assert [(record.key, record.id) for record in found] == [
        (PROMISE_KEY, promise.id),
        (KEY.upper(), call.id),
    ]


def _under(subject: Subject, key: str) -> Mapping[str, Any]:
    (task,) = [task for task in subject.tasks() if task["key"] == key]
    return task


RULES: tuple[Callable[[Subject], None], ...] = (
    a_healthy_connection_passes_its_check,
    one_contact_with_the_number_is_matched,
    the_id_goes_before_the_number,
    an_id_that_is_gone_falls_back_to_the_number,
    two_contacts_with_one_number_are_left_to_a_person,
    what_the_record_says_of_the_caller_is_told,
    a_stranger_is_unknown,
    an_id_that_could_lead_elsewhere_is_refused,
    a_plan_for_what_is_no_record_is_refused,
    no_time_is_a_deadline_missed,
    a_plan_writes_nothing_and_names_its_content,
    one_task_for_the_call_and_one_for_each_promise,
    the_same_again_changes_nothing,
    a_revision_changes_the_same_records,
    the_telephonys_record_is_taken_over_with_what_was_typed,
    another_calls_record_is_left_alone,
    a_lost_answer_leaves_one_record,
    two_threads_at_once_leave_one_record,
    what_stands_is_read_in_the_order_of_the_keys,
)
