from typing import Any

import pytest

from tests.connectors.sandbox.conftest import VERSION, Rest
from tests.vendors.salesforce import Sandbox

ROOT = f"/services/data/v{VERSION}"


def _part(name: str, method: str, path: str, body: Any = None, **more: Any) -> dict[str, Any]:
    return (
        {"referenceId": name, "method": method, "url": f"{ROOT}/{path}"}
        | ({"body": body} if body else {})
        | more
    )


def _send(rest: Rest, *parts: dict[str, Any], together: bool = True) -> list[dict[str, Any]]:
    answer = rest("POST", "composite", json={"allOrNone": together, "compositeRequest": list(parts)})
    assert answer.status_code == 200
    listed: list[dict[str, Any]] = answer.json()["compositeResponse"]
    return listed


def test_a_later_part_names_the_result_of_an_earlier_one(rest: Rest, sandbox: Sandbox) -> None:
    listed = _send(
        rest,
        _part("who", "POST", "sobjects/Contact", {"LastName": "Pike"}),
        _part("call", "PATCH", "sobjects/Task/Aftercall_Key__c/k", {"Subject": "Call", "WhoId": "@{who.id}"}),
        _part("back", "GET", "sobjects/Task/@{call.id}?fields=Subject,WhoId"),
    )

    assert [part["httpStatusCode"] for part in listed] == [201, 201, 200]
    assert listed[1]["body"]["created"] is True
    assert listed[1]["httpHeaders"]["Location"].startswith(f"{ROOT}/sobjects/Task/00T")
    assert listed[2]["body"]["WhoId"] == listed[0]["body"]["id"]
    assert sandbox.control.records("Task")[0]["WhoId"] == listed[0]["body"]["id"]


def test_a_part_that_fails_takes_the_whole_with_it(rest: Rest, sandbox: Sandbox) -> None:
    listed = _send(
        rest,
        _part("a", "PATCH", "sobjects/Task/Aftercall_Key__c/a", {"Subject": "one"}),
        _part("b", "PATCH", "sobjects/Task/Aftercall_Key__c/b", {"Subject": "x" * 256}),
        _part("c", "PATCH", "sobjects/Task/Aftercall_Key__c/c", {"Subject": "three"}),
    )

    assert [part["httpStatusCode"] for part in listed] == [400, 400, 400]
    assert [part["body"][0]["errorCode"] for part in listed] == [
        "PROCESSING_HALTED",
        "STRING_TOO_LONG",
        "PROCESSING_HALTED",
    ]
    assert sandbox.control.records("Task") == sandbox.control.journal() == []


def test_a_rolled_back_update_restores_the_record_and_its_key(rest: Rest, sandbox: Sandbox) -> None:
    record_id = rest("POST", "sobjects/Task", json={"Subject": "before", "Aftercall_Key__c": "k"}).json()[
        "id"
    ]

    _send(
        rest,
        _part("a", "PATCH", f"sobjects/Task/{record_id}", {"Subject": "after", "Aftercall_Key__c": "other"}),
        _part("b", "POST", "sobjects/Task", {"Nope": 1}),
    )

    task = rest("GET", "sobjects/Task/Aftercall_Key__c/k").json()
    assert (task["Id"], task["Subject"]) == (record_id, "before")
    assert rest("GET", "sobjects/Task/Aftercall_Key__c/other").status_code == 404
    assert len(sandbox.control.journal()) == 1


def test_without_all_or_none_the_good_parts_stay(rest: Rest, sandbox: Sandbox) -> None:
    listed = _send(
        rest,
        _part("a", "POST", "sobjects/Task", {"Nope": 1}),
        _part("b", "POST", "sobjects/Task", {"Subject": "@{a.id}"}),
        _part("c", "POST", "sobjects/Task", {"Subject": "three"}),
        together=False,
    )

    assert [part["httpStatusCode"] for part in listed] == [400, 400, 201]
    assert listed[1]["body"][0]["errorCode"] == "PROCESSING_HALTED"
    assert [task["Subject"] for task in sandbox.control.records("Task")] == ["three"]


def test_conditions_of_a_part_hold(rest: Rest, sandbox: Sandbox) -> None:
    record_id = rest("POST", "sobjects/Task", json={"Subject": "before"}).json()["id"]
    headers = {"If-Unmodified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"}

    listed = _send(
        rest, _part("a", "PATCH", f"sobjects/Task/{record_id}", {"Subject": "after"}, httpHeaders=headers)
    )

    assert listed[0]["httpStatusCode"] == 412
    assert sandbox.control.records("Task")[0]["Subject"] == "before"


@pytest.mark.parametrize(
    "parts",
    [
        "not a list",
        [{"method": "GET"}],
        [_part("a", "GET", "sobjects")] * 2,
        [_part(f"a{n}", "GET", "sobjects") for n in range(26)],
    ],
)
def test_a_composite_that_is_no_list_of_up_to_25_named_parts_is_refused(rest: Rest, parts: Any) -> None:
    answer = rest("POST", "composite", json={"compositeRequest": parts})

    assert answer.status_code == 400


def test_a_composite_within_a_composite_is_refused(rest: Rest) -> None:
    listed = _send(rest, _part("a", "POST", "composite/", {"compositeRequest": []}), together=False)

    assert listed[0]["body"][0]["errorCode"] == "INVALID_INPUT"


def test_a_composite_counts_as_one_request(rest: Rest) -> None:
    before = rest("GET", "sobjects").headers["Sforce-Limit-Info"]

    _send(rest, *[_part(f"a{n}", "GET", "sobjects") for n in range(5)])

    after = rest("GET", "sobjects").headers["Sforce-Limit-Info"]
    assert (before, after) == ("api-usage=1/100000", "api-usage=3/100000")
