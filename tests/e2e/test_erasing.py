"""Erasing, backup, restore, rotation and the audit at the command line, against a running instance."""

import json
from pathlib import Path
from typing import Any

import httpx2
import pytest

from service.cli.local import SECRETS
from service.storage import Keyring
from service.tenants import read_secrets
from tests.e2e.calls import Line, call, problem
from tests.e2e.machine import Machine, aftercall, at_hand
from tests.e2e.processes import eventually

pytestmark = pytest.mark.timeout(420)


def ours(machine: Machine, *arguments: str) -> dict[str, Any]:
    run = at_hand(*arguments, "--json", "--data", str(machine.data))
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def refused(*arguments: str) -> str:
    run = at_hand(*arguments)
    assert run.returncode == 1, run.stdout
    assert len(run.stderr.splitlines()) == 1
    return run.stderr


def line_to(machine: Machine) -> Line:
    secret = read_secrets(machine.data / SECRETS)["AFTERCALL_DEMO_WEBHOOK_SECRET"]
    return Line(machine.ready["api"], "demo-telephony", secret)


def drafted(machine: Machine, line: Line, external_id: str | None = None) -> dict[str, Any]:
    call_id = line.send(call(external_id)).json()["call_ids"][0]
    return machine.wrapup_of(call_id)


def status_of(machine: Machine, path: str) -> int:
    with machine.client() as client:
        return client.get(path).status_code


def test_a_call_is_erased_through_the_api_and_the_answer_is_repeated(instance: Machine, line: Line) -> None:
    wrapup = drafted(instance, line)
    path = f"/v1/calls/{wrapup['call_id']}"

    with instance.client() as client:
        first, second = client.delete(path), client.delete(path)
        gone = [client.get(one) for one in (path, f"{path}/transcript", f"/v1/wrapups/{wrapup['id']}")]

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    assert first.json()["removed"]["wrapups"] == 1
    assert first.json()["log"] in {"cleared", "pending"}
    assert [problem(answer) for answer in gone] == [(404, "not-found")] * 3


@pytest.mark.parametrize("role", ["agent", "ingest"])
def test_nobody_but_an_admin_erases(instance: Machine, line: Line, role: str) -> None:
    wrapup = drafted(instance, line)

    with instance.client(instance.ready["keys"][role]) as client:
        answer = client.delete(f"/v1/calls/{wrapup['call_id']}")

    assert problem(answer) == (403, "forbidden")
    assert status_of(instance, f"/v1/calls/{wrapup['call_id']}") == 200


def test_a_command_erases_by_the_senders_own_id(instance: Machine, line: Line) -> None:
    wrapup = drafted(instance, line, "sender-77/of a call")

    erasure = ours(instance, "erase", "sender-77/of a call")

    assert erasure["call_id"] == wrapup["call_id"]
    assert status_of(instance, f"/v1/calls/{wrapup['call_id']}") == 404
    assert "404" in refused("erase", "0192f0c1-7a00-7c3e-9d51-2f6a1b0c4d5e", "--data", str(instance.data))
    assert "no call has the id" in refused("erase", "sender-78", "--data", str(instance.data))


def test_the_scheduler_clears_what_the_erasure_could_not(instance: Machine, line: Line) -> None:
    wrapup = drafted(instance, line)
    log = instance.data / "aftercall.db-wal"

    ours(instance, "erase", wrapup["call_id"])

    eventually(lambda: not log.exists() or log.stat().st_size < 1_000_000, why="the log is small again")


def test_an_audit_that_holds_and_one_that_was_touched(instance: Machine, line: Line) -> None:
    ours(instance, "erase", drafted(instance, line)["call_id"])

    (checked,) = ours(instance, "audit", "verify", "--tenant", "demo")["items"]

    assert (checked["tenant"], checked["broken_at"]) == ("demo", None)
    assert checked["rows"] + checked["open_rows"] > 0
    assert "no tenant" in refused("audit", "verify", "--tenant", "nobody", "--data", str(instance.data))


def test_a_backup_comes_back_without_what_was_erased_since(machine: Machine, tmp_path: Path) -> None:
    machine.start()
    line = line_to(machine)
    erased, kept = drafted(machine, line, "to-be-erased"), drafted(machine, line, "to-be-kept")
    saved, data = str(tmp_path / "saved"), ("--data", str(machine.data))

    written = ours(machine, "backup", saved)
    ours(machine, "erase", "to-be-erased")
    later = drafted(machine, line, "after-the-backup")
    while_it_runs = refused("restore", saved, "--replace", *data)
    machine.stop()
    not_told = refused("restore", saved, *data)
    restored = ours(machine, "restore", saved, "--replace")
    machine.start()

    assert "running here" in while_it_runs
    assert "--replace" in not_told
    assert restored["erased_again"] == 1
    assert restored["rows"] == written["rows"] + written["keys"]
    assert machine.get("/v1/calls", external_id="to-be-kept")["items"][0]["id"] == kept["call_id"]
    for wrapup in (erased, later):
        assert status_of(machine, f"/v1/calls/{wrapup['call_id']}") == 404
    again = line_to(machine).send(call("to-be-erased"))
    assert (again.status_code, again.json()["call_ids"]) == (202, [erased["call_id"]])
    assert machine.get("/v1/calls", external_id="to-be-erased")["items"] == []


def test_a_restore_without_its_journal_must_be_told_so(tmp_path: Path) -> None:
    Keyring.create(tmp_path / "keyring.json")
    environment = {"AFTERCALL_ERASURES_FILE": str(tmp_path / "lost.jsonl")}

    run = aftercall("restore", str(tmp_path / "saved"), "--data", str(tmp_path), environment=environment)

    assert run.returncode == 1
    assert "--no-erasures" in run.stderr
    assert "cannot be read" in refused(
        "restore", str(tmp_path / "x"), "--no-erasures", "--data", str(tmp_path)
    )


def test_the_master_key_is_rotated_under_a_running_instance(machine: Machine, tmp_path: Path) -> None:
    machine.start()
    line = line_to(machine)
    before = drafted(machine, line)

    rotated = ours(machine, "keys", "rotate", "--drop-old")

    after = drafted(machine, line)
    machine.kill("api")
    eventually(lambda: status_of_or_none(machine, "/readyz") == 200, why="a new API reads the new keyring")
    for wrapup in (before, after):
        assert machine.get(f"/v1/calls/{wrapup['call_id']}/transcript")["items"]
    assert (rotated["current"], rotated["ids"]) == ("m2", ["m2"])
    assert Keyring.load(machine.data / "keyring.json").ids == {"m2"}


def status_of_or_none(machine: Machine, path: str) -> int | None:
    try:
        return status_of(machine, path)
    except httpx2.TransportError:
        return None
