"""A phrase and a card number are planted in a call and looked for in every byte that an instance leaves.

The card, read out in groups with acknowledgements and read back, must be nowhere at any time. The phrase must
be nowhere once the call is erased, but for the CRM's records, which the erasure lists, and what the model saw.
"""

import base64
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url, select

from service.cli.local import SECRETS
from service.storage.tables import call_keys
from service.tenants import read_secrets
from tests.e2e.calls import Line, call
from tests.e2e.conftest import ROOT
from tests.e2e.machine import Machine
from tests.e2e.processes import eventually
from tests.postgres_server import NoServer, PostgresServer, start_server
from tests.service.storage.raw import rows
from tests.vendors.model import StubModel, running_model

pytestmark = pytest.mark.timeout(420)

SAID = "the marmalade heron"
TYPED = "a tangerine walrus"
NAMED = "Quillon Vandermeersch"
CARD = "4929137482650938"
SPOKEN = ("four nine two nine", "one three seven four", "eight two six five", "zero nine three eight")
CODE = "eight one seven"

TALK: tuple[tuple[str, str], ...] = (
    ("agent", "Thank you for calling, how can I help?"),
    ("customer", f"My parcel with {SAID} has not arrived, I want to pay for a new one."),
    ("agent", "Can I take the long card number?"),
    ("customer", SPOKEN[0]),
    ("agent", "mm hm"),
    ("customer", f"{SPOKEN[1]} um {SPOKEN[2]}"),
    ("agent", f"so that is {SPOKEN[0]} {SPOKEN[1]} {SPOKEN[2]}"),
    ("customer", f"yes and then {SPOKEN[3]}"),
    ("agent", "And the security code on the back?"),
    ("customer", CODE),
    ("agent", f"Thank you. I will send {SAID} again by Friday."),
)

LLM = """
llm:
  connector: openai
  settings: {{ base_url: "{url}", model: stub }}
"""


def spellings(text: str) -> set[bytes]:
    """As it would look in a file: plain, in JSON, in wide characters, in hexadecimal, in base64 at any offset."""
    plain = text.encode()
    found = {plain, text.title().encode(), text.upper().encode(), plain.hex().encode()}
    found |= {text.encode("utf-16-le"), text.replace(" ", "\\u0020").encode()}
    for before in range(3):
        start = (before * 8 + 5) // 6
        whole = (before + len(plain)) * 8 // 6
        found.add(base64.b64encode(b"\0" * before + plain)[start:whole])
        found.add(base64.urlsafe_b64encode(b"\0" * before + plain)[start:whole])
    return found


def of_card() -> set[bytes]:
    groups = [CARD[at : at + 4] for at in range(0, 16, 4)]
    written = {CARD, " ".join(groups), "-".join(groups), CARD[:8], CARD[4:12], CARD[8:]}
    return {one for text in (*written, *SPOKEN, CODE) for one in spellings(text)}


def found_in(wanted: set[bytes], name: str, content: bytes) -> list[str]:
    return [f"{name}: {one!r}" for one in sorted(wanted) if one in content]


@dataclass(frozen=True)
class Site:
    """An instance with all the files it leaves, its model and its CRM."""

    machine: Machine
    model: StubModel
    url: str
    folders: Sequence[Path]
    settle: Callable[[], None]

    def files(self, wanted: set[bytes], *, but: str = "") -> list[str]:
        """Where something of it stands in any file, the database's and the broker's logs included."""
        self.settle()
        return [
            place
            for folder in self.folders
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not (but and any(part.startswith(but) for part in path.parts))
            for place in found_in(wanted, str(path), path.read_bytes())
        ]

    def outside(self, wanted: set[bytes]) -> list[str]:
        """Where something of it went to the model or the CRM."""
        requests = "".join(str(one.body) for one in self.model.requests)
        records = str([self.machine.sandbox("GET", path) for path in ("records/Task", "journal")])
        return [
            *found_in(wanted, "model", requests.encode()),
            *found_in(wanted, "crm", records.encode()),
        ]

    def line(self) -> Line:
        secret = read_secrets(self.machine.data / SECRETS)["AFTERCALL_DEMO_WEBHOOK_SECRET"]
        return Line(self.machine.ready["api"], "demo-telephony", secret)


def configured(folder: Path, model: StubModel) -> dict[str, str]:
    config = folder / "config"
    config.mkdir()
    text = (ROOT / "config" / "demo.yaml").read_text()
    (config / "demo.yaml").write_text(text + LLM.format(url=model.url))
    return {"AFTERCALL_CONFIG_DIR": str(config), "AFTERCALL_LOG_LEVEL": "DEBUG"}


@pytest.fixture
def model() -> Iterator[StubModel]:
    with running_model() as stub:
        yield stub


@pytest.fixture
def sqlite_site(tmp_path: Path, model: StubModel) -> Iterator[Site]:
    machine = Machine(tmp_path, configured(tmp_path, model))
    try:
        machine.start()
        url = f"sqlite:///{machine.data / 'aftercall.db'}"
        yield Site(machine, model, url, (machine.data,), lambda: None)
    finally:
        machine.stop()


@pytest.fixture
def postgres_server() -> Iterator[PostgresServer]:
    try:
        server = start_server()
    except NoServer as missing:
        pytest.skip(str(missing))
    yield server
    server.stop()


@pytest.fixture
def postgres_site(tmp_path: Path, model: StubModel, postgres_server: PostgresServer) -> Iterator[Site]:
    folder = Path(str(postgres_server.url.query["host"]))
    with psycopg.connect(plain(postgres_server.url), autocommit=True) as connection:
        connection.execute("CREATE DATABASE planted")
    url = postgres_server.url.set(database="planted").render_as_string(hide_password=False)

    def settle() -> None:
        """What the server holds in memory goes to its files."""
        with psycopg.connect(plain(postgres_server.superuser), autocommit=True) as connection:
            connection.execute("CHECKPOINT")

    machine = Machine(tmp_path, configured(tmp_path, model) | {"AFTERCALL_DATABASE_URL": url})
    try:
        machine.start()
        yield Site(machine, model, url, (machine.data, folder / "data", folder / "log"), settle)
    finally:
        machine.stop()


def plain(url: Any) -> str:
    return str(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def site(request: pytest.FixtureRequest) -> Site:
    found: Site = request.getfixturevalue(f"{request.param}_site")
    return found


def planted() -> dict[str, Any]:
    turns = [
        {"speaker": speaker, "text": text, "start_ms": 4_000 * place}
        for place, (speaker, text) in enumerate(TALK)
    ]
    body = call("planted-1", transcript={"turns": turns})
    body["call"]["customer"]["name"] = NAMED
    return body


def edited_and_confirmed(site: Site, wrapup: dict[str, Any]) -> None:
    """The agent types something, says that it belongs to no record, and confirms."""
    path = f"/v1/wrapups/{wrapup['id']}"
    promise = {"who": "agent", "what": f"Send {TYPED}"}
    with site.machine.client() as client:

        def sent(method: str, where: str, body: object) -> None:
            match = {"If-Match": client.get(path).headers["ETag"]}
            answer = client.request(method, f"{path}{where}", json=body, headers=match)
            assert answer.is_success, answer.text

        commitments = client.get(path).json()["content"]["commitments"]
        sent("PATCH", "", {"content": {"commitments": [*commitments, promise]}})
        sent("PUT", "/targets/t1", {"none": True})
        sent("POST", "/confirm", {"draft": wrapup["draft"]["number"], "undo_ms": 0})


def test_the_card_is_nowhere_ever_and_the_phrase_nowhere_once_the_call_is_erased(site: Site) -> None:
    machine, card, seen = site.machine, of_card(), dict[str, list[str]]()

    call_id = site.line().send(planted()).json()["call_ids"][0]
    seen["accepted"] = site.files(card)
    wrapup = machine.wrapup_of(call_id)
    seen["drafted"] = site.files(card) + site.outside(card)
    edited_and_confirmed(site, wrapup)
    path = f"/v1/wrapups/{wrapup['id']}"
    eventually(lambda: machine.get(path)["state"] == "written", why="the wrap-up is written")
    seen["written"] = site.files(card) + site.outside(card)
    records = {one["id"] for one in machine.get(path)["targets"][0]["write"]["records"]}
    wrapped = rows(site.url, "demo", select(call_keys.c.wrapped))[0].wrapped

    with machine.client() as client:
        erasure = client.delete(f"/v1/calls/{call_id}").json()
    seen["erased"] = site.files(card)

    assert wrapup["draft"]["kind"] == "llm"
    assert seen == {moment: [] for moment in ("accepted", "drafted", "written", "erased")}
    words = {one for text in (SAID, TYPED, NAMED) for one in spellings(text)}
    assert site.outside({SAID.encode()}), "the phrase went out: else this shows nothing"
    assert site.files(words, but="sandbox-") == []
    assert {one["id"] for one in erasure["remaining"]} == records != set()
    if site.url.startswith("sqlite"):
        eventually(lambda: site.files({wrapped}) == [], why="the call's key has left the database's log")


@pytest.mark.postgres
def test_postgresql_lets_go_of_the_wrapped_key_once_its_table_is_rewritten(postgres_site: Site) -> None:
    site, folder = postgres_site, next(one for one in postgres_site.folders if one.name == "data")
    call_id = site.line().send(planted()).json()["call_ids"][0]
    site.machine.wrapup_of(call_id)
    wrapped = rows(site.url, "demo", select(call_keys.c.wrapped))[0].wrapped

    with site.machine.client() as client:
        assert client.delete(f"/v1/calls/{call_id}").json()["log"] == "kept"
    with psycopg.connect(plain(site.url), autocommit=True) as connection:
        connection.execute("VACUUM FULL call_keys")

    site.settle()
    kept = [path for path in (folder / "base").rglob("*") if path.is_file() and wrapped in path.read_bytes()]
    assert kept == []


def test_what_is_looked_for_would_be_found(tmp_path: Path) -> None:
    """The search itself: each form in which a file could hold the phrase."""
    forms = {
        "plain": SAID.encode(),
        "json": f'{{"text": "My parcel with {SAID} has"}}'.encode(),
        "base64": base64.b64encode(f"x{SAID} y".encode()),
        "base64 moved": base64.b64encode(f"xy{SAID} and more".encode()),
        "hex": f"\\x{SAID.encode().hex()}".encode(),
        "wide": SAID.encode("utf-16-le"),
    }
    for name, content in forms.items():
        (tmp_path / name).write_bytes(b"\0\1" + content + b"\2")

    missed = [name for name in forms if not found_in(spellings(SAID), name, (tmp_path / name).read_bytes())]

    shutil.rmtree(tmp_path)
    assert missed == []
