"""What the stores of one unit share: its transaction, tenant, keys and time, and what to tell after it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult, Insert, select
from sqlalchemy.sql.base import Executable

from service.domain.errors import NotFound
from service.domain.job import Lane
from service.storage.binds import OF, TENANT
from service.storage.keys import UnitKeys
from service.storage.tables import wrapups

_CALL_OF = select(wrapups.c.call_id).where(wrapups.c.tenant_id == TENANT, wrapups.c.id == OF)


class Session:
    """Statements name the tenant as the parameter `tenant`; inserts get it as `tenant_id`."""

    def __init__(self, connection: Connection, tenant_id: str, now: int, keys: UnitKeys) -> None:
        self.connection = connection
        self.tenant_id = tenant_id
        self.now = now
        self.keys = keys
        self.is_sqlite = connection.dialect.name == "sqlite"
        self.lanes: set[Lane] = set()
        self.news = False
        self.limits_changed = False
        self._call_of: dict[str, str] = {}

    def run(self, statement: Executable, **parameters: Any) -> CursorResult[Any]:
        return self.connection.execute(statement, {"tenant": self.tenant_id, **parameters})

    def insert(self, statement: Insert, **row: Any) -> bool:
        """Whether the row was stored: a statement may do nothing on a conflict."""
        return self.connection.execute(statement, {"tenant_id": self.tenant_id, **row}).rowcount > 0

    def insert_all(self, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            self.connection.execute(statement, [{"tenant_id": self.tenant_id, **row} for row in rows])

    def belongs(self, wrapup_id: str, call_id: str) -> None:
        """Remember the call of a wrap-up that was just read or stored."""
        self._call_of[wrapup_id] = call_id

    def call_of(self, wrapup_id: str) -> str:
        """The call whose key seals this wrap-up. Raises `NotFound`."""
        if wrapup_id not in self._call_of:
            found = self.run(_CALL_OF, of=wrapup_id).scalar()
            if found is None:
                raise NotFound
            self._call_of[wrapup_id] = found
        return self._call_of[wrapup_id]
