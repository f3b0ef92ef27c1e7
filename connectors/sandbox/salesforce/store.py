"""All records of the org in memory, changed only in transactions; state is the seed plus the journal."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import RLock

from connectors.sandbox.salesforce import ids
from connectors.sandbox.salesforce.clock import Clock, stamp
from connectors.sandbox.salesforce.derived import derive
from connectors.sandbox.salesforce.journal_file import JournalFile
from connectors.sandbox.salesforce.objects import OBJECTS, the_object
from connectors.sandbox.salesforce.schema import Field, Record, SObject
from connectors.sandbox.salesforce.writes import Operation, Write


class Store:
    """Records by object and id. A record is replaced, never changed, so readers may keep what they got.

    One lock guards everything. A transaction holds it from first to last write; an inner transaction
    is a savepoint of the outer one.
    """

    def __init__(self, seed: Iterable[Write], clock: Clock, file: JournalFile | None = None) -> None:
        self._seed = tuple(seed)
        self._clock = clock
        self._file = file
        self._lock = RLock()
        self._depth = 0
        self._pending: list[tuple[Write, Record | None]] = []
        self._clear()
        self._replay(file.read() if file else ())

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit at the end, or undo every write since the beginning when the body raises."""
        with self._lock:
            savepoint = len(self._pending)
            self._depth += 1
            try:
                yield
                if self._depth == 1:
                    self._commit()
            except BaseException:
                self._undo(savepoint)
                raise
            finally:
                self._depth -= 1

    def write(self, op: Operation, kind: SObject, record_id: str, values: Record, by: str) -> None:
        """Change one record; only within a transaction."""
        write = Write(stamp(self._clock()), by, op, kind.name, record_id, values)
        self._pending.append((write, self.get(kind, record_id)))
        self._apply(write)

    def new_id(self, kind: SObject) -> str:
        with self._lock:
            self._numbers[kind.prefix] += 1
            return ids.make(kind.prefix, self._numbers[kind.prefix])

    def get(self, kind: SObject, record_id: str) -> Record | None:
        """The record, also a deleted one."""
        with self._lock:
            return self._tables[kind.name].get(record_id)

    def all(self, kind: SObject, *, deleted: bool = False) -> list[Record]:
        """Records in the order of their creation."""
        with self._lock:
            records = list(self._tables[kind.name].values())
        return records if deleted else [record for record in records if not record["IsDeleted"]]

    def holder(self, kind: SObject, field: Field, value: str) -> str | None:
        """The id of the live record that holds a value of a unique field, in any case of letters."""
        with self._lock:
            return self._unique[kind.name, field.name].get(value.lower())

    def journal(self) -> list[Write]:
        with self._lock:
            return list(self._journal)

    def reset(self) -> None:
        """Back to the seed."""
        with self._lock:
            if self._file:
                self._file.clear()
            self._clear()

    def _clear(self) -> None:
        self._tables: dict[str, dict[str, Record]] = {kind.name: {} for kind in OBJECTS}
        self._unique: defaultdict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        self._numbers: defaultdict[str, int] = defaultdict(int)
        self._journal: list[Write] = []
        for write in self._seed:
            self._apply(write)

    def _replay(self, writes: tuple[Write, ...]) -> None:
        for write in writes:
            self._apply(write)
        self._journal.extend(writes)

    def _commit(self) -> None:
        writes = tuple(write for write, _ in self._pending)
        if self._file and writes:
            self._file.append(writes)
        self._journal.extend(writes)
        self._pending.clear()

    def _undo(self, savepoint: int) -> None:
        while len(self._pending) > savepoint:
            write, previous = self._pending.pop()
            self._put(the_object(write.object), write.id, previous)

    def _apply(self, write: Write) -> None:
        kind = the_object(write.object)
        before = self._tables[kind.name].get(write.id)
        self._put(kind, write.id, derive(kind, before, write, self._account_of))
        self._numbers[kind.prefix] = max(self._numbers[kind.prefix], ids.number_of(write.id))

    def _put(self, kind: SObject, record_id: str, record: Record | None) -> None:
        self._index(kind, record_id, self._tables[kind.name].get(record_id), record)
        if record is None:
            del self._tables[kind.name][record_id]
        else:
            self._tables[kind.name][record_id] = record

    def _index(self, kind: SObject, record_id: str, before: Record | None, after: Record | None) -> None:
        for field in kind.unique:
            index = self._unique[kind.name, field.name]
            if before and not before["IsDeleted"] and before[field.name]:
                index.pop(str(before[field.name]).lower(), None)
            if after and not after["IsDeleted"] and after[field.name]:
                index[str(after[field.name]).lower()] = record_id

    def _account_of(self, object_name: str, record_id: str) -> str | None:
        """The account that a contact, a case or an account itself belongs to."""
        record = self._tables[object_name].get(record_id)
        account = record.get("AccountId") if record else None
        return str(account) if account else None
