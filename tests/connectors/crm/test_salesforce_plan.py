"""The plan is pure: the call's task, fields of the chosen record, one task a promise."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from connectors.contracts import FollowUp, RecordRef, WriteRequest
from connectors.crm.salesforce_plan import make_plan
from connectors.crm.salesforce_settings import SalesforceSettings, parse_settings
from connectors.errors import Permanent

CONTACT = RecordRef(object="Contact", id="003000000000001AAA", name="Amara Okafor")
OWNER = "005000000000001AAA"


def settings(**more: Any) -> SalesforceSettings:
    auth = {"flow": "client_credentials", "client_id": "id", "client_secret": "secret"}
    return parse_settings({"base_url": "https://acme.my.salesforce.com", "auth": auth, **more})


def request(**more: Any) -> WriteRequest:
    values: dict[str, Any] = {
        "key": "8a1b",
        "external_id": "call-1",
        "record": CONTACT,
        "owner": OWNER,
        "subject": "Billing question",
        "body": "She asked about her bill.",
        "disposition": "billing",
        "direction": "inbound",
        "started_at": datetime(2026, 11, 22, 10, tzinfo=UTC),
        "duration_ms": 61_400,
        "follow_ups": (FollowUp(key="8a1b-f1", subject="Send the invoice", due=date(2026, 11, 24)),),
    }
    return WriteRequest(**(values | more))


def test_the_first_operation_is_the_calls_task() -> None:
    call = make_plan(request(), settings()).operations[0]

    assert (call.action, call.object, call.key) == ("create", "Task", "8a1b")
    assert call.values == {
        "Subject": "Billing question",
        "Description": "She asked about her bill.",
        "Status": "Completed",
        "TaskSubtype": "Call",
        "ActivityDate": "2026-11-22",
        "CallObject": "call-1",
        "CallType": "Inbound",
        "CallDisposition": "billing",
        "CallDurationInSeconds": 61,
        "WhoId": CONTACT.id,
        "OwnerId": OWNER,
    }


def test_every_promise_becomes_a_dated_open_task_with_its_own_key() -> None:
    follow_up = make_plan(request(), settings()).operations[1]

    assert (follow_up.action, follow_up.object, follow_up.key) == ("create", "Task", "8a1b-f1")
    assert follow_up.values == {
        "Subject": "Send the invoice",
        "Status": "Not Started",
        "ActivityDate": "2026-11-24",
        "WhoId": CONTACT.id,
        "OwnerId": OWNER,
    }


def test_mapped_fields_go_to_the_task_and_to_the_chosen_record_only() -> None:
    fields = {"Task": {"Reason__c": "bill"}, "Contact": {"Title": "Dr"}, "Case": {"Reason": "Other"}}

    operations = make_plan(request(fields=fields), settings()).operations

    assert [operation.object for operation in operations] == ["Task", "Contact", "Task"]
    assert operations[0].values["Reason__c"] == "bill"
    assert (operations[1].action, operations[1].record_id) == ("update", CONTACT.id)
    assert operations[1].values == {"Title": "Dr"}


def test_a_mapped_field_does_not_replace_our_own() -> None:
    fields = {"Task": {"CallObject": "another call", "WhoId": "003000000000009AAA"}}

    call = make_plan(request(fields=fields), settings()).operations[0]

    assert (call.values["CallObject"], call.values["WhoId"]) == ("call-1", CONTACT.id)


def test_a_thing_is_linked_as_what_and_a_person_as_who() -> None:
    account = RecordRef(object="Account", id="001000000000001AAA")

    values = make_plan(request(record=account), settings()).operations[0].values

    assert values["WhatId"] == account.id
    assert "WhoId" not in values


def test_without_a_record_nothing_is_linked() -> None:
    values = make_plan(request(record=None), settings()).operations[0].values

    assert not {"WhoId", "WhatId"} & set(values)


def test_long_text_is_cut_rather_than_refused() -> None:
    call = make_plan(request(body="x" * 40_000, subject="y" * 300), settings()).operations[0]

    assert len(str(call.values["Description"])) == 32_000
    assert len(str(call.values["Subject"])) == 255


def test_text_that_looks_like_a_formula_stays_as_it_is() -> None:
    call = make_plan(request(body="=1+1 {!Contact.Name}"), settings()).operations[0]

    assert call.values["Description"] == "=1+1 {!Contact.Name}"


def test_a_voice_calls_disposition_is_never_written() -> None:
    call = make_plan(request(), settings(call_object="VoiceCall")).operations[0]

    assert (call.action, call.object) == ("update", "VoiceCall")
    assert call.values == {"CallResolution": "billing", "Description": "She asked about her bill."}


def test_the_digest_names_the_content() -> None:
    first, again = make_plan(request(), settings()), make_plan(request(), settings())
    other = make_plan(request(body="Something else."), settings())

    assert first == again
    assert first.digest != other.digest


@pytest.mark.parametrize(
    "bad",
    [
        {"key": "../x"},
        {"owner": "../../x"},
        {"record": RecordRef(object="Contact", id="http://evil/")},
        {"fields": {"Task": {"A/B": "x"}}},
        {"follow_ups": (FollowUp(key="a/b", subject="x"),)},
    ],
)
def test_ids_keys_and_names_are_checked_already_here(bad: dict[str, Any]) -> None:
    with pytest.raises(Permanent):
        make_plan(request(**bad), settings())
