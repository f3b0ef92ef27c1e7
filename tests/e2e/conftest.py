"""One instance for most of these tests, with a tenant of every kind; those that end one start their own."""

import base64
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.cli.local import SECRETS
from service.tenants import read_secrets
from tests.e2e.calls import Line
from tests.e2e.machine import Machine
from tests.vendors.model import StubModel, running_model

ROOT = Path(__file__).resolve().parents[2]
SECRET = "whsec_" + base64.b64encode(b"a secret of the tests, 32 bytes.").decode()

FERNHILL = """
sources:
  fernhill-line: { adapter: generic, secrets: ["${FERNHILL_SECRET}"] }
  fernhill-dark: { adapter: generic, secrets: ["${A_SECRET_THAT_IS_NOT_SET}"] }
agents:
  - { id: mara, name: Mara, telephony_ids: [agent-1] }
"""
MODELLED = """
sources:
  modelled-line: {{ adapter: generic, secrets: ["${{FERNHILL_SECRET}}"] }}
llm:
  connector: openai
  settings: {{ base_url: "{url}", model: stub }}
agents:
  - {{ id: noor, name: Noor, telephony_ids: [agent-1] }}
"""


@pytest.fixture(scope="session")
def model() -> Iterator[StubModel]:
    with running_model() as stub:
        yield stub


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory, model: StubModel) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp("instance")
    config = folder / "config"
    config.mkdir()
    shutil.copy(ROOT / "config" / "demo.yaml", config)
    (config / "fernhill.yaml").write_text(FERNHILL)
    (config / "modelled.yaml").write_text(MODELLED.format(url=model.url))
    machine = Machine(
        folder,
        {
            "AFTERCALL_CONFIG_DIR": str(config),
            "FERNHILL_SECRET": SECRET,
            # What a killed worker had on the way is waited out for this long.
            "AFTERCALL_WRITE_DEADLINE_MS": "5000",
        },
    )
    try:
        yield machine.start()
    finally:
        machine.stop()


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """An instance of the test's own, not yet started."""
    machine = Machine(tmp_path)
    yield machine
    machine.stop()


@pytest.fixture
def config(instance: Machine) -> Path:
    return Path(instance.environment["AFTERCALL_CONFIG_DIR"])


@pytest.fixture
def line(instance: Machine) -> Line:
    secret = read_secrets(instance.data / SECRETS)["AFTERCALL_DEMO_WEBHOOK_SECRET"]
    return Line(instance.ready["api"], "demo-telephony", secret)


@pytest.fixture
def fernhill_line(instance: Machine) -> Line:
    return Line(instance.ready["api"], "fernhill-line", SECRET)
