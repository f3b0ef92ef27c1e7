"""A database restored from before two calls became one, and that one was erased: none of its ids brings it back."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.domain.erasure import JournalEntry, Tombstone
from service.domain.errors import NotFound
from service.flows.erase import Erase
from service.storage import Keyring, Storage
from service.storage.erasure_journal import FileJournal
from tests.service.flows.erasing import counts, erasing
from tests.service.flows.exchange import OTHER_WORDS, Exchange, words
from tests.service.flows.test_joining_edges import LINK
from tests.service.flows.test_restore import Restoring
from tests.service.flows.world import ADMIN, TENANT
from tests.service.storage.builders import Clock, Told
from tests.service.storage.raw import everything

OLD_LINE = {
    "tenant": TENANT,
    "call_id": "c1",
    "at": "2026-11-20T09:15:00Z",
    "tombstone": {"source": "phones", "external_id_hmac": "ab" * 32},
}


@pytest.fixture
def keyring() -> Keyring:
    return Keyring.fresh()


@pytest.fixture
def exchange(storage_url: str, keyring: Keyring) -> Iterator[Exchange]:
    clock, told = Clock(), Told()
    storage = Storage(storage_url, keyring, after_commit=told, clock=clock)
    yield Exchange(storage, clock, told)
    storage.dispose()


@pytest.fixture
def erase(exchange: Exchange, tmp_path: Path) -> Erase:
    return erasing(exchange, tmp_path)


@pytest.fixture
def restoring(owner_url: str, keyring: Keyring) -> Restoring:
    return Restoring(owner_url, keyring)


@pytest.mark.parametrize("told_by", ["journal", "database"])
@pytest.mark.parametrize("saved_with", [2, 1, 0], ids=["both", "one", "none"])
def test_a_call_made_of_two_that_was_erased_stays_erased_through_a_restore(
    exchange: Exchange,
    erase: Erase,
    restoring: Restoring,
    tmp_path: Path,
    storage_url: str,
    saved_with: int,
    told_by: str,
) -> None:
    data, keys = tmp_path / "saved", tmp_path / "saved.keys"
    calls: list[str] = []
    for number, said in enumerate((words(), words("call-2", "leg-2", turns=OTHER_WORDS))):
        if number == saved_with:
            exchange.storage.backup(data, keys)
        calls += exchange.deliver(said).call_ids
        exchange.work_off()
    if saved_with == len(calls):
        exchange.storage.backup(data, keys)
    exchange.deliver(LINK)
    answer = erase.call(ADMIN, calls[1]).erasure
    if told_by == "journal":
        with exchange.storage.work.begin(TENANT) as unit:
            unit.session.connection.exec_driver_sql("DELETE FROM erasures")

    restoring.run(data, keys, *([tmp_path / "erasures.jsonl"] if told_by == "journal" else []))

    exchange.deliver(words("call-1", "leg-1", revision=7))
    exchange.deliver(words("leg-2-only", "leg-2", other_ids=("call-2",), revision=7))
    with exchange.storage.work.read(TENANT) as unit:
        for call_id in calls:
            with pytest.raises(NotFound):
                unit.calls.get(call_id)
    assert {erase.call(ADMIN, call_id).erasure.call_id for call_id in calls} <= set(calls)
    assert erase.call(ADMIN, answer.call_id).erasure.call_id == answer.call_id
    assert {"calls", "wrapups", "call_keys"}.isdisjoint(counts(storage_url))
    assert b"refund of twenty" not in everything(storage_url, TENANT)


def test_more_erased_calls_than_one_look_takes_keep_all_their_names(
    exchange: Exchange, erase: Erase, restoring: Restoring, tmp_path: Path, storage_url: str
) -> None:
    data, keys = tmp_path / "saved", tmp_path / "saved.keys"
    exchange.storage.backup(data, keys)
    for number in range(90):
        aliases = (f"a-{number}", f"b-{number}")
        call_id = exchange.deliver(words(f"call-{number}", "", other_ids=aliases)).call_ids[0]
        erase.call(ADMIN, call_id)

    restoring.run(data, keys)

    for number in range(90):
        for name in (f"call-{number}", f"a-{number}", f"b-{number}"):
            exchange.deliver(words(name, ""))
    assert "calls" not in counts(storage_url)


def test_a_line_of_an_older_release_is_read(tmp_path: Path) -> None:
    path = tmp_path / "erasures.jsonl"
    path.write_text(json.dumps(OLD_LINE) + "\n")

    (entry,) = FileJournal(path).entries()

    assert entry.tombstones == (Tombstone(source="phones", external_id_hmac="ab" * 32),)
    assert JournalEntry.of(entry.tenant, entry.call_id, entry.at, entry.tombstones) == entry


def test_what_an_older_release_reads_of_a_line_is_what_it_knows(tmp_path: Path) -> None:
    entry = JournalEntry.model_validate(OLD_LINE)
    assert entry.tombstone is not None
    path = tmp_path / "erasures.jsonl"
    more = (entry.tombstone.model_copy(update={"source": "=absorbed"}),)

    FileJournal(path).append([entry.model_copy(update={"more": more})])

    assert json.loads(path.read_text()).items() >= OLD_LINE.items()


def test_the_newest_line_is_found_however_long_it_is(tmp_path: Path) -> None:
    entry = JournalEntry.model_validate(OLD_LINE)
    assert entry.tombstone is not None
    long = entry.model_copy(update={"call_id": "c2", "more": (entry.tombstone,) * 2_000})
    journal = FileJournal(tmp_path / "erasures.jsonl")
    journal.append([entry, long])

    assert journal.last(5)[-1] == long
