"""The store itself: what a transaction leaves behind when it is broken off, or the disk is full."""

from contextlib import suppress
from pathlib import Path

import pytest

from connectors.sandbox.salesforce.clock import system_clock
from connectors.sandbox.salesforce.journal_file import JournalFile
from connectors.sandbox.salesforce.objects import TASK
from connectors.sandbox.salesforce.people import INTEGRATION_USER
from connectors.sandbox.salesforce.records import Records, key_of
from connectors.sandbox.salesforce.seed import seed_writes
from connectors.sandbox.salesforce.store import Store
from connectors.sandbox.salesforce.writes import Write

BY = INTEGRATION_USER.id


class FullDisk(JournalFile):
    def append(self, writes: tuple[Write, ...]) -> None:
        raise OSError(f"no room for {len(writes)} writes")


class Broken(Exception):
    pass


def test_an_inner_transaction_is_a_savepoint_of_the_outer_one() -> None:
    store = Store(seed_writes(), system_clock)
    records = Records(store)

    with store.transaction():
        records.create(TASK, {"Subject": "kept"}, BY)
        with suppress(Broken), store.transaction():
            records.create(TASK, {"Subject": "lost", "Aftercall_Key__c": "k"}, BY)
            raise Broken
        assert store.journal() == []

    assert [write.values["Subject"] for write in store.journal()] == ["kept"]
    assert records.find(TASK, key_of(TASK, "Aftercall_Key__c", "k")) is None


def test_what_cannot_be_stored_has_not_happened(tmp_path: Path) -> None:
    store = Store(seed_writes(), system_clock, FullDisk(tmp_path))

    with pytest.raises(OSError, match="no room"):
        Records(store).create(TASK, {"Subject": "Call"}, BY)

    assert store.all(TASK) == []
    assert store.journal() == []


def test_a_moved_key_is_free_and_the_new_one_is_taken() -> None:
    records = Records(Store(seed_writes(), system_clock))
    record_id = records.create(TASK, {"Aftercall_Key__c": "old"}, BY)

    records.update(TASK, record_id, {"Aftercall_Key__c": "new"}, BY)

    assert records.find(TASK, key_of(TASK, "Aftercall_Key__c", "old")) is None
    found = records.find(TASK, key_of(TASK, "Aftercall_Key__c", "NEW"))
    assert found is not None
    assert found["Id"] == record_id
