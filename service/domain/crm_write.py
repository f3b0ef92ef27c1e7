"""The intent of one CRM operation, stored before anything is sent, so that a crash leaves a trace."""

from datetime import datetime
from typing import Literal

from service.domain.values import Stored


class Intent(Stored):
    """What is about to be sent for one target: which confirmation, which exact plan, until when.

    A successor of a crashed worker waits until `deadline_at` has passed, since the predecessor's request
    may still be on its way, and then reads back by key.
    """

    wrapup_id: str
    target_id: str
    revision: int
    plan_digest: str
    fence: int
    state: Literal["sending", "applied", "refused"]
    deadline_at: datetime
