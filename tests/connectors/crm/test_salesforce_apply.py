"""Writing to the sandbox org: one record each, whatever is lost, raced or refused on the way."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from connectors.contracts import FollowUp, RecordRef, WriteRequest
from connectors.errors import Outcome, Permanent, Transient, Validation
from tests.connectors.crm.org import Org, running_org
from tests.contracts.crm import KEY, PROMISE_KEY, actions, request, write

LIMIT_MS = 10_000


@pytest.fixture
def org() -> Iterator[Org]:
    with running_org() as running:
        yield running


def asked(org: Org, **changes: Any) -> WriteRequest:
    return request(org.add_contact("Amara Quist"), **changes)


def task(org: Org, key: str = KEY) -> dict[str, Any]:
    (found,) = [dict(record) for record in org.tasks() if record["key"] == key]
    return found


@pytest.mark.parametrize("op", ["token", "query", "read", "write"])
@pytest.mark.parametrize("after", [0, 1])
def test_a_connection_dropped_after_any_step_leaves_one_record_each(org: Org, op: str, after: int) -> None:
    wanted = asked(org)
    org.control.fault("drop_after_commit", op, after=after, times=1)

    receipt = write(org, wanted)

    assert len(receipt.records) == 2
    assert org.creates("Task") == 2


def test_a_record_whose_answer_was_lost_counts_as_created(org: Org) -> None:
    wanted = asked(org)
    org.lose_next_answer()

    assert actions(write(org, wanted)) == ["created", "created"]


def test_when_every_answer_is_lost_the_outcome_is_unknown_and_a_later_try_mends_it(org: Org) -> None:
    wanted = asked(org)
    org.control.fault("drop_after_commit", "write")
    org.control.fault("drop_after_commit", "read", after=1)

    with pytest.raises(Transient) as caught:
        org.crm.apply(org.crm.plan(wanted), wanted, deadline_ms=600)
    org.control.clear_faults()
    again = write(org, wanted)

    assert caught.value.outcome is Outcome.UNKNOWN
    assert actions(again) == ["unchanged", "created"]
    assert org.creates("Task") == 2


@pytest.mark.parametrize(
    ("kind", "times"), [("UNABLE_TO_LOCK_ROW", 2), ("html_503", 1), ("SERVER_UNAVAILABLE", 1)]
)
def test_a_blip_is_waited_out_within_the_call(org: Org, kind: str, times: int) -> None:
    wanted = asked(org)
    org.control.fault(kind, "write", times=times)

    assert actions(write(org, wanted)) == ["created", "created"]


def test_a_lock_that_stays_is_transient_and_known_to_have_changed_nothing(org: Org) -> None:
    wanted = asked(org)
    org.control.fault("UNABLE_TO_LOCK_ROW", "write")

    with pytest.raises(Transient, match="unable_to_lock_row") as caught:
        write(org, wanted)

    assert caught.value.outcome is Outcome.NOT_APPLIED


def test_a_limit_is_not_hammered(org: Org) -> None:
    wanted = asked(org)
    org.watch("write")
    org.control.fault("REQUEST_LIMIT_EXCEEDED", "write")

    with pytest.raises(Transient, match="request_limit_exceeded") as caught:
        write(org, wanted)

    assert caught.value.retry_after_ms == 900_000
    assert org.control.faults()[0]["seen"] == 1


def test_a_collision_on_our_own_key_is_read_and_written_again(org: Org) -> None:
    wanted = asked(org)
    org.control.fault("DUPLICATE_VALUE", "write", times=1)

    assert actions(write(org, wanted)) == ["created", "created"]


def test_a_value_outside_a_restricted_picklist_names_its_field(org: Org) -> None:
    wanted = asked(org, fields={"Task": {"Aftercall_Sentiment__c": "Furious"}})

    with pytest.raises(Validation) as caught:
        write(org, wanted)

    assert caught.value.outcome is Outcome.NOT_APPLIED
    assert [issue.field for issue in caught.value.issues] == ["Aftercall_Sentiment__c"]
    assert org.creates("Task") == 0


def test_text_too_long_for_a_custom_field_names_it_and_its_length(org: Org) -> None:
    wanted = asked(org, fields={"Task": {"Aftercall_Order_Number__c": "7" * 81}})

    with pytest.raises(Validation) as caught:
        write(org, wanted)

    (issue,) = caught.value.issues
    assert (issue.field, issue.message) == (
        "Aftercall_Order_Number__c",
        "The text is longer than 80 characters.",
    )


def test_a_failure_half_way_names_what_was_written_and_asks_to_read_first(org: Org) -> None:
    wanted = asked(org)
    org.control.fault("FIELD_CUSTOM_VALIDATION_EXCEPTION", "write", after=1)

    with pytest.raises(Validation) as caught:
        write(org, wanted)

    assert caught.value.outcome is Outcome.UNKNOWN
    assert caught.value.record_ids == (task(org)["id"],)


def test_fields_of_the_chosen_contact_are_updated_once(org: Org) -> None:
    contact = org.add_contact("Amara Quist")
    record = RecordRef(object="Contact", id=contact)
    wanted = request(None, record=record, fields={"Contact": {"Title": "Dr"}}, follow_ups=())

    first, again = write(org, wanted), write(org, wanted)

    assert (actions(first), actions(again)) == (["created", "updated"], ["unchanged", "unchanged"])
    assert [row["Title"] for row in org.control.records("Contact") if row["Id"] == contact] == ["Dr"]


def test_a_contact_that_is_gone_is_permanent(org: Org) -> None:
    gone = RecordRef(object="Contact", id="003999999999999AAA")
    plan_for = request(None, fields={"Contact": {"Title": "Dr"}}, follow_ups=())
    wanted = plan_for.model_copy(update={"record": gone})

    with pytest.raises((Permanent, Validation)):
        write(org, wanted)


def test_a_follow_up_that_somebody_has_done_is_not_opened_again(org: Org) -> None:
    wanted = asked(org)
    write(org, wanted)
    org.update("Task", task(org, PROMISE_KEY)["id"], Status="Completed")

    promise = FollowUp(key=PROMISE_KEY, subject="Send both invoices", due=wanted.follow_ups[0].due)
    receipt = write(org, wanted.model_copy(update={"follow_ups": (promise,)}))

    assert actions(receipt) == ["unchanged", "updated"]
    assert (task(org, PROMISE_KEY)["Status"], task(org, PROMISE_KEY)["Subject"]) == (
        "Completed",
        "Send both invoices",
    )


def test_of_several_telephony_records_the_agents_own_is_taken(org: Org) -> None:
    owner, other = [user["Id"] for user in org.control.records("User")][:2]
    made = {
        user: org.create("Task", Subject="Call", CallObject="contract-call-1", OwnerId=user)
        for user in (other, owner)
    }

    receipt = write(org, asked(org, owner=owner))

    assert receipt.records[0].id == made[owner]


def test_of_several_telephony_records_none_is_guessed(org: Org) -> None:
    made = {org.add_call_record("contract-call-1"), org.add_call_record("contract-call-1")}

    receipt = write(org, asked(org))

    assert receipt.records[0].id not in made


def test_a_disposition_taken_back_is_emptied(org: Org) -> None:
    wanted = asked(org)
    write(org, wanted)

    write(org, wanted.model_copy(update={"disposition": ""}))

    assert task(org)["CallDisposition"] is None


def test_another_spelling_of_the_key_is_the_same_record(org: Org) -> None:
    wanted = asked(org, follow_ups=())
    first = write(org, wanted)

    again = write(org, wanted.model_copy(update={"key": KEY.upper()}))

    assert [record.id for record in again.records] == [record.id for record in first.records]


def test_many_threads_share_one_connector_and_one_token(org: Org) -> None:
    contact = org.add_contact("Amara Quist")
    org.watch("token")
    wanted = [request(contact, key=f"key-{n}", external_id=f"call-{n}", follow_ups=()) for n in range(24)]

    with ThreadPoolExecutor(24) as pool:
        receipts = list(pool.map(lambda one: write(org, one), wanted))

    assert len({receipt.records[0].id for receipt in receipts}) == org.creates("Task") == 24
    assert org.requests_made("token") == 1


def test_two_threads_that_take_over_one_record_write_into_it_once(org: Org) -> None:
    made = org.add_call_record("contract-call-1", "typed")
    wanted = asked(org, follow_ups=())

    with ThreadPoolExecutor(4) as pool:
        receipts = list(pool.map(lambda _: write(org, wanted), range(4)))

    assert {receipt.records[0].id for receipt in receipts} == {made}
    assert task(org)["Description"].count("higher") == 1
    assert org.creates("Task") == 1


@pytest.mark.parametrize("bad", [{"key": "../x"}, {"object": "Task/x"}, {"record_id": "http://evil/"}])
def test_a_plan_from_elsewhere_is_checked_before_anything_is_sent(org: Org, bad: dict[str, str]) -> None:
    wanted = asked(org)
    plan = org.crm.plan(wanted)
    tampered = plan.model_copy(
        update={"operations": (*plan.operations, plan.operations[0].model_copy(update=bad))}
    )
    org.watch()

    with pytest.raises(Permanent):
        org.crm.apply(tampered, wanted, deadline_ms=LIMIT_MS)

    assert org.requests_made() == 0


def test_a_voice_call_gets_its_resolution_and_summary_and_no_second_record() -> None:
    with running_org(call_object="VoiceCall") as org:
        made = org.create("VoiceCall", VendorCallKey="contract-call-1", CallDisposition="completed")

        first, again = write(org, asked(org)), write(org, asked(org))

        (call,) = org.control.records("VoiceCall")
        assert (actions(first), actions(again)) == (["updated", "created"], ["unchanged", "updated"])
        assert (call["Id"], call["CallResolution"], call["CallDisposition"]) == (made, "billing", "completed")
        assert [record.id for record in org.crm.read((KEY,), deadline_ms=LIMIT_MS)] == [made]


def test_a_voice_call_that_is_not_there_yet_is_waited_for() -> None:
    with (
        running_org(call_object="VoiceCall") as org,
        pytest.raises(Transient, match="call_record_missing") as caught,
    ):
        write(org, asked(org))

    assert caught.value.retry_after_ms == 30_000
