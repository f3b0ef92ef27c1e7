"""Until when a source's own list of calls was compared with what it delivered."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from service.domain.values import from_ms, to_ms
from service.storage.binds import TENANT
from service.storage.session import Session
from service.storage.tables import reconciled

_UNTIL = select(reconciled.c.until).where(
    reconciled.c.tenant_id == TENANT, reconciled.c.source == bindparam("of_source")
)
_NEW = insert(reconciled)
_MARK = _NEW.on_conflict_do_update(
    index_elements=["tenant_id", "source"],
    set_={name: _NEW.excluded[name] for name in ("until", "updated_at")},
)


class SqlReconciled:
    def __init__(self, session: Session) -> None:
        self._session = session

    def until(self, source: str) -> datetime | None:
        found = self._session.run(_UNTIL, of_source=source).scalar()
        return None if found is None else from_ms(found)

    def mark(self, source: str, until: datetime) -> None:
        self._session.insert(_MARK, source=source, until=to_ms(until), updated_at=self._session.now)
