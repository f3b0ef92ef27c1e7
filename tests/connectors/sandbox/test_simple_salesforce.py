"""The real client, unmodified, over the sandbox."""

from typing import Any

import pytest
from simple_salesforce.exceptions import (
    SalesforceMalformedRequest,
    SalesforceMoreThanOneRecord,
    SalesforceResourceNotFound,
)

from connectors.sandbox.salesforce import SEED_CONTACTS, SEED_USERS
from tests.vendors.salesforce import Sandbox

KEY = "Aftercall_Key__c"


def test_a_created_task_reads_back_with_what_salesforce_fills_in(sf: Any) -> None:
    made = sf.Task.create({"Subject": "Call", "WhoId": SEED_CONTACTS[0].id, "TaskSubtype": "Call"})

    task = sf.Task.get(made["id"])

    assert made["success"] is True
    assert task["Subject"] == "Call"
    assert task["Status"] == "Not Started"
    assert task["IsClosed"] is False
    assert task["AccountId"].startswith("001")
    assert task["attributes"] == {"type": "Task", "url": f"/services/data/v62.0/sobjects/Task/{made['id']}"}


def test_an_update_answers_204_and_changes_the_record(sf: Any) -> None:
    record_id = sf.Task.create({"Subject": "before"})["id"]

    status = sf.Task.update(record_id, {"Subject": "after", "Status": "Completed"})

    task = sf.Task.get(record_id)
    assert status == 204
    assert (task["Subject"], task["IsClosed"]) == ("after", True)
    assert task["CompletedDateTime"].endswith("+0000")


def test_an_id_of_15_characters_names_the_same_record(sf: Any) -> None:
    record_id = sf.Task.create({"Subject": "Call"})["id"]

    assert sf.Task.get(record_id[:15])["Id"] == record_id


def test_an_upsert_creates_once_and_then_updates(sf: Any, sandbox: Sandbox) -> None:
    first = sf.Task.upsert(f"{KEY}/call-1", {"Subject": "one"}, raw_response=True)
    second = sf.Task.upsert(f"{KEY}/call-1", {"Subject": "two"}, raw_response=True)

    assert (first.status_code, first.json()["created"]) == (201, True)
    assert (second.status_code, second.json()["created"]) == (200, False)
    assert first.json()["id"] == second.json()["id"]
    assert [task["Subject"] for task in sandbox.control.records("Task")] == ["two"]


def test_the_key_is_unique_in_any_case_of_letters(sf: Any, sandbox: Sandbox) -> None:
    sf.Task.upsert(f"{KEY}/abc", {"Subject": "one"})

    status = sf.Task.upsert(f"{KEY}/ABC", {"Subject": "two"})

    assert status == 200
    assert len(sandbox.control.records("Task")) == 1


def test_a_percent_encoded_key_is_decoded_once(sf: Any, sandbox: Sandbox) -> None:
    sf.Task.upsert(f"{KEY}/a%2Fb%2520c", {"Subject": "one"})

    assert sandbox.control.records("Task")[0][KEY] == "a/b%20c"


def test_a_record_is_found_by_its_external_id(sf: Any) -> None:
    sf.Task.upsert(f"{KEY}/call-1", {"Subject": "one"})

    assert sf.Task.get_by_custom_id(KEY, "call-1")["Subject"] == "one"


def test_a_deleted_record_is_gone_and_its_key_is_free_again(sf: Any, sandbox: Sandbox) -> None:
    record_id = sf.Task.upsert(f"{KEY}/call-1", {"Subject": "one"}, raw_response=True).json()["id"]

    status = sf.Task.delete(record_id)

    assert status == 204
    assert sandbox.control.records("Task") == []
    with pytest.raises(SalesforceResourceNotFound, match="ENTITY_IS_DELETED"):
        sf.Task.get(record_id)
    assert sf.Task.upsert(f"{KEY}/call-1", {"Subject": "again"}) == 201


def test_two_records_under_one_plain_external_id_answer_300(sf: Any) -> None:
    for name in ("Ada", "Bea"):
        sf.Contact.create({"LastName": name, "Customer_Number__c": "C-77777"})

    with pytest.raises(SalesforceMoreThanOneRecord) as caught:
        sf.Contact.upsert("Customer_Number__c/C-77777", {"Title": "Dr"})

    assert len(caught.value.content) == 2


def test_a_query_follows_relationships(sf: Any) -> None:
    sf.Task.create({"Subject": "Call", "WhoId": SEED_CONTACTS[0].id, "OwnerId": SEED_USERS[0].id})

    found = sf.query("SELECT Subject, Who.Name, Who.Account.Name, Owner.Email, What.Name FROM Task")

    row = found["records"][0]
    assert found["totalSize"] == 1
    assert row["Who"]["Name"] == SEED_CONTACTS[0].name
    assert row["Who"]["Account"]["Name"] == "Copperfield Home Insurance"
    assert row["Owner"]["Email"] == SEED_USERS[0].email
    assert row["What"] is None


def test_a_long_result_comes_in_pages(sf: Any) -> None:
    for start in (0, 200):
        records = [{"attributes": {"type": "Task"}, "Subject": f"{start + n:04d}"} for n in range(200)]
        sf.restful("composite/sobjects", method="POST", json={"records": records})

    first = sf.query(
        "SELECT Subject FROM Task ORDER BY Subject", headers={"Sforce-Query-Options": "batchSize=250"}
    )
    second = sf.query_more(first["nextRecordsUrl"], identifier_is_url=True)

    assert (first["totalSize"], first["done"], len(first["records"])) == (400, False, 250)
    assert (second["done"], len(second["records"])) == (True, 150)
    assert second["records"][0]["Subject"] == "0250"
    assert "nextRecordsUrl" not in second


def test_deleted_records_show_in_query_all_only(sf: Any) -> None:
    sf.Task.delete(sf.Task.create({"Subject": "Call"})["id"])

    assert sf.query("SELECT COUNT() FROM Task")["totalSize"] == 0
    assert sf.query("SELECT COUNT() FROM Task", include_deleted=True)["totalSize"] == 1


def test_a_composite_request_goes_through_restful(sf: Any, sandbox: Sandbox) -> None:
    url = f"/services/data/v62.0/sobjects/Task/{KEY}/"
    parts = [
        {"method": "PATCH", "url": url + key, "referenceId": f"ref{key}", "body": {"Subject": key}}
        for key in ("a", "b")
    ]

    answer = sf.restful("composite", method="POST", json={"allOrNone": True, "compositeRequest": parts})

    assert [part["httpStatusCode"] for part in answer["compositeResponse"]] == [201, 201]
    assert [task["Subject"] for task in sandbox.control.records("Task")] == ["a", "b"]


def test_describe_tells_what_may_be_set_when(sf: Any) -> None:
    fields = {field["name"]: field for field in sf.Task.describe()["fields"]}

    assert (fields["TaskSubtype"]["createable"], fields["TaskSubtype"]["updateable"]) == (True, False)
    assert fields["TaskSubtype"]["restrictedPicklist"] is True
    assert (fields[KEY]["externalId"], fields[KEY]["unique"], fields[KEY]["length"]) == (True, True, 255)
    assert fields["Description"]["length"] == 32000
    assert fields["CallDisposition"]["type"] == "string"
    assert (fields["Status"]["nillable"], fields["Status"]["defaultedOnCreate"]) == (False, True)
    assert [pick["value"] for pick in fields["CallType"]["picklistValues"]] == [
        "Internal",
        "Inbound",
        "Outbound",
    ]


def test_the_global_describe_limits_and_usage_can_be_read(sf: Any) -> None:
    objects = {entry["name"]: entry["keyPrefix"] for entry in sf.describe()["sobjects"]}
    limits = sf.limits()

    assert objects["VoiceCall"] == "0LQ"
    assert sf.Task.metadata()["objectDescribe"]["name"] == "Task"
    assert limits["DailyApiRequests"]["Max"] == 100_000
    assert sf.api_usage["api-usage"].used >= 2


def test_an_error_reaches_the_client_as_salesforce_words_it(sf: Any) -> None:
    with pytest.raises(SalesforceMalformedRequest) as caught:
        sf.Task.create({"Nonsense__c": "x"})

    content: Any = caught.value.content
    assert caught.value.status == 400
    assert content == [
        {"message": "No such column 'Nonsense__c' on sobject of type Task", "errorCode": "INVALID_FIELD"}
    ]
