"""One broker for all; the rest is each test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.cli.doctor.ward import CLIENT, Ward
from tests.service.cli.valkey import running_broker
from tests.vendors.model import running_model
from tests.vendors.salesforce import running_sandbox


@pytest.fixture(scope="session")
def broker_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_broker(tmp_path_factory.mktemp("broker")) as url:
        yield url


@pytest.fixture
def ward(tmp_path: Path, broker_url: str) -> Iterator[Ward]:
    with running_sandbox(client=CLIENT) as org, running_model() as model:
        yield Ward(tmp_path, broker_url, org.url, model)
