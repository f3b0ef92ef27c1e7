from typing import Any

from tests.connectors.sandbox.conftest import Rest
from tests.vendors.salesforce import Sandbox


def _task(**values: Any) -> dict[str, Any]:
    return {"attributes": {"type": "Task"}} | values


def test_each_record_has_a_result_of_its_own(rest: Rest, sandbox: Sandbox) -> None:
    body = {"records": [_task(Subject="one"), _task(Nope=1), _task(Subject="three")]}

    results = rest("POST", "composite/sobjects", json=body).json()

    assert [result["success"] for result in results] == [True, False, True]
    assert results[1]["errors"][0]["statusCode"] == "INVALID_FIELD"
    assert len(sandbox.control.records("Task")) == 2


def test_all_or_none_rolls_the_good_ones_back(rest: Rest, sandbox: Sandbox) -> None:
    body = {"allOrNone": True, "records": [_task(Subject="one"), _task(Nope=1)]}

    results = rest("POST", "composite/sobjects", json=body).json()

    codes = [result["errors"][0]["statusCode"] for result in results]
    assert codes == ["ALL_OR_NONE_OPERATION_ROLLED_BACK", "INVALID_FIELD"]
    assert sandbox.control.records("Task") == []


def test_records_are_upserted_updated_and_deleted_together(rest: Rest, sandbox: Sandbox) -> None:
    path = "composite/sobjects/Task/Aftercall_Key__c"
    records = [
        _task(Aftercall_Key__c="a", Subject="1"),
        _task(Aftercall_Key__c="a", Subject="2"),
        _task(Subject="3"),
    ]

    upserted = rest("PATCH", path, json={"records": records}).json()
    record_id = upserted[0]["id"]
    updated = rest("PATCH", "composite/sobjects", json={"records": [_task(id=record_id, Subject="4")]}).json()
    subjects = [task["Subject"] for task in sandbox.control.records("Task")]
    deleted = rest("DELETE", f"composite/sobjects?ids={record_id},nonsense").json()

    assert [result.get("created") for result in upserted] == [True, False, None]
    assert upserted[2]["errors"][0]["statusCode"] == "MISSING_ARGUMENT"
    assert (updated[0]["success"], subjects) == (True, ["4"])
    assert [result["success"] for result in deleted] == [True, False]
    assert sandbox.control.records("Task") == []


def test_more_than_200_records_are_refused(rest: Rest) -> None:
    answer = rest("POST", "composite/sobjects", json={"records": [_task()] * 201})

    assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, "EXCEEDED_ID_LIMIT")
