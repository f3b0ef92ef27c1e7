"""Starting and ending: one clear line for what stands in the way, and nothing left behind afterwards."""

import json
import os
import shutil
import signal
import stat
import time
from pathlib import Path

import pytest

from service.cli.instance import running
from service.cli.local import SECRETS
from service.tenants import read_secrets
from tests.e2e.calls import Line, call
from tests.e2e.machine import PARTS, Machine, aftercall, at_hand
from tests.e2e.processes import Process, below, eventually

pytestmark = pytest.mark.timeout(420)

ROOT = Path(__file__).resolve().parents[2]
LIFELINE_S = 12.0


def assert_gone(left: list[Process], seconds: float = 0.5) -> None:
    eventually(lambda: not [one for one in left if one.alive], seconds=seconds, why=f"none of {left} is left")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_first_line_of_json_says_where_everything_is(instance: Machine) -> None:
    ready = instance.ready

    assert list(ready) == ["ready", "api", "sandbox", "review_url", "keys"]
    assert ready["ready"] is True
    assert list(ready["keys"]) == ["admin", "agent", "ingest"]
    port = int(ready["api"].rpartition(":")[2])
    assert ready["sandbox"] == f"http://127.0.0.1:{port + 1}"
    assert ready["review_url"].startswith(f"{ready['api']}/review#ticket=act_")


def test_what_is_secret_is_its_owners_alone(instance: Machine) -> None:
    files = (
        "keyring.json",
        "secrets.env",
        "keys.json",
        "instance.json",
        "aftercall.db",
        "broker/valkey.conf",
    )

    assert {name: mode(instance.data / name) for name in files} == dict.fromkeys(files, 0o600)
    assert mode(instance.data) == 0o700


def test_a_second_start_in_the_same_folder_is_one_clear_line(instance: Machine) -> None:
    again = at_hand("up", "--data", str(instance.data), "--port", "18999")

    assert again.returncode == 1
    where = f"already running in {instance.data} at {instance.ready['api']} (process {instance.pid})"
    assert again.stderr == f"aftercall: {where}; stop it, or choose another folder with --data\n"
    assert len(instance.parts()) == len(PARTS)


@pytest.mark.parametrize("step", [0, 1])
def test_a_port_that_is_taken_is_one_clear_line(instance: Machine, tmp_path: Path, step: int) -> None:
    """The API's own port, and the sandbox org's beside it."""
    taken = int(instance.ready["api"].rpartition(":")[2])

    run = at_hand("up", "--data", str(tmp_path), "--port", str(taken - step))

    assert run.returncode == 1
    told = f"port {taken} on 127.0.0.1 is taken; choose another with --port"
    assert run.stderr == f"aftercall: {told}\n"


def test_a_data_folder_that_cannot_be_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    run = at_hand("up", "--data", str(tmp_path / "file" / "data"))

    assert run.returncode == 1
    assert run.stderr == f"aftercall: cannot make the data folder {tmp_path}/file/data: Not a directory\n"


def test_a_broken_keyring_is_one_clear_line_and_is_left_as_it_is(machine: Machine) -> None:
    machine.data.mkdir()
    keyring = machine.data / "keyring.json"
    keyring.write_text("{}")

    run = aftercall("up", "--data", str(machine.data), "--port", "18997")

    assert run.returncode == 1
    assert run.stderr.splitlines()[-1] == f"aftercall: {keyring} is not a keyring"
    assert keyring.read_text() == "{}"


def test_a_signal_before_it_is_ready_leaves_nothing(machine: Machine) -> None:
    machine.launch()
    eventually(lambda: "valkey" in machine.parts(), seconds=240, why="the broker was started")
    left = below(machine.pid)

    machine.signal(signal.SIGTERM)

    assert machine.wait() == 0
    assert_gone(left)
    assert not (machine.data / "instance.json").exists()


def test_an_interrupt_ends_all_of_it_and_one_broken_tenant_hinders_no_start(
    machine: Machine, tmp_path: Path
) -> None:
    config = tmp_path / "config"
    config.mkdir()
    shutil.copy(ROOT / "config" / "demo.yaml", config / "works.yaml")
    (config / "aaa.yaml").write_text("sources: [this, is: not a mapping")
    machine.environment["AFTERCALL_CONFIG_DIR"] = str(config)
    machine.start()
    left = below(machine.pid)
    ready = machine.get("/readyz")

    machine.signal(signal.SIGINT)

    assert (ready["ready"], ready["switched_off"]) == (True, ["aaa: file: not YAML (line 1)"])
    assert machine.wait() == 0
    assert_gone(left)
    assert not (machine.data / "instance.json").exists()


def test_a_start_in_an_old_folder_has_all_that_was_there(machine: Machine, tmp_path: Path) -> None:
    """And `live` stays where somebody put it: shipped profiles are seeded at each start."""
    machine.start()
    secret = read_secrets(machine.data / SECRETS)["AFTERCALL_DEMO_WEBHOOK_SECRET"]
    call_id = Line(machine.ready["api"], "demo-telephony", secret).send(call()).json()["call_ids"][0]
    first, left, keys = machine.wrapup_of(call_id), below(machine.pid), machine.ready["keys"]
    ours = tmp_path / "ours.yaml"
    there = ("--data", str(machine.data))
    ours.write_text(
        at_hand("profiles", "export", "default", *there).stdout.replace("title: ", "title: Our ", 1)
    )
    for step in (("import", str(ours)), ("publish", "default@2")):
        assert at_hand("profiles", *step, *there).returncode == 0

    machine.signal(signal.SIGTERM)
    assert machine.wait() == 0
    assert_gone(left)
    began = time.monotonic()
    machine.start()
    print(f"ready again after {time.monotonic() - began:.1f} s")

    assert machine.ready["keys"] == keys
    assert machine.wrapup_of(call_id) == first
    assert machine.get("/v1/profiles/default/live")["version"] == 2
    left = below(machine.pid)
    machine.signal(signal.SIGHUP)
    assert machine.wait() == 0
    assert_gone(left)


def test_a_parent_that_crashes_takes_everything_with_it(machine: Machine) -> None:
    """First the guard that watches the broker for it, then itself; neither can do anything about it."""
    machine.start()
    valkey, guard = machine.parts()["valkey"], machine.kill("broker")
    assert_gone([valkey, guard], LIFELINE_S)
    eventually(lambda: "valkey" in machine.parts(), why="the broker was started again")
    left = below(machine.pid)

    os.kill(machine.pid, signal.SIGKILL)

    assert machine.wait() == -signal.SIGKILL
    assert_gone(left, LIFELINE_S)
    assert running(machine.data) is None


def test_the_demo_starts_an_instance_of_its_own_and_leaves_nothing(tmp_path: Path) -> None:
    environment = {"AFTERCALL_DATA": str(tmp_path / "none"), "TMPDIR": str(tmp_path)}

    run = aftercall("demo", "--once", environment=environment)

    assert run.returncode == 0, run.stderr
    assert "Drafts" in run.stdout
    assert "CRM record 00T" in run.stdout
    assert "Written once: " in run.stdout
    assert list(tmp_path.iterdir()) == []
    assert not [one for one in below(1) if str(tmp_path) in one.command]


def test_the_demo_uses_the_instance_that_runs(instance: Machine) -> None:
    before = len(instance.call_tasks("sample-"))

    run = aftercall("demo", "--once", "--data", str(instance.data))

    assert run.returncode == 0, run.stderr
    assert len(instance.call_tasks("sample-")) == before + 1
    assert len(instance.parts()) == len(PARTS)


def test_a_command_without_an_instance_says_how_to_start_one(tmp_path: Path) -> None:
    file = tmp_path / "call.txt"
    file.write_text("Agent: Good morning.\nCustomer: Hello.\n")

    run = at_hand("send", str(file), "--data", str(tmp_path))

    assert run.returncode == 1
    assert run.stderr.startswith("aftercall: nothing is running here; start it with `make run`")


def test_a_file_of_an_instance_that_crashed_names_none(instance: Machine, tmp_path: Path) -> None:
    """Its process id may be somebody else's by now."""
    stale = json.loads((instance.data / "instance.json").read_text()) | {"data": str(tmp_path)}
    (tmp_path / "instance.json").write_text(json.dumps(stale))
    (tmp_path / "up.lock").touch()

    run = at_hand("keys", "list", "--tenant", "demo", "--data", str(tmp_path))

    assert run.returncode == 1
    assert "keyring" in run.stderr


def test_several_workers_share_the_work_and_end_together(machine: Machine) -> None:
    machine.environment["AFTERCALL_WORKERS"] = "2"
    machine.start()
    left = below(machine.pid)
    workers = [one for one in left if one.command.endswith(PARTS["worker"].rpartition(".")[2])]
    secret = read_secrets(machine.data / SECRETS)["AFTERCALL_DEMO_WEBHOOK_SECRET"]
    call_id = Line(machine.ready["api"], "demo-telephony", secret).send(call()).json()["call_ids"][0]
    machine.wrapup_of(call_id)

    machine.signal(signal.SIGTERM)

    assert len(workers) == 2
    assert sorted(path.name for path in (machine.data / "logs").glob("worker*")) == [
        "worker-2.log",
        "worker.log",
    ]
    assert machine.wait() == 0
    assert_gone(left)
