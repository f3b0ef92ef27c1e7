"""Deliveries while database or broker are away: said so or stored, and drafted once they are back."""

import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator

import pytest

from tests.e2e.calls import Line, call, problem
from tests.e2e.machine import Machine

pytestmark = pytest.mark.timeout(420)


@pytest.fixture
def restarts_none(instance: Machine) -> Iterator[None]:
    before = instance.parts()
    yield
    assert instance.parts() == before


@pytest.mark.usefixtures("restarts_none")
def test_a_database_that_is_locked_is_said_so_and_the_next_try_is_stored(
    instance: Machine, line: Line
) -> None:
    body = call()
    holder = sqlite3.connect(instance.data / "aftercall.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        refused = line.send(body, webhook_id="msg_locked")
    finally:
        holder.rollback()
        holder.close()

    again = line.send(body, webhook_id="msg_locked")

    assert problem(refused) == (503, "storage-down")
    assert int(refused.headers["retry-after"]) > 0
    assert again.status_code == 202
    assert instance.wrapup_of(again.json()["call_ids"][0])["state"] == "ready"


def test_without_its_broker_a_delivery_is_stored_at_once_and_drafted_later(
    instance: Machine, line: Line
) -> None:
    """The guard is held, so that the broker stays away until it may go on."""
    guard = instance.parts()["broker"]
    os.kill(guard.pid, signal.SIGSTOP)
    try:
        instance.kill("valkey")
        began = time.monotonic()
        answers = [line.send(call()) for _ in range(5)]
        took = time.monotonic() - began
        ready = instance.get("/readyz")
    finally:
        os.kill(guard.pid, signal.SIGCONT)

    assert [answer.status_code for answer in answers] == [202] * 5
    assert took < 10
    assert (ready["ready"], ready["not_ready"]) == (True, ["broker"])
    for answer in answers:
        assert instance.wrapup_of(answer.json()["call_ids"][0])["state"] == "ready"


def test_logs_carry_nothing_of_what_was_said(instance: Machine, line: Line) -> None:
    words = "xylophone-of-the-quiet-harbour"
    body = call(f"secret-{words}")
    body["transcript"]["turns"][0]["text"] = f"I lost my {words} on the ferry."
    call_id = line.send(body).json()["call_ids"][0]
    instance.wrapup_of(call_id)

    found = subprocess.run(
        ["grep", "-rl", words, str(instance.data / "logs"), str(instance.data / "broker")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.stdout == ""
