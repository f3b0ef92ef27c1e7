"""An authenticated webhook: who, when, body hash, outcome."""

from datetime import datetime
from enum import StrEnum

from service.domain.values import Stored


class DeliveryState(StrEnum):
    RECEIVED = "received"
    PROCESSED = "processed"
    IGNORED = "ignored"
    QUARANTINED = "quarantined"


class Delivery(Stored):
    """`sender_id` is the sender's own id of the delivery; `replayable` says that a masked body is kept."""

    id: str
    tenant_id: str
    source: str
    sender_id: str
    body_hash: str
    body_bytes: int
    state: DeliveryState
    reason: str | None = None
    replayable: bool = False
    call_ids: tuple[str, ...] = ()
    received_at: datetime
