"""The flows over both databases."""

from collections.abc import Iterator

import pytest

from service.storage import Keyring, Storage
from tests.service.flows.exchange import Exchange
from tests.service.flows.world import World
from tests.service.storage.builders import Clock, Told


@pytest.fixture
def world(storage_url: str) -> Iterator[World]:
    clock, told = Clock(), Told()
    storage = Storage(storage_url, Keyring.fresh(), after_commit=told, clock=clock)
    yield World(storage, clock, told)
    storage.dispose()


@pytest.fixture
def exchange(storage_url: str) -> Iterator[Exchange]:
    clock, told = Clock(), Told()
    storage = Storage(storage_url, Keyring.fresh(), after_commit=told, clock=clock)
    exchange = Exchange(storage, clock, told)
    exchange.crm.add_contact("Amara Okafor", "+12025550101")
    yield exchange
    storage.dispose()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is marked `deep` takes minutes: it runs where `-m` speaks of it."""
    if "deep" in str(config.option.markexpr):
        return
    left_out = [item for item in items if item.get_closest_marker("deep")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
