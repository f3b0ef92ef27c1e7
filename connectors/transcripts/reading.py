"""What one transcript gives, whatever its format: the turns, and the little else that its file tells of the call."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias

from connectors.contracts import Speaker, Turn, Value

Roles: TypeAlias = Mapping[str, Speaker]
"""Roles of channels and labels as a source's settings name them: `0`, `spk_0`, `A`, `internal`."""

NO_ROLES: Roles = MappingProxyType({})


class Reading(Value):
    """Offsets of the turns count from `started_at` where the file tells it, else from its own beginning.

    `call_id` and `leg_id` are the sender's, empty where the file names none. `revision` orders several
    transcripts of the same leg. `redacted` says that the sender took personal data out.
    """

    turns: tuple[Turn, ...] = ()
    language: str | None = None
    call_id: str = ""
    leg_id: str = ""
    started_at: datetime | None = None
    revision: int = 0
    redacted: bool = False


Read: TypeAlias = Callable[[bytes, Roles], Reading]


def role_of(label: object, roles: Roles) -> Speaker | None:
    """The role that the settings give a channel or label; None where they say nothing of it."""
    if isinstance(label, bool) or not isinstance(label, str | int):
        return None
    return roles.get(str(label))
