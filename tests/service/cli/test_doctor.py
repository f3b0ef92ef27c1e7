"""What the doctor says of each thing that can be amiss, of real peers, and that it never hangs or tells a secret."""

import base64
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import redis
from fastapi import FastAPI
from rich.console import Console
from sqlalchemy import make_url

from service.broker import Broker
from service.cli import doctor
from service.cli.checks import broker as brokers
from service.cli.checks import database as databases
from service.cli.checks import machine, work
from service.cli.checks.finding import Check, Finding, State, failed, ok, run, warning
from service.cli.local import free_port
from service.domain.board import LaneWait
from service.domain.job import Kind, Lane
from service.settings import Settings
from service.storage import Keyring, Storage, migrate
from service.wiring import build
from tests.databases import Databases
from tests.e2e.machine import at_hand
from tests.service.cli.valkey import running_broker
from tests.vendors.model import StubModel, running_model
from tests.vendors.salesforce import running_app, running_sandbox

SECRET = "whsec_" + base64.b64encode(b"a secret that must not be told..").decode()
CRM_SECRET = "a-crm-secret-that-must-not-be-told"
CLIENT = ("fernhill", CRM_SECRET)


def found(findings: list[Finding], part: str) -> Finding:
    """The first of a part."""
    return next(one for one in findings if one.part == part)


def states(findings: list[Finding]) -> dict[str, str]:
    """The worst state of each part."""
    order = {State.OK: 0, State.WARNING: 1, State.FAILED: 2}
    worst: dict[str, str] = {}
    for one in sorted(findings, key=lambda one: order[one.state]):
        worst[one.part] = one.state.value
    return worst


def tenant(crm: str, model: str) -> str:
    return f"""
sources:
  fernhill-line: {{adapter: generic, secrets: ["{SECRET}"]}}
crm:
  connector: salesforce
  settings:
    base_url: {crm}
    auth: {{flow: client_credentials, client_id: fernhill, client_secret: "${{FERNHILL_CRM_SECRET}}"}}
llm:
  connector: openai
  settings: {{base_url: "{model}", model: stub}}
agents:
  - {{id: mara, name: Mara}}
"""


class Ward:
    """An installation that is well until a test hurts it."""

    def __init__(self, folder: Path, broker_url: str, crm: str, model: StubModel) -> None:
        self.folder = folder
        self.model = model
        self.config = folder / "config"
        self.config.mkdir()
        self.file = self.config / "fernhill.yaml"
        self.file.write_text(tenant(crm, model.url))
        secrets = folder / "secrets.env"
        secrets.touch(0o600)
        secrets.write_text(f"FERNHILL_CRM_SECRET={CRM_SECRET}\n")
        web = folder / "dist"
        web.mkdir()
        for name in ("index.html", "review.js", "review.css"):
            (web / name).touch()
        Keyring.create(folder / "keyring.json")
        self.settings = Settings(
            data=folder,
            config_dir=self.config,
            secrets_file=secrets,
            web_dist=web,
            broker_url=broker_url,
            port=free_port(),
        )
        migrate.upgrade(self.settings.database)

    def look(self, **changes: Any) -> list[Finding]:
        return doctor.of(self.settings.model_copy(update=changes))


@pytest.fixture(scope="session")
def broker_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_broker(tmp_path_factory.mktemp("broker")) as url:
        yield url


@pytest.fixture
def ward(tmp_path: Path, broker_url: str) -> Iterator[Ward]:
    with running_sandbox(client=CLIENT) as org, running_model() as model:
        yield Ward(tmp_path, broker_url, org.url, model)


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


def test_a_broker_that_is_stopped(ward: Ward) -> None:
    findings = ward.look(broker_url="redis://:hunter2@127.0.0.1:1/0")

    one = found(findings, "broker")
    assert (one.state, one.what) == (State.FAILED, "127.0.0.1:1 does not answer")
    assert "AFTERCALL_BROKER_URL" in one.mend
    assert states(findings)["database"] == "ok"


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("redis://127.0.0.1:{port}/0", "asks for a password"),
        ("redis://:wrong@127.0.0.1:{port}/0", "refuses the password"),
        ("redis://:right@127.0.0.1:{port}/0", "answers"),
    ],
)
def test_a_broker_with_a_password(tmp_path: Path, address: str, what: str) -> None:
    with running_broker(tmp_path, "--requirepass", "right") as url:
        port = make_url(url).port

        one = next(iter(brokers.broker(address.format(port=port))))

    assert what in one.what


def test_a_broker_that_forgets_or_drops_is_warned_of(tmp_path: Path) -> None:
    with running_broker(tmp_path, "--appendonly", "no", "--maxmemory-policy", "allkeys-lru") as url:
        findings = [one for one in brokers.broker(url) if one.part == "broker"]

    assert [one.state for one in findings] == [State.WARNING, State.WARNING]
    assert "restarts" in findings[0].what
    assert "allkeys-lru" in findings[1].what


def test_a_broker_that_may_not_be_asked_more_is_well(tmp_path: Path) -> None:
    """As managed ones do: no INFO, no CLIENT."""
    with running_broker(tmp_path) as url:
        with redis.Redis.from_url(url) as client:
            client.execute_command("ACL", "SETUSER", "default", "-@dangerous", "-info")
        findings = list(brokers.broker(url))

    assert [(one.part, one.state) for one in findings] == [("broker", State.OK)]


def test_a_broker_elsewhere_without_a_password_is_warned_of() -> None:
    (one,) = brokers._open(None, "broker.internal:6379", remote=True)

    assert one.state is State.WARNING
    assert list(brokers._open("secret", "broker.internal:6379", remote=True)) == []


def test_a_worker_that_listens_is_counted(ward: Ward) -> None:
    work_client = Broker(ward.settings.broker_url)
    try:
        waiting = threading.Thread(target=_wait_for_work, args=(work_client,), daemon=True)
        waiting.start()

        findings = _eventually_listed(ward.settings.broker_url)
    finally:
        waiting.join(10)
        work_client.close()

    assert findings == [ok("workers", "1 listening")]


def _wait_for_work(broker: Broker) -> None:
    """As Celery's consumer does."""
    broker._redis.brpop(["draft"], timeout=1)


def _eventually_listed(url: str) -> list[Finding]:
    for _ in range(200):
        listed = [one for one in brokers.broker(url) if one.part == "workers"]
        if listed and listed[0].state is State.OK:
            return listed
    return []


def test_a_keyring_of_another_installation(ward: Ward) -> None:
    _seal_something(ward)
    other = ward.folder / "other.json"
    Keyring.create(other)

    one = [one for one in ward.look(keyring_file=other) if one.part == "keyring"][-1]

    assert one.state is State.FAILED
    assert "is not the one that this database was sealed with" in one.what
    assert "bring back the keyring" in one.mend


def test_the_right_keyring_opens_the_keys_of_its_tenants(ward: Ward) -> None:
    _seal_something(ward)

    assert [one.what for one in ward.look() if one.part == "keyring"] == [
        "readable, current master key m1",
        "opens the keys of 1 tenant",
    ]


def _seal_something(ward: Ward) -> None:
    services = build(ward.settings)
    services.prepare()
    with services.storage.work.begin("fernhill") as unit:
        unit.jobs.enqueue(Kind.DRAFT, "one")
        unit.session.keys.seal(b"words", "somewhere", "1", "body")
    services.close()


@pytest.mark.parametrize(
    ("text", "mode", "state"),
    [(None, 0o600, "failed"), ("{}", 0o600, "failed"), ("kept", 0o604, "warning")],
    ids=["absent", "not a keyring", "open to others"],
)
def test_a_keyring_that_is_not_as_it_must_be(ward: Ward, text: str | None, mode: int, state: str) -> None:
    path = ward.settings.keyring
    if text is None:
        path.unlink()
    elif text != "kept":
        path.write_text(text)
    if path.exists():
        path.chmod(mode)

    assert found(ward.look(), "keyring").state == state


def test_a_database_that_is_behind(tmp_path: Path, empty_url: str) -> None:
    migrate.upgrade(empty_url, "0003")
    Keyring.create(tmp_path / "keyring.json")

    findings = list(databases.database(Settings(data=tmp_path, database_url=empty_url)))

    behind = [one for one in findings if "revision" in one.what]
    assert [(one.state, one.mend) for one in behind] == [(State.FAILED, "run `aftercall migrate`")]
    assert behind[0].what == f"is at revision 0003; this release needs {migrate.head()}"


def test_an_empty_database(tmp_path: Path, empty_url: str) -> None:
    Path(make_url(empty_url).database or "").touch() if empty_url.startswith("sqlite") else None

    findings = list(databases.database(Settings(data=tmp_path, database_url=empty_url)))

    assert failed("database", "is empty", "run `aftercall migrate`") in findings


def test_a_database_that_is_up_to_date(tmp_path: Path, storage_url: str) -> None:
    Keyring.create(tmp_path / "keyring.json")

    findings = list(databases.database(Settings(data=tmp_path, database_url=storage_url)))

    assert [one for one in findings if one.state is State.FAILED] == []
    assert findings[-1] == ok("keyring", "fits: nothing is sealed yet")


@pytest.mark.postgres
@pytest.mark.parametrize(("required", "state"), [(False, State.WARNING), (True, State.FAILED)])
def test_a_role_that_owns_the_tables_is_named(
    tmp_path: Path, postgres_url: str, postgres_databases: Databases, required: bool, state: State
) -> None:
    owner_url = postgres_databases.owner_url(str(make_url(postgres_url).database))
    settings = Settings(data=tmp_path, database_url=owner_url, require_row_security=required)

    (one,) = [one for one in databases.database(settings) if one.state is not State.OK]

    assert one.state is state
    assert "row-level security" in one.what


def test_no_database_is_made_by_looking_for_one(ward: Ward) -> None:
    missing = ward.folder / "not-there.db"

    findings = ward.look(database_url=f"sqlite:///{missing}")

    assert found(findings, "database").what == f"{missing} is not there"
    assert not missing.exists()


def test_a_file_that_is_no_database(ward: Ward) -> None:
    wrong = ward.folder / "wrong.db"
    wrong.write_bytes(b"this is a text file, and a long one at that. " * 200)

    one = found(ward.look(database_url=f"sqlite:///{wrong}"), "database")

    assert (one.state, one.what) == (State.FAILED, f"{wrong} is damaged, or no database")


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("postgresql://mara:hunter2@127.0.0.1:1/calls", "calls at 127.0.0.1:1 refuses the connection"),
        ("postgresql://mara:hunter2@no-such-host.invalid/calls", "calls at no-such-host.invalid has a host"),
        ("not an address", "AFTERCALL_DATABASE_URL is no address"),
    ],
)
def test_a_server_that_cannot_be_reached(tmp_path: Path, address: str, what: str) -> None:
    (one,) = databases.database(Settings(data=tmp_path, database_url=address))

    assert one.state is State.FAILED
    assert one.what.startswith(what)
    assert "hunter2" not in one.model_dump_json()


@pytest.mark.postgres
def test_a_database_that_is_not_there(tmp_path: Path, postgres_url: str) -> None:
    url = make_url(postgres_url).set(database="nobody_made_this").render_as_string(hide_password=False)

    (one,) = databases.database(Settings(data=tmp_path, database_url=url))

    assert one.what.endswith("has no such role or database")


def test_a_tenants_file_that_cannot_be_read(ward: Ward) -> None:
    (ward.config / "oak-hill.yaml").write_text("sources: [this, is: not a mapping")

    findings = ward.look()

    one = found(findings, "oak-hill")
    assert (one.state, one.what) == (State.FAILED, "file: not YAML (line 1)")
    assert "oak-hill.yaml" in one.mend
    assert states(findings)["fernhill crm"] == "ok"


def test_a_secret_that_is_not_there_and_a_source_that_two_claim(ward: Ward) -> None:
    ward.settings.secrets_file.write_text("")  # type: ignore[union-attr]  # it has one
    (ward.config / "oak-hill.yaml").write_text(
        f"sources: {{fernhill-line: {{adapter: generic, secrets: ['{SECRET}']}}}}"
    )

    findings = ward.look()

    whats = {one.what: one.mend for one in findings if one.part == "fernhill"}
    assert whats["crm: not set: FERNHILL_CRM_SECRET"] == "put it into the secrets file or the environment"
    assert "another name" in whats["sources.fernhill-line: also claimed by oak-hill"]
    assert "fernhill crm" not in states(findings)


def test_settings_that_a_connector_does_not_take(ward: Ward) -> None:
    ward.file.write_text("llm: {connector: openai, settings: {modle: x, base_url: 'http://127.0.0.1:1/v1'}}")

    findings = [one for one in ward.look() if one.part == "fernhill"]

    assert [one.state for one in findings] == [State.FAILED]
    assert "model" in findings[0].what


def test_no_tenant_at_all(ward: Ward) -> None:
    one = found(ward.look(config_dir=ward.folder / "nowhere"), "tenants")

    assert one.state is State.FAILED
    assert "AFTERCALL_CONFIG_DIR" in one.mend


@pytest.mark.parametrize(
    ("behaviour", "what"),
    [
        ("401", "refuses us (refused)"),
        ("404", "is not what it should be (bad_request)"),
        ("503", "does not answer (unavailable)"),
        ("html", "does not answer (bad_response)"),
        ("429", "does not answer (rate_limited)"),
    ],
)
def test_a_model_that_refuses(ward: Ward, behaviour: str, what: str) -> None:
    ward.model.script(behaviour)

    findings = ward.look()

    one = found(findings, "fernhill llm")
    assert one.what == what
    assert one.mend
    assert states(findings)["fernhill crm"] == "ok"


def test_a_model_that_nobody_runs(ward: Ward) -> None:
    ward.file.write_text(ward.file.read_text().replace(ward.model.url, "http://127.0.0.1:1/v1"))

    one = found(ward.look(), "fernhill llm")

    assert (one.state, one.what) == (State.FAILED, "does not answer (connection)")


def test_a_crm_that_refuses_the_credentials(ward: Ward) -> None:
    ward.settings.secrets_file.write_text("FERNHILL_CRM_SECRET=an-old-one\n")  # type: ignore[union-attr]  # it has one

    one = found(ward.look(), "fernhill crm")

    assert (one.state, one.what) == (State.FAILED, "refuses us (invalid_client)")
    assert one.mend == "correct client_id and client_secret"


def test_a_crm_without_the_key_field(ward: Ward) -> None:
    ward.file.write_text(
        ward.file.read_text().replace("  settings:\n", "  settings:\n    key_field: Other__c\n")
    )

    one = found(ward.look(), "fernhill crm")

    assert one.state is State.FAILED
    assert "key_field_missing" in one.what
    assert "salesforce.md" in one.mend


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


def test_a_disk_that_is_all_but_full_is_told(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "TOO_LITTLE_BYTES", 2**60)

    (one,) = machine.folder(ward.settings)

    assert one.state is State.FAILED


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


def wait(**of: Any) -> LaneWait:
    nothing: Mapping[str, Any] = dict.fromkeys(("due", "leased", "parked", "lone_due", "oldest_due_ms"), 0)
    return LaneWait(**{"tenant_id": "fernhill", "lane": Lane.DRAFT, **nothing, **of})


@pytest.mark.parametrize(
    ("waits", "expected"),
    [
        ([], [("ok", "0 due, 0 at work")]),
        ([wait(due=3, leased=2, oldest_due_ms=900)], [("ok", "3 due, 2 at work")]),
        (
            [wait(due=3, oldest_due_ms=20_000)],
            [("warning", "3 due, 0 at work; the oldest has waited 20 s (draft)")],
        ),
        (
            [wait(due=3, oldest_due_ms=600_000), wait(lane=Lane.WRITE, due=1, oldest_due_ms=1)],
            [("failed", "4 due, 0 at work; the oldest has waited 10 min (draft)")],
        ),
        ([wait(parked=2)], [("ok", "0 due, 0 at work"), ("warning", "2 wait for a person")]),
    ],
)
def test_jobs_that_nobody_takes_are_told_by_their_age(
    waits: list[LaneWait], expected: list[tuple[str, str]]
) -> None:
    assert [(one.state.value, one.what) for one in work.judged(waits)] == expected


def test_jobs_are_counted_over_all_tenants(tmp_path: Path, storage_url: str) -> None:
    storage = Storage(storage_url, Keyring.fresh(), after_commit=lambda *_: None)
    for name in ("fernhill", "oak-hill"):
        with storage.work.begin(name) as unit:
            unit.jobs.enqueue(Kind.DRAFT, "one")
    storage.dispose()

    findings = list(work.jobs(Settings(data=tmp_path, database_url=storage_url)))

    assert findings == [ok("jobs", "2 due, 0 at work")]


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
    _seal_something(ward)
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
