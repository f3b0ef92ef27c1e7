"""Good and bad deliveries through the real webhook: a clear answer each, and nothing lost that may be kept."""

import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.e2e.calls import ANSWERS, MIDDLES, Line, call, problem
from tests.e2e.conftest import SECRET
from tests.e2e.machine import Machine, at_hand
from tests.e2e.processes import eventually

pytestmark = pytest.mark.timeout(420)

FIVE_HOURS_S = 5 * 3600


def calls_named(instance: Machine, body: dict[str, Any]) -> list[dict[str, Any]]:
    return list(instance.get("/v1/calls", external_id=body["call"]["external_id"])["items"])


@pytest.fixture(scope="session")
def fernhill_key(instance: Machine) -> str:
    made = at_hand(
        "keys", "create", "--role", "admin", "--tenant", "fernhill", "--json", "--data", str(instance.data)
    )
    assert made.returncode == 0, made.stderr
    return str(json.loads(made.stdout)["secret"])


@pytest.mark.parametrize(
    "headers", [{}, {"webhook-id": "msg_1", "webhook-timestamp": "now", "webhook-signature": "v1"}]
)
def test_an_unsigned_delivery_is_refused(instance: Machine, line: Line, headers: dict[str, str]) -> None:
    body = call()

    answer = line.send(body, headers=headers)

    assert problem(answer) == (401, "signature-refused")
    assert calls_named(instance, body) == []


def test_a_wrongly_signed_delivery_is_refused(instance: Machine, line: Line) -> None:
    body = call()

    answer = Line(instance.ready["api"], "demo-telephony", SECRET).send(body)

    assert problem(answer) == (401, "signature-refused")
    assert line.send(body).status_code == 202


def test_a_stale_delivery_is_refused_though_its_id_is_known(line: Line) -> None:
    raw = json.dumps(call()).encode()
    assert line.send(raw, webhook_id="msg_stale").status_code == 202

    answer = line.send(raw, headers=line.signed(raw, webhook_id="msg_stale", age=timedelta(minutes=20)))

    assert problem(answer) == (401, "signature-refused")


def test_the_same_delivery_again_has_the_same_ids(instance: Machine, line: Line) -> None:
    body = call()

    first, again = (line.send(body, webhook_id="msg_again") for _ in range(2))

    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json() == again.json()
    assert len(calls_named(instance, body)) == 1


def test_the_same_id_with_another_body_is_a_conflict_and_the_first_stays(
    instance: Machine, line: Line
) -> None:
    body, other = call(), call()
    line.send(body, webhook_id="msg_other")

    answer = line.send(other, webhook_id="msg_other")

    assert problem(answer) == (409, "delivery-changed")
    assert (len(calls_named(instance, body)), calls_named(instance, other)) == (1, [])


def test_a_body_whose_length_is_too_large_is_refused(line: Line) -> None:
    raw = b" " * 4_000_001

    assert problem(line.send(raw)) == (413, "too-large")


def test_a_body_without_a_length_is_refused_once_too_much_has_come(line: Line) -> None:
    raw = b" " * 4_100_000
    chunks = (raw[at : at + 65_536] for at in range(0, len(raw), 65_536))

    with httpx2.Client(timeout=60, trust_env=False) as client:
        answer = client.post(line.path, content=chunks, headers=line.signed(raw))

    assert problem(answer) == (413, "too-large")


@pytest.mark.parametrize(
    "raw",
    [b'{"call": {"external_id": "caf\xe9"}}', json.dumps(call("cut-off")).encode()[:-20], b"", b"\x00\x01"],
    ids=["not UTF-8", "cut off", "empty", "binary"],
)
def test_an_authentic_body_that_is_no_json_is_set_aside_and_only_its_hash_kept(
    instance: Machine, line: Line, raw: bytes
) -> None:
    answer = line.send(raw)

    told = answer.json()
    delivery = instance.get(f"/v1/deliveries/{told['delivery_id']}")
    assert (answer.status_code, told["state"], told["call_ids"]) == (202, "quarantined", [])
    assert told["reason"]
    assert (delivery["replayable"], delivery["body_bytes"], delivery["reason"]) == (
        False,
        len(raw),
        told["reason"],
    )
    with instance.client() as client:
        assert problem(client.post(f"/v1/deliveries/{told['delivery_id']}/replay")) == (409, "not-replayable")


def test_an_authentic_body_that_says_too_little_is_kept_and_can_be_replayed(
    instance: Machine, line: Line
) -> None:
    body = call()
    del body["call"]["external_id"]

    told = line.send(body).json()

    listed = instance.get("/v1/deliveries", state="quarantined", limit="200")["items"]
    assert (told["state"], told["call_ids"]) == ("quarantined", [])
    assert [one["replayable"] for one in listed if one["id"] == told["delivery_id"]] == [True]
    with instance.client() as client:
        replayed = client.post(f"/v1/deliveries/{told['delivery_id']}/replay")
    assert (replayed.status_code, replayed.json()["state"]) == (200, "quarantined")
    assert replayed.json()["replayable"] is True


def test_a_source_that_nobody_has_is_unknown(instance: Machine) -> None:
    answer = Line(instance.ready["api"], "nobody", SECRET).send(call())

    assert problem(answer) == (404, "unknown-source")


def test_a_source_without_its_secret_is_off_and_the_others_go_on(
    instance: Machine, line: Line, fernhill_line: Line
) -> None:
    dark = Line(instance.ready["api"], "fernhill-dark", SECRET)

    assert problem(dark.send(call())) == (503, "source-off")
    assert (line.send(call()).status_code, fernhill_line.send(call()).status_code) == (202, 202)
    assert instance.get("/readyz")["switched_off"] == [
        "fernhill: sources.fernhill-dark: not set: A_SECRET_THAT_IS_NOT_SET"
    ]


def test_a_tenants_broken_file_switches_off_that_tenant_alone(
    instance: Machine, line: Line, config: Path
) -> None:
    broken = config / "broken.yaml"
    broken.write_text("sources: {broken-line: {adapter: generic, secrets: [x]}}\n")
    theirs = Line(instance.ready["api"], "broken-line", SECRET)
    try:
        eventually(lambda: theirs.send(call()).status_code == 401, why="the new file is read")
        broken.write_text("sources: {broken-line: {adapter")
        eventually(lambda: theirs.send(call()).status_code == 503, why="the broken file is read")

        assert line.send(call()).status_code == 202
        assert "broken: file: not YAML (line 1)" in instance.get("/readyz")["switched_off"]
    finally:
        broken.unlink()
    eventually(lambda: theirs.send(call()).status_code == 404, why="the file is gone")


def test_a_call_without_a_transcript_is_there_for_the_agent_to_write(instance: Machine, line: Line) -> None:
    answer = line.send(call(transcript={"turns": []}))

    wrapup = instance.wrapup_of(answer.json()["call_ids"][0], status="unavailable")
    assert (wrapup["state"], wrapup["draft"]["reason"]) == ("ready", "no_transcript")
    assert wrapup["targets"][0]["id"] == "t1"


def test_five_hours_of_talk_are_drafted_whole(instance: Machine, line: Line) -> None:
    said = [
        {
            "speaker": "agent" if at % 2 else "customer",
            "text": f"{(ANSWERS if at % 2 else MIDDLES)[at % 4]}",
            "start_ms": at * 3_000,
            "end_ms": at * 3_000 + 2_500,
        }
        for at in range(FIVE_HOURS_S // 3)
    ]
    began = time.monotonic()

    answer = line.send(call(transcript={"turns": said}))

    call_id = answer.json()["call_ids"][0]
    wrapup = instance.wrapup_of(call_id)
    print(f"{len(said)} turns: drafted {time.monotonic() - began:.1f} s after they were sent")
    assert len(instance.get(f"/v1/calls/{call_id}/transcript")["items"]) == len(said)
    assert wrapup["content"]["summary"]


def test_two_tenants_calls_of_one_external_id_are_kept_apart(
    instance: Machine, line: Line, fernhill_line: Line, fernhill_key: str
) -> None:
    body = call()

    ours, theirs = (
        one.send(body, webhook_id="msg_shared").json()["call_ids"][0] for one in (line, fernhill_line)
    )

    assert [one["id"] for one in calls_named(instance, body)] == [ours]
    with instance.client(fernhill_key) as client:
        found = client.get("/v1/calls", params={"external_id": body["call"]["external_id"]}).json()["items"]
        assert [one["id"] for one in found] == [theirs]
        assert problem(client.get(f"/v1/calls/{ours}")) == (404, "not-found")


def test_a_model_of_the_tenants_own_makes_the_fuller_draft(instance: Machine) -> None:
    answer = Line(instance.ready["api"], "modelled-line", SECRET).send(call())
    key = at_hand(
        "keys", "create", "--role", "admin", "--tenant", "modelled", "--json", "--data", str(instance.data)
    )

    with instance.client(json.loads(key.stdout)["secret"]) as client:
        wrapup_id = client.get(f"/v1/calls/{answer.json()['call_ids'][0]}").json()["wrapup_ids"][0]
        draft = eventually(
            lambda: (now := client.get(f"/v1/wrapups/{wrapup_id}").json()["draft"])["kind"] == "llm" and now
        )

    assert (draft["status"], draft["model"], draft["number"]) == ("ready", "stub-stub", 2)
