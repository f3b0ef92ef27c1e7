from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from connectors.sandbox.salesforce.clock import system_clock
from connectors.sandbox.salesforce.errors import ApiError
from connectors.sandbox.salesforce.objects import TASK
from connectors.sandbox.salesforce.people import INTEGRATION_USER
from connectors.sandbox.salesforce.records import Key, Records, key_of
from connectors.sandbox.salesforce.schema import Record, SObject
from connectors.sandbox.salesforce.seed import seed_writes
from connectors.sandbox.salesforce.store import Store
from tests.connectors.sandbox.conftest import Rest
from tests.vendors.salesforce import Sandbox


class MeetingRecords(Records):
    """Both upserts have looked, and found nothing, before either goes on."""

    def __init__(self, store: Store, meet: Callable[[], object]) -> None:
        super().__init__(store)
        self._meet = meet

    def find(self, kind: SObject, key: Key) -> Record | None:
        found = super().find(kind, key)
        self._meet()
        return found


def test_of_two_upserts_that_both_found_nothing_one_meets_duplicate_value() -> None:
    store = Store(seed_writes(), system_clock)
    records = MeetingRecords(store, Barrier(2, timeout=10).wait)

    def upsert(subject: str) -> str:
        try:
            records.upsert(
                TASK, key_of(TASK, "Aftercall_Key__c", "k"), {"Subject": subject}, INTEGRATION_USER.id
            )
        except ApiError as error:
            return error.code
        return "created"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(upsert, ("one", "two")))

    assert outcomes == ["DUPLICATE_VALUE", "created"]
    assert len(store.all(TASK)) == len(store.journal()) == 1


@pytest.mark.parametrize("key", ["k1", "K2"])
def test_many_upserts_at_once_with_one_key_make_one_record(rest: Rest, sandbox: Sandbox, key: str) -> None:
    def upsert(number: int) -> int:
        return rest(
            "PATCH", f"sobjects/Task/Aftercall_Key__c/{key}", json={"Subject": str(number)}
        ).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(upsert, range(24)))

    assert statuses.count(201) == 1
    assert set(statuses) <= {201, 200, 400}
    assert len(sandbox.control.records("Task")) == 1
    assert [write["op"] for write in sandbox.control.journal()].count("create") == 1
