"""What tenants' files say reaches the database: limits, as soon as they change and as long as they can be read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from service.settings import Settings
from service.storage import Keyring
from service.storage.migrate import upgrade
from service.storage.tables import limits
from service.wiring import Services, build
from tests.service.storage.raw import rows

TWO = "limits: {in_flight: 9}\nllm: {connector: openai, limits: {tokens_per_minute: 5000}}\n"


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    Keyring.create(tmp_path / "keyring.json")
    settings = Settings(
        data=tmp_path, config_dir=tmp_path, prompts_dir=tmp_path, broker_url="redis://127.0.0.1:1/0"
    )
    upgrade(settings.database)
    services = build(settings)
    yield services
    services.close()


def prepared(services: Services, text: str) -> dict[str, tuple[int | None, int | None]]:
    """The limits stored once a file says this."""
    settings = services.settings
    (settings.config_dir / "acme.yaml").write_text(text)
    # As of a process that starts now: a running one looks at files once a second.
    fresh = build(settings)
    fresh.prepare()
    fresh.close()
    found = rows(settings.database, "acme", select(limits))
    return {row.connection: (row.in_flight, row.tokens_per_minute) for row in found}


def test_limits_of_a_file_are_stored_and_follow_it(services: Services) -> None:
    first = prepared(services, TWO)
    second = prepared(services, TWO.replace("5000", "6000"))
    third = prepared(services, "agents: []")

    assert first == {"": (9, None), "llm": (None, 5_000)}
    assert second == {"": (9, None), "llm": (None, 6_000)}
    assert third == {}


@pytest.mark.parametrize("broken", ["limits: {in_flight: none}", "sources: ["])
def test_limits_hold_on_while_the_file_cannot_be_read(services: Services, broken: str) -> None:
    before = prepared(services, TWO)

    assert prepared(services, broken) == before


def test_a_file_that_cannot_be_read_does_not_keep_others_from_being_prepared(services: Services) -> None:
    (services.settings.config_dir / "aaa.yaml").write_text("sources: [")

    assert prepared(services, TWO) == {"": (9, None), "llm": (None, 5_000)}
