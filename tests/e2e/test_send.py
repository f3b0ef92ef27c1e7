"""`aftercall send` against a running instance: every call written once, whoever falls meanwhile."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.calls import conversations
from tests.e2e.machine import Machine, aftercall
from tests.e2e.processes import eventually

pytestmark = pytest.mark.timeout(420)

COUNT = 50
STAR = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "dev" / "star.jsonl"


def sent(instance: Machine, *files: Path, more: tuple[str, ...] = ()) -> dict[str, Any]:
    run = aftercall(
        "send", *map(str, files), "--confirm", "--wait", "--json", *more, "--data", str(instance.data)
    )
    assert run.returncode == 0, run.stderr
    return dict(json.loads(run.stdout))


def assert_each_written_once(instance: Machine, prefix: str) -> None:
    """Fifty calls, and of everything that was written for them exactly one."""
    tasks = instance.call_tasks(prefix)
    assert len(tasks) == COUNT
    assert len({task["CallObject"] for task in tasks}) == COUNT
    creates = Counter(
        write["values"]["Aftercall_Key__c"]
        for write in instance.sandbox("GET", "journal")
        if write["op"] == "create" and write["object"] == "Task"
    )
    assert {task["Aftercall_Key__c"] for task in tasks} <= set(creates)
    assert set(creates.values()) == {1}
    everything = Counter(task["Aftercall_Key__c"] for task in instance.sandbox("GET", "records/Task"))
    assert set(everything.values()) == {1}


class Sending:
    """`send` on its way, with a CRM slow enough to do something meanwhile."""

    def __init__(self, instance: Machine, file: Path, prefix: str) -> None:
        self.instance = instance
        self.prefix = prefix
        command = ["send", str(file), "--confirm", "--wait", "--json", "--data", str(instance.data)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "service.cli", *command],
            env=instance.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    @property
    def over(self) -> bool:
        return self._process.poll() is not None

    def written(self) -> int:
        return len(self.instance.call_tasks(self.prefix))

    def until_some_are_written(self) -> None:
        eventually(lambda: self.over or self.written() >= COUNT // 10, why="some are written")
        assert not self.over, self._process.communicate()
        assert self.written() < COUNT, "all were written before anything could be done"

    def result(self) -> dict[str, Any]:
        out, told = self._process.communicate(timeout=240)
        assert self._process.returncode == 0, told.decode()
        return dict(json.loads(out))

    def end(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.communicate()


@pytest.fixture
def slow_crm(instance: Machine) -> Iterator[Machine]:
    instance.sandbox("POST", "faults", {"op": "write", "kind": "latency", "latency_ms": 400})
    yield instance
    instance.sandbox("DELETE", "faults")


@pytest.fixture
def sending(slow_crm: Machine, tmp_path: Path) -> Iterator[Sending]:
    source = f"e2e-{tmp_path.name}"
    sending = Sending(slow_crm, conversations(tmp_path / "calls.jsonl", source, COUNT), f"{source}:")
    yield sending
    sending.end()


def test_fifty_calls_are_written_once_and_a_second_run_adds_none(instance: Machine, tmp_path: Path) -> None:
    file = conversations(tmp_path / "calls.jsonl", "twice", COUNT)
    before = len(instance.call_tasks())

    first = sent(instance, file)
    after_first = len(instance.call_tasks())
    second = sent(instance, file)

    assert first["states"] == second["states"] == {"written": COUNT}
    assert [one["call_id"] for one in first["calls"]] == [one["call_id"] for one in second["calls"]]
    assert after_first == len(instance.call_tasks()) == before + COUNT
    assert_each_written_once(instance, "twice:")


@pytest.mark.shared
@pytest.mark.skipif(not STAR.exists(), reason="the shared conversations are not beside the checkout")
def test_fifty_real_conversations_are_written_once(instance: Machine) -> None:
    before = len(instance.call_tasks())

    first = sent(instance, STAR, more=("--limit", "50"))
    second = sent(instance, STAR, more=("--limit", "50"))

    assert first["states"] == second["states"] == {"written": COUNT}
    assert len(instance.call_tasks()) == before + COUNT


def test_a_worker_killed_in_the_middle_writes_none_twice(sending: Sending) -> None:
    sending.until_some_are_written()

    victim = sending.instance.kill("worker")

    assert sending.result()["states"] == {"written": COUNT}
    assert_each_written_once(sending.instance, sending.prefix)
    worker = eventually(lambda: sending.instance.parts().get("worker"), why="the worker was started again")
    assert worker is not None
    assert worker.pid != victim.pid


@pytest.mark.postgres
def test_a_worker_killed_in_the_middle_writes_none_twice_on_postgresql(
    postgres_url: str, tmp_path: Path
) -> None:
    settings = {"AFTERCALL_DATABASE_URL": postgres_url, "AFTERCALL_WRITE_DEADLINE_MS": "5000"}
    machine = Machine(tmp_path, settings)
    try:
        machine.start()
        machine.sandbox("POST", "faults", {"op": "write", "kind": "latency", "latency_ms": 400})
        sending = Sending(machine, conversations(tmp_path / "calls.jsonl", "postgres", COUNT), "postgres:")
        try:
            sending.until_some_are_written()
            machine.kill("worker")

            assert sending.result()["states"] == {"written": COUNT}
            assert_each_written_once(machine, "postgres:")
        finally:
            sending.end()
    finally:
        machine.stop()


def test_a_broker_killed_in_the_middle_loses_none(sending: Sending) -> None:
    sending.until_some_are_written()

    sending.instance.kill("valkey")

    assert sending.result()["states"] == {"written": COUNT}
    assert_each_written_once(sending.instance, sending.prefix)
    eventually(lambda: not sending.instance.get("/readyz")["not_ready"], why="the broker is back")


def test_answers_of_the_crm_that_are_lost_make_no_second_record(sending: Sending) -> None:
    sending.instance.sandbox("POST", "faults", {"op": "write", "kind": "drop_after_commit", "times": 12})

    assert sending.result()["states"] == {"written": COUNT}
    assert_each_written_once(sending.instance, sending.prefix)
    lost = [
        fault for fault in sending.instance.sandbox("GET", "faults") if fault["kind"] == "drop_after_commit"
    ]
    assert lost[0]["hits"] == 12


def test_a_crm_that_is_away_for_a_while_holds_the_send_up_and_no_more(sending: Sending) -> None:
    sending.until_some_are_written()
    sandbox = sending.instance.parts()["sandbox"]

    os.kill(sandbox.pid, signal.SIGKILL)

    assert sending.result()["states"] == {"written": COUNT}
    assert_each_written_once(sending.instance, sending.prefix)


def test_one_file_that_cannot_be_read_stops_the_send_before_it_begins(
    instance: Machine, tmp_path: Path
) -> None:
    good = conversations(tmp_path / "good.jsonl", "half", 2)
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": "1", "source": "half", "utterances": []}\n{"id": \n')
    before = len(instance.get("/v1/deliveries", limit="200")["items"])

    run = aftercall("send", str(good), str(bad), "--data", str(instance.data))

    assert run.returncode == 1
    assert run.stderr.splitlines() == [f"aftercall: {bad}: line 2 is not a conversation (JSONDecodeError)"]
    assert instance.get("/v1/calls", external_id="half:000")["items"] == []
    assert len(instance.get("/v1/deliveries", limit="200")["items"]) == before


def test_send_reads_every_format_of_transcript(instance: Machine) -> None:
    folder = Path(__file__).resolve().parents[1] / "data" / "transcripts"
    files = [folder / name for name in ("names.vtt", "numbered.srt", "labels.txt", "text-dialog.vcon")]

    run = aftercall("send", *map(str, files), "--wait", "--json", "--data", str(instance.data))

    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["states"] == {"ready": len(files)}
