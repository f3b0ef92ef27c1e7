"""What tests of erasing share: a journal that can break, and looks at all that is stored."""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import func, select

from service.domain.erasure import JournalEntry
from service.flows.erase import Erase
from service.storage.erasure_journal import FileJournal
from service.storage.tables import metadata
from tests.service.flows.world import TENANT, World
from tests.service.storage.raw import rows

STAYS = {"erasures", "call_dedupe", "ledger", "events", "audit", "deliveries", "call_keys"}


class Broken(Exception):
    """The process is gone at this line."""


class CutOff(FileJournal):
    """Writes its entry, and then the process is gone."""

    def append(self, entries: Iterable[JournalEntry]) -> None:
        super().append(entries)
        raise Broken


def erasing(world: World, folder: Path) -> Erase:
    return Erase(world.storage.work, FileJournal(folder / "erasures.jsonl"), world.storage.scrub)


def counts(url: str, tenant: str = TENANT) -> dict[str, int]:
    """Rows of each table that has some."""
    found = {
        table.name: rows(url, tenant, select(func.count().label("rows")).select_from(table))[0].rows
        for table in metadata.sorted_tables
    }
    return {name: count for name, count in found.items() if count}
