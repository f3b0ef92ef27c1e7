"""A folder of tenants' files with sources in every state, and `aftercall sources` run over it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.machine import at_hand

SECRET = "whsec_AAECAwQFBgcICQoLDA0ODw=="
TOKEN = "an auth token made for these tests"
FERNHILL = f"""
sources:
  fernhill-phones: {{adapter: generic, secrets: ["{SECRET}"], settings: {{roles: {{"1": customer}}}}}}
  fernhill-lines:
    adapter: twilio
    secrets: ["{TOKEN}"]
    reconcile_minutes: 60
    settings: {{public_url: "https://calls.fernhill.example/aftercall", agent_parameter: WorkerSid}}
  fernhill-zoom: {{adapter: zoom, secrets: [zoom-secret]}}
  shared: {{adapter: generic, secrets: ["{SECRET}"]}}
  no-secret: {{adapter: generic, secrets: ["${{AFTERCALL_TEST_NEVER_SET}}"]}}
  odd: {{adapter: generic, secrets: ["{SECRET}"], settings: {{hosts: ["https://a.example/b"]}}}}
  unheard: {{adapter: telegraph, secrets: ["{SECRET}"]}}
  typo: {{adapter: generic, secrets: ["{SECRET}"], colour: blue}}
"""
ACME = f"""
sources:
  shared: {{adapter: generic, secrets: ["{SECRET}"]}}
"""


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def rows(self) -> list[list[str]]:
        """The cells of the lines of all tables."""
        lines = [line for line in self.out.splitlines() if line.startswith("│")]
        return [[cell.strip() for cell in line.strip("│").split("│")] for line in lines]


@dataclass(frozen=True)
class Sourced:
    folder: Path

    def run(self, *arguments: str) -> Ran:
        ran = at_hand("sources", *arguments)
        return Ran(ran.returncode, ran.stdout, ran.stderr)

    def configure(self, tenant: str, text: str) -> None:
        (self.folder / f"{tenant}.yaml").write_text(text)

    def payload(self, body: object, name: str = "payload.json") -> str:
        """A file with these bytes, or this as JSON."""
        path = self.folder / name
        path.write_bytes(body if isinstance(body, bytes) else json.dumps(body).encode())
        return str(path)
