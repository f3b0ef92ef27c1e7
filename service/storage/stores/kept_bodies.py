"""Bodies kept in quarantine: they belong to no call, but may tell of one that is erased."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import BindParameter, bindparam, delete, select, update

from service.storage.binds import TENANT
from service.storage.session import Session
from service.storage.tables import deliveries, delivery_bodies

BATCH = 50
TELLING = 12
"""An id of this many characters stands in no text by chance; a shorter one must be the whole of a value."""

_BODIES = select(delivery_bodies.c.delivery_id, delivery_bodies.c.body).where(
    delivery_bodies.c.tenant_id == TENANT
)
_THESE: BindParameter[list[str]] = bindparam("ids", expanding=True)
_DROP = delete(delivery_bodies).where(
    delivery_bodies.c.tenant_id == TENANT, delivery_bodies.c.delivery_id.in_(_THESE)
)
_NOT_REPLAYABLE = (
    update(deliveries)
    .where(deliveries.c.tenant_id == TENANT, deliveries.c.id.in_(_THESE))
    .values(replayable=False)
)


def drop_naming(session: Session, external_ids: Collection[str]) -> int:
    """Remove those that name one of the external ids; how many.

    What could not be parsed names its call in a place that nobody knows: the ids are looked for anywhere.
    """
    telling = [one for one in external_ids if len(one) >= TELLING]
    found = session.connection.execute(
        _BODIES, {"tenant": session.tenant_id}, execution_options={"yield_per": BATCH}
    )
    ids = [
        row.delivery_id
        for row in found
        if _names(
            session.keys.open(row.body, "delivery_bodies", row.delivery_id, "body"),
            external_ids,
            telling,
        )
    ]
    if ids:
        session.run(_DROP, ids=ids)
        session.run(_NOT_REPLAYABLE, ids=ids)
    return len(ids)


def _names(body: bytes, external_ids: Collection[str], telling: Collection[str]) -> bool:
    """Every body that is kept is JSON, as masking wrote it."""
    waiting: list[Any] = [json.loads(body)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
        elif str(value) in external_ids or any(one in str(value) for one in telling):
            return True
    return False
