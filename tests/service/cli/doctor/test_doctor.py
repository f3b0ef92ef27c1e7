"""The whole of the doctor: it says what is well, how to mend the rest, never hangs, and tells no secret."""

import json
import socket
from contextlib import ExitStack
from io import StringIO
from pathlib import Path

import pytest
from fastapi import FastAPI
from rich.console import Console
from sqlalchemy import make_url

from service.cli import doctor
from service.cli.checks import machine
from service.cli.checks.finding import Check, Finding, State, failed, ok, run, warning
from service.cli.local import free_port
from service.settings import Settings
from tests.e2e.machine import at_hand
from tests.service.cli.doctor.ward import CRM_SECRET, SECRET, Ward, found, seal_something, states
from tests.vendors.salesforce import running_app


def test_a_well_installation_is_well_but_for_a_worker_that_nobody_started(ward: Ward) -> None:
    findings = ward.look()

    assert states(findings) == {
        "settings": "ok",
        "data folder": "ok",
        "keyring": "ok",
        "secrets file": "ok",
        "profiles": "ok",
        "review page": "ok",
        "API": "ok",
        "database": "ok",
        "broker": "ok",
        "workers": "warning",
        "jobs": "ok",
        "fernhill": "ok",
        "fernhill crm": "ok",
        "fernhill llm": "ok",
    }


def test_what_is_not_well_says_how_to_mend_it_and_what_is_well_does_not(ward: Ward) -> None:
    findings = ward.look(web_dist=ward.folder, broker_url="redis://127.0.0.1:1/0", config_dir=ward.folder)

    assert [one for one in findings if bool(one.mend) is (one.state is State.OK)] == []


def test_a_peer_that_hangs_holds_nothing_up(ward: Ward) -> None:
    ward.model.script("hang")

    findings = doctor.of(ward.settings, seconds=0.5)

    one = found(findings, "fernhill llm")
    assert (one.state, one.what) == (State.FAILED, "no answer within 0 s")
    assert one.mend


def test_a_check_that_fails_itself_is_told_by_its_kind_alone() -> None:
    def broken() -> list[Finding]:
        raise RuntimeError(CRM_SECRET)

    findings = run([Check("this", broken, "mend it"), Check("that", lambda: [ok("that", "well")], "")])

    assert findings == [
        failed("this", "the check itself failed (RuntimeError)", "mend it"),
        ok("that", "well"),
    ]


def test_a_misspelt_variable_is_read_by_nothing(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCALL_DATABSE_URL", "postgresql://mara:hunter2@h/d")
    monkeypatch.setenv("AFTERCALL_FERNHILL_KEY", "referred to")
    ward.file.write_text(ward.file.read_text() + "# ${AFTERCALL_FERNHILL_KEY}\n")

    findings = list(machine.variables(ward.settings))

    assert findings == [
        warning(
            "settings",
            "AFTERCALL_DATABSE_URL is read by nothing",
            "write AFTERCALL_DATABASE_URL, or take it away",
        )
    ]


def test_folders_and_files_that_are_not_there(ward: Ward) -> None:
    nowhere = ward.folder / "nowhere"

    findings = ward.look(data=nowhere, prompts_dir=nowhere, web_dist=nowhere, secrets_file=nowhere)

    parts = ("data folder", "profiles", "review page", "secrets file")
    assert {part: states(findings)[part] for part in parts} == dict.fromkeys(parts, "failed")


@pytest.mark.parametrize(
    ("free", "state"), [(2_000_000_000, State.OK), (900_000_000, State.WARNING), (9_000_000, State.FAILED)]
)
def test_a_disk_that_fills_is_told(tmp_path: Path, free: int, state: State) -> None:
    assert machine.space(tmp_path, free).state is state


def test_our_api_is_known_from_another_program_and_from_a_free_port(ward: Ward) -> None:
    other, ours = FastAPI(), FastAPI()
    ours.get("/healthz")(lambda: {"status": "ok"})
    with ExitStack() as stack:
        ports = [make_url(stack.enter_context(running_app(app))).port for app in (other, ours)]
        silent = stack.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1]

        looks = [next(iter(machine.port(_at(ward, number)))) for number in (*ports, silent, free_port())]

    assert [one.state for one in looks] == [State.FAILED, State.OK, State.FAILED, State.OK]
    assert "answers at" in looks[1].what
    assert "is free" in looks[3].what


def _at(ward: Ward, number: int | None) -> Settings:
    return ward.settings.model_copy(update={"port": number})


def test_a_setting_with_a_wrong_value_is_named_and_nothing_else_is_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AFTERCALL_PORT", "tcp://10.0.0.7:80")

    findings = doctor.examined(tmp_path)

    assert [(one.part, one.state) for one in findings] == [("settings", State.FAILED)]
    assert findings[0].what.startswith("AFTERCALL_PORT: ")


def test_the_command_ends_with_one_when_anything_failed_and_prints_json(tmp_path: Path) -> None:
    ended = at_hand("doctor", "--json", "--data", str(tmp_path))

    told = json.loads(ended.stdout)
    assert ended.returncode == 1
    assert told["ok"] is False
    assert told["counts"]["failed"] == sum(one["state"] == "failed" for one in told["findings"])
    assert set(told["findings"][0]) == {"part", "state", "what", "mend"}


def test_no_secret_is_ever_told(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    seal_something(ward)
    ward.model.script("401")
    ward.settings.secrets_file.write_text(f"FERNHILL_CRM_SECRET={CRM_SECRET}-wrong\n")  # type: ignore[union-attr]  # it has one
    url = "redis://:hunter2@127.0.0.1:1/0"

    told = doctor.as_json(ward.look(broker_url=url))

    keys = json.loads(ward.settings.keyring.read_text())["keys"].values()
    assert [secret for secret in (SECRET, CRM_SECRET, "hunter2", *keys) if secret in told] == []


def test_it_fits_a_terminal_of_80_and_names_each_part_once() -> None:
    findings = [
        ok("settings", "3 given, all known"),
        failed(
            "keyring",
            "cannot read the keyring /etc/aftercall/keyring.json: Permission denied",
            "chmod 600 it",
        ),
        warning("keyring", "it is open to others on this machine", "close it"),
        failed("a-tenant-whose-name-is-forty-letters-long llm", "x" * 200, "wait \x1b[2Jfor it"),
    ]
    written = StringIO()

    doctor.tell(findings, Console(file=written, width=80), in_json=False)

    lines = written.getvalue().splitlines()
    assert [line for line in lines if len(line) > 80] == []
    assert (
        sum("keyring" in line.split("  ")[1:2] or line.startswith("failed   keyring") for line in lines) <= 1
    )
    assert "\x1b[2J" not in written.getvalue()
    assert lines[-1].strip() == "2 failed, 1 warning, 1 ok"
