"""Every refused answer of Salesforce becomes one of our five families, with nothing private in it."""

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from connectors.crm.salesforce_errors import classify
from connectors.errors import Auth, Conflict, ConnectorError, Outcome, Permanent, Transient, Validation

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "samples" / "salesforce" / "errors.jsonl"
KEY_FIELD = "Aftercall_Key__c"
ID = "00T000000000001AAA"


def error(code: str, message: str = "", **more: Any) -> list[dict[str, Any]]:
    return [{"errorCode": code, "message": message, **more}]


def classified(status: int, content: Any, *, writes: bool = True) -> ConnectorError:
    return classify(status, content, writes=writes, key_field=KEY_FIELD)


@pytest.mark.parametrize(
    ("status", "content", "family", "code", "outcome"),
    [
        (500, error("UNABLE_TO_LOCK_ROW"), Transient, "unable_to_lock_row", Outcome.NOT_APPLIED),
        (400, error("UNABLE_TO_LOCK_ROW"), Transient, "unable_to_lock_row", Outcome.NOT_APPLIED),
        (503, error("SERVER_UNAVAILABLE"), Transient, "server_unavailable", Outcome.UNKNOWN),
        (500, error("UNKNOWN_EXCEPTION"), Transient, "unavailable", Outcome.UNKNOWN),
        (400, error("QUERY_TIMEOUT"), Transient, "query_timeout", Outcome.NOT_APPLIED),
        (503, "<html>down for maintenance</html>", Transient, "unavailable", Outcome.UNKNOWN),
        (502, b"", Transient, "unavailable", Outcome.UNKNOWN),
        (
            401,
            error("INVALID_SESSION_ID", "Session expired"),
            Auth,
            "invalid_session_id",
            Outcome.NOT_APPLIED,
        ),
        (401, "<html>", Auth, "invalid_session_id", Outcome.NOT_APPLIED),
        (401, [], Auth, "invalid_session_id", Outcome.NOT_APPLIED),
        (401, {"message": "no"}, Auth, "invalid_session_id", Outcome.NOT_APPLIED),
        (403, "no", Auth, "forbidden", Outcome.NOT_APPLIED),
        (403, error("API_DISABLED_FOR_ORG"), Auth, "api_disabled_for_org", Outcome.NOT_APPLIED),
        (
            400,
            error("INSUFFICIENT_ACCESS_OR_READONLY"),
            Auth,
            "insufficient_access_or_readonly",
            Outcome.NOT_APPLIED,
        ),
        (404, error("NOT_FOUND"), Permanent, "not_found", Outcome.NOT_APPLIED),
        (404, error("ENTITY_IS_DELETED"), Permanent, "entity_is_deleted", Outcome.NOT_APPLIED),
        (412, "", Conflict, "stale", Outcome.NOT_APPLIED),
        (302, "", Permanent, "redirected", Outcome.NOT_APPLIED),
        (418, "", Permanent, "refused", Outcome.NOT_APPLIED),
        (400, error("made up, with spaces"), Permanent, "refused", Outcome.NOT_APPLIED),
    ],
)
def test_an_answer_has_its_family_code_and_outcome(
    status: int, content: Any, family: type[ConnectorError], code: str, outcome: Outcome
) -> None:
    found = classified(status, content)

    assert (type(found), found.code, found.outcome) == (family, code, outcome)


def test_a_read_that_fails_has_changed_nothing() -> None:
    assert classified(503, "", writes=False).outcome is Outcome.NOT_APPLIED


def test_the_daily_limit_is_waited_out_longer_than_a_concurrency_limit() -> None:
    daily = classified(403, error("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."))
    parallel = classified(403, error("REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded."))

    assert (daily.retry_after_ms, parallel.retry_after_ms) == (900_000, 30_000)


def test_a_session_that_no_new_token_would_mend_is_told_apart() -> None:
    found = classified(
        401, error("INVALID_SESSION_ID", "This session is not valid for use with the REST API")
    )

    assert found.code == "session_not_for_api"


def test_a_lock_inside_a_trigger_is_a_lock() -> None:
    message = "MyTrigger: execution of AfterInsert caused by: UNABLE_TO_LOCK_ROW"

    assert (
        classified(400, error("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", message)).code == "unable_to_lock_row"
    )
    assert type(classified(400, error("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "no"))) is Permanent


def test_our_own_key_twice_is_a_conflict_with_ourselves_in_any_case() -> None:
    message = f"duplicate value found: AFTERCALL_KEY__C duplicates value on record with id: {ID}"

    found = classified(400, error("DUPLICATE_VALUE", message))

    assert (type(found), found.code, found.record_ids) == (Conflict, "own_key", (ID,))


def test_another_unique_field_is_for_the_agent() -> None:
    message = f"duplicate value found: Order__c duplicates value on record with id: {ID}"

    found = classified(400, error("DUPLICATE_VALUE", message))

    assert type(found) is Validation
    assert [issue.field for issue in found.issues] == ["Order__c"]


@pytest.mark.parametrize("spelling", ["duplicateResult", "duplicateResut"])
def test_records_found_by_a_duplicate_rule_are_named_once(spelling: str) -> None:
    match = {"record": {"attributes": {"type": "Contact"}, "Id": "003000000000001AAA"}}
    result = {"matchResults": [{"matchRecords": [match, match]}]}

    found = classified(400, error("DUPLICATES_DETECTED", "Use one of these", **{spelling: result}))

    assert (type(found), found.record_ids) == (Conflict, ("003000000000001AAA",))


def test_a_key_that_names_several_records_lists_them() -> None:
    urls = [
        "/services/data/v62.0/sobjects/Task/00T000000000001AAA",
        "/services/data/v62.0/sobjects/Task/evil?x",
    ]

    found = classified(300, urls)

    assert (type(found), found.code, found.record_ids) == (Conflict, "several_records", (ID,))


@pytest.mark.parametrize(
    ("code", "message", "fields", "field", "text"),
    [
        (
            "STRING_TOO_LONG",
            "data too large: +12025550101 (max length=40)",
            ["A__c"],
            "A__c",
            "longer than 40 char",
        ),
        (
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            "bad value: secret",
            ["P__c"],
            "P__c",
            "values that Salesforce",
        ),
        ("FIELD_CUSTOM_VALIDATION_EXCEPTION", "Ten digits, please", None, "", "Ten digits, please"),
        ("INVALID_FIELD", "No such column 'X__c' on sobject of type Task", [], "X__c", "no such field"),
    ],
)
def test_refused_fields_go_back_to_the_agent_in_our_words(
    code: str, message: str, fields: list[str] | None, field: str, text: str
) -> None:
    found = classified(400, error(code, message, fields=fields))

    (issue,) = found.issues
    assert (type(found), issue.field, issue.code) == (Validation, field, code)
    assert text in issue.message
    assert "+1202" not in issue.message
    assert "secret" not in issue.message


def test_errors_survive_pickling_with_all_they_know() -> None:
    found = classified(400, error("STRING_TOO_LONG", "(max length=40)", fields=["A__c"]))

    again = pickle.loads(pickle.dumps(found))  # noqa: S301  # our own bytes

    assert (type(again), again.code, again.outcome) == (Validation, "string_too_long", Outcome.NOT_APPLIED)
    assert [issue.message for issue in again.issues] == ["The text is longer than 40 characters."]


@pytest.mark.shared
def test_real_error_bodies_are_understood() -> None:
    if not SHARED.exists():
        pytest.skip("the shared samples are not here")
    families = {
        "Transient": {"UNABLE_TO_LOCK_ROW", "REQUEST_LIMIT_EXCEEDED"},
        "Auth": {"INVALID_SESSION_ID", "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY"},
        "Permanent": {"ENTITY_IS_DELETED"},
        "Conflict": {"DUPLICATES_DETECTED"},
    }
    expected = {code: family for family, codes in families.items() for code in codes}

    for line in SHARED.read_text(encoding="utf-8").splitlines():
        sample = json.loads(line)
        body = sample["body"]
        if not (isinstance(body, list) and body and isinstance(body[0], dict)):
            continue
        found = classified(sample["status"], body)
        assert type(found).__name__ == expected.get(body[0]["errorCode"], "Validation")
