"""The audit: who did what to which thing; sealed in batches by `service.storage.audit_chain`."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from service.domain.ids import new_id
from service.storage.codec import pack_data
from service.storage.session import Session
from service.storage.tables import audit

_ADD = insert(audit)


class SqlAudit:
    def __init__(self, session: Session) -> None:
        self._session = session

    def append(self, action: str, *, actor: str, subject: str, data: Mapping[str, Any]) -> None:
        row_id = new_id()
        sealed = self._session.keys.seal(pack_data(data), "audit", row_id, "data")
        self._session.insert(
            _ADD,
            id=row_id,
            action=action,
            actor=actor,
            subject=subject,
            at=self._session.now,
            data=sealed,
        )
