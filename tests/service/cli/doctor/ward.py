"""An installation with real peers that is well until a test hurts it, and how tests read what the doctor says."""

import base64
from pathlib import Path
from typing import Any

from service.cli import doctor
from service.cli.checks.finding import Finding, State
from service.cli.local import free_port
from service.domain.job import Kind
from service.settings import Settings
from service.storage import Keyring, migrate
from service.wiring import build
from tests.vendors.model import StubModel

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


def seal_something(ward: Ward) -> None:
    services = build(ward.settings)
    services.prepare()
    with services.storage.work.begin("fernhill") as unit:
        unit.jobs.enqueue(Kind.DRAFT, "one")
        unit.session.keys.seal(b"words", "somewhere", "1", "body")
    services.close()
