"""How much of a connection, or of the whole installation, one tenant may use at a time."""

from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil
from typing import Literal, TypeAlias

from pydantic import Field

from service.domain.values import Value

Connection: TypeAlias = Literal["", "crm", "llm"]
"""What a limit is of. The empty name is the tenant as a whole."""

MOST = 1_000_000_000
LEARNT_KEPT_MS = 600_000
"""What a provider told of its limits is believed this long."""

BURST_MS = 6_000
"""How far ahead of an even pace requests may run: what a tenth of a minute would bring."""


class Limits(Value):
    """What a tenant's file sets; None is no limit. Jobs at work at once, and per minute what they ask."""

    in_flight: int | None = Field(default=None, ge=1, le=MOST)
    requests_per_minute: int | None = Field(default=None, ge=1, le=MOST)
    tokens_per_minute: int | None = Field(default=None, ge=1, le=MOST)


class Learnt(Value):
    """What a provider told of its own limits with an answer; None where it told nothing.

    `resume_at` is when it will take requests again, of one that refuses now.
    """

    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    resume_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a connection stands at a moment `now` (all times in milliseconds).

    Rates follow the generic cell rate algorithm (ATM Forum TM 4.0, 4.4.2): what has been taken is paid for
    until a moment that each taking moves on, and which may lie ahead of now by the burst. The pace is so
    chosen that burst and pace together stay within the limit in every minute.
    """

    now: int
    in_flight: int | None = None
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    requests_until: float = 0
    tokens_until: float = 0
    resume_at: int | None = None

    def wait_ms(self, requests: int, tokens: int) -> int:
        """How long until these may be taken; 0 for now. What is larger than the burst goes when all is paid."""
        until_open = max((self.resume_at or 0) - self.now, 0)
        of_requests = self._wait(self.requests_until, _cost(requests, self.requests_per_minute))
        of_tokens = self._wait(self.tokens_until, _cost(tokens, self.tokens_per_minute))
        return ceil(max(until_open, of_requests, of_tokens))

    def taken(self, requests: int, tokens: int) -> "Standing":
        """As it stands once these are taken; a negative number gives back."""
        return replace(
            self,
            requests_until=max(self.requests_until, self.now) + _cost(requests, self.requests_per_minute),
            tokens_until=max(self.tokens_until, self.now) + _cost(tokens, self.tokens_per_minute),
        )

    def room(self, requests: int, tokens: int) -> int | None:
        """How many such takings could be had at once; None for any number."""
        if self.wait_ms(requests, tokens):
            return 0
        counts = [
            max(int((self.now + BURST_MS - max(until, self.now)) / cost), 1)
            for until, cost in (
                (self.requests_until, _cost(requests, self.requests_per_minute)),
                (self.tokens_until, _cost(tokens, self.tokens_per_minute)),
            )
            if cost
        ]
        return min(counts, default=None)

    def _wait(self, until: float, cost: float) -> float:
        return max(max(until, self.now) + cost - max(BURST_MS, cost) - self.now, 0) if cost else 0


def _cost(taken: int, per_minute: int | None) -> float:
    return taken * (60_000 + BURST_MS) / per_minute if per_minute else 0


def lower(one: int | None, other: int | None) -> int | None:
    """The tighter of two limits, either of which may be none."""
    return other if one is None else one if other is None else min(one, other)
