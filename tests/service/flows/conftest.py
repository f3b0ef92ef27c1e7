"""The flows over both databases."""

from collections.abc import Iterator

import pytest

from service.storage import Keyring, Storage
from tests.service.flows.world import World
from tests.service.storage.builders import Clock, Told


@pytest.fixture
def world(storage_url: str) -> Iterator[World]:
    clock, told = Clock(), Told()
    storage = Storage(storage_url, Keyring.fresh(), after_commit=told, clock=clock)
    yield World(storage, clock, told)
    storage.dispose()
