"""The journal outside the database: whole lines, on disk, whatever cuts a process off and however many write."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.domain.erasure import JournalEntry, Tombstone
from service.domain.errors import StorageDown
from service.storage.erasure_journal import FileJournal

AT = datetime(2026, 11, 20, 9, 15, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "erasures.jsonl"


def an_entry(call_id: str = "c1", tenant: str = "acme") -> JournalEntry:
    return JournalEntry(
        tenant=tenant,
        call_id=call_id,
        at=AT,
        tombstone=Tombstone(source="phones", external_id_hmac="ab" * 32),
    )


def test_what_is_added_is_read_again_in_order(path: Path) -> None:
    FileJournal(path).append([an_entry("c1"), an_entry("c2")])
    FileJournal(path).append([an_entry("c3")])

    assert list(FileJournal(path).entries()) == [an_entry("c1"), an_entry("c2"), an_entry("c3")]
    assert FileJournal(path).last(2) == (an_entry("c2"), an_entry("c3"))


def test_it_is_its_owners_alone(path: Path) -> None:
    FileJournal(path).append([an_entry()])

    assert path.stat().st_mode & 0o777 == 0o600


def test_without_a_file_it_is_empty(path: Path) -> None:
    journal = FileJournal(path)

    assert (list(journal.entries()), journal.last(5), journal.stamp()) == ([], (), (0, 0))


def test_nothing_to_add_makes_no_file(path: Path) -> None:
    FileJournal(path).append([])

    assert not path.exists()


def test_a_line_cut_short_by_a_crash_harms_no_other(path: Path) -> None:
    journal = FileJournal(path)
    journal.append([an_entry("c1"), an_entry("c2")])
    path.write_bytes(path.read_bytes()[:-20])

    journal.append([an_entry("c3")])

    assert list(journal.entries()) == [an_entry("c1"), an_entry("c3")]
    assert journal.last(2) == (an_entry("c1"), an_entry("c3"))


def test_it_says_that_something_was_added(path: Path) -> None:
    journal = FileJournal(path)
    stamps = [journal.stamp()]

    for call_id in ("c1", "c2"):
        journal.append([an_entry(call_id)])
        stamps.append(journal.stamp())

    assert len(set(stamps)) == 3


def test_lines_of_many_writers_stay_whole(path: Path) -> None:
    def write(number: int) -> None:
        journal = FileJournal(path)
        for turn in range(20):
            journal.append([an_entry(f"{number}-{turn}-{part}") for part in range(3)])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))

    assert len({entry.call_id for entry in FileJournal(path).entries()}) == 8 * 20 * 3


def test_the_last_ones_of_a_long_journal_are_found(path: Path) -> None:
    journal = FileJournal(path)
    journal.append([an_entry(f"c{number}") for number in range(2_000)])

    assert [entry.call_id for entry in journal.last(3)] == ["c1997", "c1998", "c1999"]


def test_a_log_that_was_kept_can_stand_in_for_it(path: Path) -> None:
    told = an_entry().model_dump_json()[:-1] + ', "event": "call_erased", "level": "info"}'
    other = an_entry("c2").model_dump_json()[:-1] + ', "event": "something_else"}'
    path.parent.mkdir()
    path.write_text(f"{told}\n{other}\nnot JSON\n[1]\n")

    assert list(FileJournal(path).entries()) == [an_entry()]


def test_a_place_that_cannot_be_written_is_storage_that_is_down(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StorageDown, match="journal"):
        FileJournal(tmp_path / "file" / "journal").append([an_entry()])
