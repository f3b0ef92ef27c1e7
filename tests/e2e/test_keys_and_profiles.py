"""Keys and profiles at the command line, and what a running instance makes of them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.calls import Line, call
from tests.e2e.machine import Machine, at_hand
from tests.e2e.processes import eventually

pytestmark = pytest.mark.timeout(420)


def ours(instance: Machine, *arguments: str) -> str:
    run = at_hand(*arguments, "--tenant", "fernhill", "--data", str(instance.data))
    assert run.returncode == 0, run.stderr
    return run.stdout


def asked(instance: Machine, key: str, path: str = "/v1/wrapups") -> int:
    with instance.client(key) as client:
        return client.get(path).status_code


def test_a_key_works_until_it_is_revoked(instance: Machine) -> None:
    made = json.loads(ours(instance, "keys", "create", "--role", "agent", "--agent", "mara", "--json"))
    before = asked(instance, made["secret"])

    ours(instance, "keys", "revoke", made["key"]["id"])

    listed = json.loads(ours(instance, "keys", "list", "--json"))["items"]
    assert (before, asked(instance, made["secret"])) == (200, 401)
    assert [one["revoked_at"] is not None for one in listed if one["id"] == made["key"]["id"]] == [True]
    assert made["secret"] not in json.dumps(listed)


def test_a_key_that_has_expired_is_refused(instance: Machine) -> None:
    def key(life: timedelta) -> str:
        expires_at = (datetime.now(UTC) + life).isoformat()
        with instance.client() as client:
            made = client.post("/v1/keys", json={"roles": ["viewer"], "expires_at": expires_at})
        return str(made.json()["secret"])

    alive, expired = key(timedelta(hours=1)), key(-timedelta(seconds=1))

    assert (asked(instance, alive, "/v1/ledger"), asked(instance, expired, "/v1/ledger")) == (200, 401)


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        ("ingest", "/v1/wrapups", 403),
        ("ingest", "/v1/keys", 403),
        ("agent", "/v1/wrapups", 200),
        ("agent", "/v1/keys", 403),
        ("agent", "/v1/ledger", 403),
        ("admin", "/v1/keys", 200),
    ],
)
def test_a_key_may_do_what_its_roles_allow(instance: Machine, role: str, path: str, status: int) -> None:
    assert asked(instance, instance.ready["keys"][role], path) == status


def test_an_agents_key_without_its_agent_is_one_clear_line(instance: Machine) -> None:
    run = at_hand("keys", "create", "--role", "agent", "--tenant", "fernhill", "--data", str(instance.data))

    assert run.returncode == 1
    assert run.stderr == "aftercall: agent_id: an agent's key names its agent\n"


def test_a_profile_goes_out_and_in_again_and_the_next_call_uses_what_is_published(
    instance: Machine, fernhill_line: Line, tmp_path: Path
) -> None:
    file = tmp_path / "default.yaml"
    key = json.loads(ours(instance, "keys", "create", "--role", "admin", "--json"))["secret"]
    ours(instance, "profiles", "export", "default", "--to", str(file))
    assert "stored as default@1;" in ours(instance, "profiles", "import", str(file))
    file.write_text(file.read_text().replace("title: ", "title: Our ", 1))

    valid = at_hand("profiles", "validate", str(file))
    imported = ours(instance, "profiles", "import", str(file), "--note", "our words")
    unpublished = drafted(instance, key, fernhill_line)
    ours(instance, "profiles", "publish", "default@2")
    published = drafted(instance, key, fernhill_line)

    assert valid.stdout.startswith("default: good; ")
    assert "stored as default@2;" in imported
    assert (unpublished["draft"]["profile"], published["draft"]["profile"]) == ("default@1", "default@2")
    rows = json.loads(ours(instance, "profiles", "list", "--json"))["items"]
    versions = [row for row in rows if row["name"] == "default"]
    assert {row["version"]: row["labels"] for row in versions} == {1: [], 2: ["live"]}
    shown = json.loads(ours(instance, "profiles", "show", "default", "--json"))
    assert shown["sections"][0]["title"].startswith("Our ")


def test_a_profile_that_cannot_be_used_is_one_clear_line(tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("name: default\nsections: none\n")

    run = at_hand("profiles", "validate", str(file))

    assert run.returncode == 1
    assert run.stderr.startswith("aftercall: ")
    assert len(run.stderr.splitlines()) == 1


def drafted(instance: Machine, key: str, line: Line) -> dict[str, Any]:
    call_id = line.send(call()).json()["call_ids"][0]

    def look() -> dict[str, Any] | None:
        with instance.client(key) as client:
            wrapup_id = client.get(f"/v1/calls/{call_id}").json()["wrapup_ids"][0]
            wrapup: dict[str, Any] = client.get(f"/v1/wrapups/{wrapup_id}").json()
        return wrapup if wrapup["draft"]["status"] == "ready" else None

    return eventually(look, why="the draft is ready") or {}
