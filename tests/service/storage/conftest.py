"""A storage over each database, with a clock that tests move and a record of what it told after commits."""

from collections.abc import Iterator

import pytest

from service.storage import Keyring, Storage
from tests.service.storage.builders import Clock, Told


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def keyring() -> Keyring:
    return Keyring.fresh()


@pytest.fixture
def storage(storage_url: str, keyring: Keyring, clock: Clock, told: Told) -> Iterator[Storage]:
    storage = Storage(storage_url, keyring, after_commit=told, clock=clock)
    yield storage
    storage.dispose()


@pytest.fixture
def postgres_storage(postgres_url: str, keyring: Keyring, clock: Clock, told: Told) -> Iterator[Storage]:
    storage = Storage(postgres_url, keyring, after_commit=told, clock=clock)
    yield storage
    storage.dispose()
