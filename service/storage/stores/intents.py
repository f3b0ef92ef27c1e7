"""Intents of CRM operations: stored before anything is sent, so that a crash leaves a trace."""

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from service.domain.crm_write import Intent
from service.domain.values import from_ms, to_ms
from service.storage.binds import OF, TENANT
from service.storage.session import Session
from service.storage.tables import intents

_GET = select(intents).where(
    intents.c.tenant_id == TENANT,
    intents.c.wrapup_id == OF,
    intents.c.target_id == bindparam("target"),
)
_NEW = insert(intents)
_CHANGING = ("revision", "plan_digest", "fence", "state", "deadline_at", "updated_at")
_PUT = _NEW.on_conflict_do_update(
    index_elements=["tenant_id", "wrapup_id", "target_id"],
    set_={name: _NEW.excluded[name] for name in _CHANGING},
)


class SqlIntents:
    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, wrapup_id: str, target_id: str) -> Intent | None:
        row = self._session.run(_GET, of=wrapup_id, target=target_id).one_or_none()
        if row is None:
            return None
        return Intent(
            wrapup_id=row.wrapup_id,
            target_id=row.target_id,
            revision=row.revision,
            plan_digest=row.plan_digest,
            fence=row.fence,
            state=row.state,
            deadline_at=from_ms(row.deadline_at),
        )

    def put(self, intent: Intent) -> None:
        self._session.insert(
            _PUT,
            wrapup_id=intent.wrapup_id,
            target_id=intent.target_id,
            revision=intent.revision,
            plan_digest=intent.plan_digest,
            fence=intent.fence,
            state=intent.state,
            deadline_at=to_ms(intent.deadline_at),
            updated_at=self._session.now,
        )
