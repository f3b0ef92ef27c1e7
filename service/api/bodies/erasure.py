"""An erasure as the API answers it: what was removed, and what remains elsewhere."""

from typing import Any, Literal

from pydantic import ConfigDict

from service.api.bodies.examples import CALL_ID
from service.api.bodies.shapes import Moment
from service.domain.erasure import ErasureReason
from service.domain.values import Value
from service.flows.erase import Answer

EXAMPLE: dict[str, Any] = {
    "call_id": CALL_ID,
    "erased_at": "2026-12-01T10:00:00Z",
    "reason": "request",
    "removed": {
        "turns": 12,
        "wrapups": 1,
        "drafts": 2,
        "jobs": 0,
        "ledger_texts": 4,
        "quarantined_bodies": 0,
    },
    "remaining": [
        {"object": "Task", "id": "00TAC0000000001YAA", "url": "https://example.my.salesforce.com/00TAC"}
    ],
    "under_way": [],
    "log": "cleared",
}


class RemainingBody(Value):
    """A CRM record written from the call; to remove it is the CRM's business."""

    model_config = ConfigDict(title="RemainingRecord")

    object: str
    id: str
    url: str | None


class ErasureBody(Value):
    """What was removed, and the CRM records that remain.

    `under_way` are the external keys of writes that were sent and not yet answered: ask again. `log` is the
    database's own: `cleared` of the call, `pending` until the scheduler has, `kept` by the server.
    """

    model_config = ConfigDict(title="Erasure", json_schema_extra={"examples": [EXAMPLE]})

    call_id: str
    erased_at: Moment
    reason: ErasureReason
    removed: dict[str, int]
    remaining: tuple[RemainingBody, ...]
    under_way: tuple[str, ...]
    log: Literal["cleared", "pending", "kept"]

    @classmethod
    def of(cls, answer: Answer) -> "ErasureBody":
        erasure = answer.erasure
        return cls(
            call_id=erasure.call_id,
            erased_at=erasure.at,
            reason=erasure.reason,
            removed=erasure.removed,
            remaining=tuple(
                RemainingBody(object=one.object, id=one.id, url=one.url or None) for one in erasure.remaining
            ),
            under_way=erasure.under_way,
            log=answer.log,
        )
