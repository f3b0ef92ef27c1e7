from pathlib import Path
from typing import Any

import pytest
import requests

from tests.connectors.sandbox.conftest import Rest
from tests.vendors.salesforce import Sandbox, running_sandbox

KEYED = "sobjects/Task/Aftercall_Key__c"


def _rest(sandbox: Sandbox) -> Rest:
    form = {"grant_type": "client_credentials", "client_id": "id", "client_secret": "secret"}
    answer = requests.post(f"{sandbox.url}/services/oauth2/token", form, timeout=10)
    return Rest(sandbox.url, answer.json()["access_token"])


def _run(data: Path, *requested: tuple[str, str, Any]) -> list[requests.Response]:
    with running_sandbox(data) as sandbox:
        rest = _rest(sandbox)
        answers = [rest(method, path, json=body) for method, path, body in requested]
        rest.close()
    return answers


def test_a_restarted_org_keeps_records_journal_and_keys(tmp_path: Path) -> None:
    made, kept = _run(
        tmp_path, ("PATCH", f"{KEYED}/a", {"Subject": "one"}), ("PATCH", f"{KEYED}/b", {"Subject": "two"})
    )
    _run(tmp_path, ("DELETE", f"{KEYED}/a", None))

    with running_sandbox(tmp_path) as sandbox:
        rest = _rest(sandbox)
        again = rest("PATCH", f"{KEYED}/b", json={"Subject": "three"})
        fresh = rest("PATCH", f"{KEYED}/a", json={"Subject": "four"})
        journal = sandbox.control.journal()
        rest.close()

    assert again.json() == {"id": kept.json()["id"], "success": True, "errors": [], "created": False}
    assert fresh.status_code == 201
    assert fresh.json()["id"] not in {made.json()["id"], kept.json()["id"]}
    assert [(write["seq"], write["op"]) for write in journal] == [
        (1, "create"),
        (2, "create"),
        (3, "delete"),
        (4, "update"),
        (5, "create"),
    ]


def test_stamps_survive_a_restart(tmp_path: Path) -> None:
    with running_sandbox(tmp_path) as sandbox:
        rest = _rest(sandbox)
        rest("PATCH", f"{KEYED}/a", json={"Subject": "one"})
        rest.close()
        before = sandbox.control.records("Task")

    with running_sandbox(tmp_path) as sandbox:
        assert sandbox.control.records("Task") == before


def test_a_line_torn_by_a_crash_is_cut_off(tmp_path: Path) -> None:
    _run(tmp_path, ("PATCH", f"{KEYED}/a", {"Subject": "one"}))
    [file] = tmp_path.iterdir()
    with file.open("ab") as journal:
        journal.write(b'{"schema": 1, "writes": [{"at"')

    _run(tmp_path, ("PATCH", f"{KEYED}/b", {"Subject": "two"}))

    with running_sandbox(tmp_path) as sandbox:
        assert [task["Subject"] for task in sandbox.control.records("Task")] == ["one", "two"]


def test_a_journal_damaged_in_the_middle_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "salesforce.jsonl").write_bytes(b"not json\n")

    with pytest.raises(ValueError, match=r"salesforce\.jsonl, line 1"), running_sandbox(tmp_path):
        pass


def test_reset_empties_the_file(tmp_path: Path) -> None:
    with running_sandbox(tmp_path) as sandbox:
        rest = _rest(sandbox)
        rest("PATCH", f"{KEYED}/a", json={"Subject": "one"})
        rest.close()
        sandbox.control.reset()

    with running_sandbox(tmp_path) as sandbox:
        assert sandbox.control.records("Task") == []


def test_a_journal_that_cannot_be_written_is_a_failure_of_the_org(tmp_path: Path) -> None:
    with running_sandbox(tmp_path) as sandbox:
        (tmp_path / "salesforce.jsonl").mkdir()
        rest = _rest(sandbox)
        answer = rest("PATCH", f"{KEYED}/a", json={"Subject": "one"})
        rest.close()

        assert (answer.status_code, answer.json()[0]["errorCode"]) == (500, "UNKNOWN_EXCEPTION")
        assert sandbox.control.records("Task") == []
