from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

import pytest

from tests.connectors.sandbox.conftest import Rest
from tests.vendors.salesforce import Sandbox


def _made(rest: Rest) -> tuple[str, datetime]:
    """A task's path and when it changed last, as its own header says."""
    record_id = rest("POST", "sobjects/Task", json={"Subject": "before", "Aftercall_Key__c": "k"}).json()[
        "id"
    ]
    path = f"sobjects/Task/{record_id}"
    return path, parsedate_to_datetime(rest("GET", path).headers["Last-Modified"])


@pytest.mark.parametrize("by_key", [False, True])
def test_a_record_that_changed_since_is_left_alone(rest: Rest, sandbox: Sandbox, by_key: bool) -> None:
    path, changed = _made(rest)
    path = "sobjects/Task/Aftercall_Key__c/k" if by_key else path
    since = format_datetime(changed - timedelta(seconds=1), usegmt=True)

    answer = rest("PATCH", path, json={"Subject": "after"}, headers={"If-Unmodified-Since": since})

    assert (answer.status_code, answer.content) == (412, b"")
    assert sandbox.control.records("Task")[0]["Subject"] == "before"


def test_a_record_unchanged_since_is_written(rest: Rest, sandbox: Sandbox) -> None:
    path, changed = _made(rest)
    headers = {"If-Unmodified-Since": format_datetime(changed, usegmt=True)}

    answer = rest("PATCH", path, json={"Subject": "after"}, headers=headers)

    assert answer.status_code == 204
    assert sandbox.control.records("Task")[0]["Subject"] == "after"


def test_a_read_of_an_unchanged_record_answers_304(rest: Rest) -> None:
    path, changed = _made(rest)

    answer = rest("GET", path, headers={"If-Modified-Since": format_datetime(changed, usegmt=True)})

    assert (answer.status_code, answer.content) == (304, b"")


def test_a_date_that_cannot_be_read_is_bad_input(rest: Rest) -> None:
    path, _ = _made(rest)

    answer = rest("PATCH", path, json={}, headers={"If-Unmodified-Since": "yesterday"})

    assert answer.status_code == 400


def test_stamps_are_in_the_format_of_salesforce(rest: Rest) -> None:
    path, _ = _made(rest)

    task = rest("GET", path).json()

    for name in ("CreatedDate", "LastModifiedDate", "SystemModstamp"):
        moment = datetime.strptime(task[name], "%Y-%m-%dT%H:%M:%S.%f%z")
        assert abs(moment - datetime.now(UTC)) < timedelta(minutes=1)
        assert task[name].endswith(".000+0000")
