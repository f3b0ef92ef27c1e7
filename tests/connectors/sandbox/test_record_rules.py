"""What the org refuses, one refusal a line, as errorCode, status and fields."""

from typing import Any

import pytest

from connectors.sandbox.salesforce import SEED_CONTACTS, SEED_USERS
from connectors.sandbox.salesforce.ids import make
from tests.connectors.sandbox.conftest import Rest
from tests.vendors.salesforce import Sandbox

CONTACT = SEED_CONTACTS[0].id
ABSENT = make("003", 9999)

REFUSED_CREATES = [
    ("Task", {"Nope": "x"}, "INVALID_FIELD", []),
    ("Task", {"Subject": "s" * 256}, "STRING_TOO_LONG", ["Subject"]),
    ("Task", {"Description": "d" * 32001}, "STRING_TOO_LONG", ["Description"]),
    ("Task", {"CallType": "inbound"}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", ["CallType"]),
    ("Task", {"IsClosed": True}, "INVALID_FIELD_FOR_INSERT_UPDATE", ["IsClosed"]),
    ("Task", {"Id": make("00T", 5)}, "INVALID_FIELD_FOR_INSERT_UPDATE", ["Id"]),
    ("Task", {"Status": None}, "REQUIRED_FIELD_MISSING", ["Status"]),
    ("Task", {"WhoId": "nonsense"}, "MALFORMED_ID", ["WhoId"]),
    ("Task", {"WhoId": make("001", 1)}, "MALFORMED_ID", ["WhoId"]),
    ("Task", {"WhoId": ABSENT}, "INVALID_CROSS_REFERENCE_KEY", ["WhoId"]),
    ("Task", {"Subject": 5}, "JSON_PARSER_ERROR", []),
    ("Task", {"Subject": {"a": 1}}, "JSON_PARSER_ERROR", []),
    ("Task", {"CallDurationInSeconds": "12"}, "JSON_PARSER_ERROR", []),
    ("Task", {"CallDurationInSeconds": True}, "JSON_PARSER_ERROR", []),
    ("Task", {"CallDurationInSeconds": 2**31}, "NUMBER_OUTSIDE_VALID_RANGE", ["CallDurationInSeconds"]),
    ("Task", {"ActivityDate": "24.11.2026"}, "JSON_PARSER_ERROR", []),
    ("Task", {"ReminderDateTime": "2026-11-24T10:00:00"}, "JSON_PARSER_ERROR", []),
    ("Task", {"IsReminderSet": None}, "JSON_PARSER_ERROR", []),
    ("Contact", {"FirstName": "Ada"}, "REQUIRED_FIELD_MISSING", ["LastName"]),
    ("Contact", {"LastName": "  "}, "REQUIRED_FIELD_MISSING", ["LastName"]),
    ("Contact", {"LastName": "X", "Email": "not an address"}, "INVALID_EMAIL_ADDRESS", ["Email"]),
    (
        "VoiceCall",
        {"CallDisposition": "Refund"},
        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
        ["CallDisposition"],
    ),
    ("User", {"LastName": "X", "Username": "x"}, "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", []),
]


@pytest.mark.parametrize("refused", REFUSED_CREATES)
def test_a_create_that_breaks_a_rule_is_refused_and_leaves_nothing(
    rest: Rest, sandbox: Sandbox, refused: tuple[str, dict[str, Any], str, list[str]]
) -> None:
    name, body, code, fields = refused

    answer = rest("POST", f"sobjects/{name}", json=body)

    error = answer.json()[0]
    assert (answer.status_code, error["errorCode"], error.get("fields", [])) == (400, code, fields)
    assert sandbox.control.journal() == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"TaskSubtype": "Email"}, "INVALID_FIELD_FOR_INSERT_UPDATE"),
        ({"Id": make("00T", 1)}, "INVALID_FIELD"),
        ({"Nope": 1}, "INVALID_FIELD"),
        ({"Status": ""}, "REQUIRED_FIELD_MISSING"),
        ([], "JSON_PARSER_ERROR"),
    ],
)
def test_an_update_that_breaks_a_rule_changes_nothing(
    rest: Rest, sandbox: Sandbox, body: Any, code: str
) -> None:
    record_id = rest("POST", "sobjects/Task", json={"Subject": "x", "TaskSubtype": "Call"}).json()["id"]

    answer = rest("PATCH", f"sobjects/Task/{record_id}", json=body)

    assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, code)
    assert [write["op"] for write in sandbox.control.journal()] == ["create"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", f"sobjects/Contact/{ABSENT}", 404, "NOT_FOUND"),
        ("GET", "sobjects/Contact/nonsense", 404, "NOT_FOUND"),
        ("GET", "sobjects/Nonsense/describe", 404, "NOT_FOUND"),
        ("GET", "nonsense", 404, "NOT_FOUND"),
        ("GET", f"sobjects/Contact/{CONTACT[:15]}AAA", 400, "MALFORMED_ID"),
        ("GET", f"sobjects/Task/{CONTACT}", 400, "MALFORMED_ID"),
        ("GET", f"sobjects/Contact/{CONTACT}?fields=Id,Nope", 400, "INVALID_FIELD"),
        ("GET", "sobjects/Task/Aftercall_Key__c/none", 404, "NOT_FOUND"),
        ("GET", "sobjects/Task/Subject/none", 404, "NOT_FOUND"),
        ("DELETE", f"sobjects/User/{SEED_USERS[0].id}", 400, "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"),
        ("PUT", "sobjects/Task", 405, "METHOD_NOT_ALLOWED"),
    ],
)
def test_what_does_not_exist_or_is_no_id_is_refused(
    rest: Rest, method: str, path: str, status: int, code: str
) -> None:
    answer = rest(method, path)

    assert (answer.status_code, answer.json()[0]["errorCode"]) == (status, code)


def test_a_lead_excludes_a_related_record(rest: Rest) -> None:
    lead = rest("POST", "sobjects/Lead", json={"LastName": "Pike", "Company": "Pike Ltd"}).json()["id"]
    task = rest("POST", "sobjects/Task", json={"WhoId": lead}).json()["id"]

    answer = rest("PATCH", f"sobjects/Task/{task}", json={"WhatId": make("001", 1)})

    assert answer.json()[0]["errorCode"] == "FIELD_INTEGRITY_EXCEPTION"


def test_a_reference_to_a_deleted_record_is_refused(rest: Rest) -> None:
    rest("DELETE", f"sobjects/Contact/{CONTACT}")

    answer = rest("POST", "sobjects/Task", json={"WhoId": CONTACT})

    assert (answer.status_code, answer.json()[0]["errorCode"]) == (404, "ENTITY_IS_DELETED")


def test_a_value_that_another_record_holds_is_refused_with_its_short_id(rest: Rest) -> None:
    holder = rest("POST", "sobjects/Task", json={"Aftercall_Key__c": "k1"}).json()["id"]

    answer = rest("POST", "sobjects/Task", json={"Aftercall_Key__c": "K1"})

    assert answer.status_code == 400
    assert answer.json() == [
        {
            "message": f"duplicate value found: Aftercall_Key__c duplicates value on record with id: {holder[:15]}",
            "errorCode": "DUPLICATE_VALUE",
            "fields": [],
        }
    ]


def test_the_key_in_the_body_of_an_upsert_is_refused(rest: Rest) -> None:
    answer = rest("PATCH", "sobjects/Task/Aftercall_Key__c/k1", json={"Aftercall_Key__c": "k1"})

    assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, "INVALID_FIELD")


def test_text_is_trimmed_empty_text_is_null_and_times_are_normalised(rest: Rest) -> None:
    body = {
        "subject": "  Call ",
        "Description": "",
        "ReminderDateTime": "2026-11-24T12:00:00+02:00",
        "WhoId": CONTACT[:15],
    }

    record_id = rest("POST", "sobjects/task", json=body).json()["id"]

    task = rest("GET", f"sobjects/Task/{record_id}?fields=Subject,Description,ReminderDateTime,WhoId").json()
    del task["attributes"]
    assert task == {
        "Subject": "Call",
        "Description": None,
        "ReminderDateTime": "2026-11-24T10:00:00.000+0000",
        "WhoId": CONTACT,
    }


def test_a_task_that_is_opened_again_is_not_completed(rest: Rest) -> None:
    record_id = rest("POST", "sobjects/Task", json={"Status": "Completed"}).json()["id"]

    rest("PATCH", f"sobjects/Task/{record_id}", json={"Status": "In Progress"})

    task = rest("GET", f"sobjects/Task/{record_id}").json()
    assert (task["IsClosed"], task["CompletedDateTime"]) == (False, None)


@pytest.mark.parametrize("body", [b"{", b"[1]", b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_json_object_is_refused(rest: Rest, body: bytes) -> None:
    answer = rest("POST", "sobjects/Task", data=body)

    assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, "JSON_PARSER_ERROR")


def test_a_body_larger_than_salesforce_takes_is_refused(rest: Rest, sandbox: Sandbox) -> None:
    answer = rest("POST", "sobjects/Task", data=b" " * (6 * 1024 * 1024 + 1))

    assert answer.status_code == 413
    assert sandbox.control.journal() == []
