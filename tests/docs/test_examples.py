"""What the documentation shows works: tenants' files, profiles, bodies, and the two ways to sign one."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from connectors import registry
from connectors.contracts import Received
from connectors.telephony.generic import Generic
from service.api.bodies.calls import ReceiptBody
from service.api.bodies.segments import PostedBody, post_of
from service.api.routers.health import Readiness
from service.cli.readers import Outgoing, read
from service.drafting.evaluation.labelled import read_line
from service.drafting.profiles import parse_yaml
from service.flows.review import ConfirmRequest
from service.flows.review_rules import Choice
from service.tenant_file import REFERENCE, read_tenant
from tests.docs.pages import Block, blocks, page

WEBHOOKS = "docs/integrator/webhooks.md"
SECRET = "whsec_AAECAwQFBgcICQoLDA0ODw=="
DATA = re.compile(r"-X (\w+) \"\$API(/[^\"]+)\".*?-d '([^']+)'")


@pytest.mark.parametrize("block", blocks(mark="tenant file"), ids=lambda block: block.page)
def test_every_tenants_file_shown_is_wholly_on(block: Block) -> None:
    secrets = dict.fromkeys(REFERENCE.findall(block.text), SECRET)

    tenant = read_tenant("fernhill", block.text, secrets)

    assert tenant.problems == ()
    if tenant.llm and tenant.llm.value:
        registry.llm(tenant.llm.value.connector, tenant.llm.value.settings)
    if tenant.crm and tenant.crm.value:
        registry.crm(tenant.crm.value.connector, tenant.crm.value.settings).close()
    for source in tenant.sources.values():
        assert source.value
        assert registry.telephony(source.value.adapter, source.value.settings)


def test_every_yaml_shown_is_one_that_is_tested() -> None:
    assert {block.mark for block in blocks(language="yaml")} == {"tenant file", "profile", "values"}


@pytest.mark.parametrize("block", blocks(mark="profile"), ids=lambda block: block.page)
def test_every_profile_shown_can_be_imported(block: Block) -> None:
    profile = parse_yaml(block.text)

    assert profile.name == "default"


@pytest.mark.parametrize("block", blocks(language="json"), ids=lambda block: block.page)
def test_every_json_shown_has_its_shape(block: Block) -> None:
    shown = json.loads(block.text)

    if {"segments", "Segments"} & shown.keys():
        assert post_of(block.text.encode()).segments
    elif "taken" in shown:
        PostedBody.model_validate(shown)
    elif "call" in shown:
        (call,) = Generic().parse(block.text.encode())
        assert call.turns
        assert call.after_call_work.ended_at
    elif "labels" in shown:
        assert read_line(block.text).fields
    elif "ready" in shown:
        Readiness.model_validate(shown)
    else:
        ReceiptBody.model_validate(shown)


def test_the_bodies_of_requests_shown_are_taken() -> None:
    text = page("docs/integrator/api.md").text.replace("\\\n", " ")

    shown = {(method, path.rsplit("/", 1)[-1]): json.loads(body) for method, path, body in DATA.findall(text)}

    ConfirmRequest.model_validate(shown["POST", "confirm"])
    Choice.model_validate(shown["PUT", "t1"])
    assert set(shown["PATCH", "$WRAPUP"]) == {"content"}


def test_the_transcripts_shown_can_be_sent(tmp_path: Path) -> None:
    shown = [block.text for block in page("docs/integrator/files.md").blocks if block.language == "text"]
    files = [tmp_path / "calls.jsonl", tmp_path / "call.txt"]

    calls: list[Outgoing] = []
    for path, text in zip(files, shown, strict=True):
        path.write_text(text, encoding="utf-8")
        calls += read(path)

    turns = [call.turns for sent in calls for call in Generic().parse(sent.body)]
    assert [len(said) for said in turns] == [2, 3]


@dataclass
class Door:
    """A webhook's address that keeps what came."""

    url: str = ""
    received: list[Received] = field(default_factory=list)


@pytest.fixture
def door() -> Iterator[Door]:
    kept = Door()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            kept.received.append(Received(headers=headers, body=body))
            self.send_response(202)
            self.send_header("content-length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        kept.url = f"http://127.0.0.1:{server.server_port}/v1/webhooks/demo-telephony"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield kept
        server.shutdown()
        thread.join()


def _shown(language: str) -> str:
    (found,) = [block.text for block in page(WEBHOOKS).blocks if block.language == language]
    return found


def _call_file(folder: Path) -> bytes:
    body = next(block.text for block in page(WEBHOOKS).blocks if block.language == "json").encode()
    (folder / "call.json").write_bytes(body)
    return body


def _check(door: Door, body: bytes) -> None:
    (received,) = door.received
    assert received.body == body
    assert Generic().verify(received, (SECRET,), now=datetime.now(UTC)).delivery_id


def test_the_python_shown_signs_a_delivery_that_is_accepted(door: Door, tmp_path: Path) -> None:
    body = _call_file(tmp_path)
    (tmp_path / "send.py").write_text(_shown("python"), encoding="utf-8")

    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "send.py", door.url, "call.json"],
        cwd=tmp_path,
        env={**os.environ, "WEBHOOK_SECRET": SECRET},
        capture_output=True,
        text=True,
        check=True,
    )

    assert ran.stdout == "202 {}\n"
    _check(door, body)


@pytest.mark.skipif(
    not all(shutil.which(name) for name in ("bash", "curl", "openssl", "od")),
    reason="no curl or openssl here",
)
def test_the_shell_lines_shown_sign_a_delivery_that_is_accepted(door: Door, tmp_path: Path) -> None:
    body = _call_file(tmp_path)

    subprocess.run(
        ["bash", "-euc", _shown("bash")],
        cwd=tmp_path,
        env={**os.environ, "WEBHOOK_SECRET": SECRET, "WEBHOOK_URL": door.url, "no_proxy": "*"},
        capture_output=True,
        check=True,
    )

    _check(door, body)
