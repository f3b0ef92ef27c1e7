"""How much of a connection, or of the whole installation, one tenant may use at a time."""

from datetime import datetime
from typing import Literal, TypeAlias

from service.domain.values import Value

Connection: TypeAlias = Literal["", "crm", "llm"]
"""What a limit is of. The empty name is the tenant as a whole."""


class Limits(Value):
    """What a tenant's file sets; None is no limit. Jobs at work at once, and per minute what they ask."""

    in_flight: int | None = None
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None


class Learnt(Value):
    """What a provider told of its own limits with an answer; None where it told nothing.

    `resume_at` is when it will take requests again, of one that refuses now.
    """

    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    resume_at: datetime | None = None
