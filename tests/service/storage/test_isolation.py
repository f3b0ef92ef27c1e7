"""One tenant's unit with another's ids finds nothing and changes nothing, whatever it asks of which store."""

import inspect
from typing import get_type_hints

import pytest
from sqlalchemy import select

from service.domain.ports import UnitOfWork
from service.storage import Storage
from service.storage.tables import metadata
from tests.service.storage.builders import ACME, OTHER
from tests.service.storage.isolation_cases import CASES, HAS_NO_PARENT, NEUTRAL, OWN
from tests.service.storage.theirs import SECRETS, Theirs, stored_by


def test_every_method_of_every_store_has_its_case() -> None:
    stores = {
        name: port
        for name, port in get_type_hints(UnitOfWork).items()
        if getattr(port, "_is_protocol", False)
    }

    methods = {
        f"{store}.{name}"
        for store, port in stores.items()
        for name, _ in inspect.getmembers(port, inspect.isfunction)
        if not name.startswith("_")
    }

    assert len(stores) > 10
    assert set(CASES) == methods


@pytest.mark.parametrize("case", sorted(CASES))
def test_with_another_tenants_ids_nothing_is_found_and_nothing_changed(storage: Storage, case: str) -> None:
    _, expected = CASES[case]
    theirs = stored_by(storage)
    before = rows_of(storage, ACME)

    outcome = tried(storage, OTHER, case, theirs)

    assert rows_of(storage, ACME) == before
    assert not [word for word in SECRETS if word in repr(outcome)]
    if expected in (OWN, NEUTRAL):
        assert not isinstance(outcome, type)
    elif expected == HAS_NO_PARENT:
        assert outcome in HAS_NO_PARENT
    else:
        assert outcome == expected
    # The same by whom it belongs to does something, or the case would prove nothing.
    own = tried(storage, ACME, case, theirs)
    assert expected is NEUTRAL or own != outcome or rows_of(storage, ACME) != before


def tried(storage: Storage, tenant_id: str, case: str, theirs: Theirs) -> object:
    """What the method gave, or the class of what it raised."""
    attempt, _ = CASES[case]
    try:
        with storage.work.begin(tenant_id) as unit:
            return attempt(unit, theirs)
    except Exception as error:  # noqa: BLE001  # what is raised is what is compared
        return type(error)


def rows_of(storage: Storage, tenant_id: str) -> dict[str, list[tuple[object, ...]]]:
    with storage._database.transaction(tenant=tenant_id, write=False) as (connection, _):
        return {
            name: sorted(
                map(tuple, connection.execute(select(table).where(table.c.tenant_id == tenant_id))), key=repr
            )
            for name, table in metadata.tables.items()
        }


def test_every_table_that_a_store_writes_is_seeded(storage: Storage) -> None:
    stored_by(storage)

    empty = {name for name, found in rows_of(storage, ACME).items() if not found}

    # Written by the sweeper alone.
    assert empty == {"audit_seals", "event_horizons"}
