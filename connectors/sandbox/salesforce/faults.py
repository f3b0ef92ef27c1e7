"""Failures on demand: which requests meet one, and what they meet."""

from dataclasses import dataclass, field
from random import Random
from threading import Lock
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Op = Literal["token", "query", "read", "write"]
_OWN_KINDS = frozenset({"drop_after_commit", "latency", "html_503", "loop_401"})
# A fixed start, so that the same requests meet the same faults in every run.
_SEED = 20


class FaultOrder(BaseModel):
    """One order of the control plane. After `after` matching requests it hits `times` of them, or all
    until cleared; each with the chance `rate`. `kind` is an errorCode of Salesforce or one of ours.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Annotated[str, Field(pattern="^[A-Za-z][A-Za-z0-9_]{2,60}$")]
    op: Literal["any", "token", "query", "read", "write"] = "any"
    after: int = Field(default=0, ge=0)
    times: int | None = Field(default=None, ge=1)
    rate: float = Field(default=1.0, ge=0, le=1)
    latency_ms: int = Field(default=0, ge=0, le=600_000)

    @model_validator(mode="after")
    def _kind_is_known(self) -> Self:
        """Codes of the data API are upper case, those of the token endpoint lower case; the rest is a slip."""
        if not (
            self.kind in _OWN_KINDS or self.kind.isupper() or (self.kind.islower() and self.op == "token")
        ):
            raise ValueError(f"kind is an errorCode or one of {', '.join(sorted(_OWN_KINDS))}")
        return self

    def concerns(self, op: Op) -> bool:
        """`any` is every request that the kind makes sense for: only writes commit, only data has sessions."""
        if self.op != "any":
            return self.op == op
        if self.kind == "drop_after_commit":
            return op == "write"
        return op != "token" or self.kind != "loop_401"


@dataclass
class _Armed:
    order: FaultOrder
    seen: int = 0
    hits: int = 0
    chance: Random = field(default_factory=lambda: Random(_SEED))  # noqa: S311 - repeatable, not secret

    def strikes(self) -> bool:
        """Count one matching request; whether it is hit."""
        self.seen += 1
        spent = self.order.times is not None and self.hits >= self.order.times
        hit = not spent and self.seen > self.order.after and self.chance.random() < self.order.rate
        self.hits += hit
        return hit


@dataclass(frozen=True)
class Strike:
    """What one request meets: a delay, then an errorCode, a page of HTML, or a lost answer."""

    latency_ms: int = 0
    armed: _Armed | None = None

    @property
    def kind(self) -> str | None:
        return self.armed.order.kind if self.armed else None


class Faults:
    def __init__(self) -> None:
        self._lock = Lock()
        self._armed: list[_Armed] = []

    def arm(self, order: FaultOrder) -> None:
        with self._lock:
            self._armed.append(_Armed(order))

    def clear(self) -> None:
        with self._lock:
            self._armed.clear()

    def report(self) -> list[dict[str, object]]:
        with self._lock:
            return [
                armed.order.model_dump() | {"seen": armed.seen, "hits": armed.hits} for armed in self._armed
            ]

    def strike(self, op: Op) -> Strike:
        """Delays add up; of several other faults the one armed first is met."""
        with self._lock:
            hits = [armed for armed in self._armed if armed.order.concerns(op) and armed.strikes()]
        others = [armed for armed in hits if armed.order.kind != "latency"]
        return Strike(sum(armed.order.latency_ms for armed in hits), others[0] if others else None)

    def forgive(self, strike: Strike) -> None:
        """Give a hit back: the request gave nothing to lose."""
        with self._lock:
            if strike.armed:
                strike.armed.hits -= 1
