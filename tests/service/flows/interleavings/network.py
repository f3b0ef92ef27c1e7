"""What lies between worker and CRM: requests that land late or never, and answers that are lost.

A weak CRM takes whatever lands; one that writes on condition refuses what was
meant for a record that has changed since, and the connector, if it still lives, looks again.
"""

import copy
from dataclasses import dataclass, replace
from typing import Any, Literal

from connectors.contracts import WritePlan, WriteReceipt, WriteRequest
from connectors.errors import ConnectorError, Outcome, Transient, Validation
from tests.fakes.crm import FakeCrm, Row

ENOUGH_MS = 1_000
LOST = Transient("connection", outcome=Outcome.UNKNOWN)
LATE = Transient("deadline", outcome=Outcome.UNKNOWN)
BLOCKED = Validation("rejected", outcome=Outcome.UNKNOWN)
REFUSED = Transient("connection", outcome=Outcome.NOT_APPLIED)


@dataclass(frozen=True)
class Request:
    """One operation of the CRM on its way. It may land before `until`, whatever became of its sender."""

    number: int
    plan: WritePlan
    request: WriteRequest
    until: int
    seen: Any
    flying: bool = True
    receipt: WriteReceipt | None = None
    error: ConnectorError | None = None
    awaited: bool = True

    @property
    def answered(self) -> bool:
        return self.receipt is not None or self.error is not None

    @property
    def over(self) -> bool:
        """Neither can it do anything any more, nor does anybody wait for it."""
        return not self.flying and not self.awaited

    def answer(self) -> WriteReceipt:
        if self.error is not None:
            raise self.error
        assert self.receipt is not None
        return self.receipt

    def abandoned(self) -> "Request":
        return replace(self, awaited=False)


@dataclass(frozen=True)
class Records:
    """What stands in the CRM, kept between steps."""

    tasks: dict[str, Row]
    journal: tuple[tuple[str, str, str], ...]

    @classmethod
    def of(cls, crm: FakeCrm) -> "Records":
        return cls(copy.deepcopy(crm.tasks), tuple(crm.journal))

    def put_into(self, crm: FakeCrm) -> None:
        crm.tasks, crm.journal = copy.deepcopy(self.tasks), list(self.journal)

    def under(self, key: str) -> list[Row]:
        return [row for row in self.tasks.values() if row.get("key") == key]

    @property
    def creates(self) -> tuple[str, ...]:
        """The key of every record that was ever created, in order."""
        return tuple(key for action, _, key in self.journal if action == "created")


Kind = Literal["weak", "conditional"]


def landed(request: Request, crm: FakeCrm, kind: Kind) -> Request:
    """The request once the CRM has dealt with it."""
    stands = seen_by(crm, request.request.key, kind)
    if stands != request.seen:
        return replace(request, seen=stands) if request.awaited else replace(request, flying=False)
    receipt = crm.apply(request.plan, request.request, deadline_ms=ENOUGH_MS)
    # An answer that was lost before stays lost.
    return replace(request, flying=False, receipt=None if request.answered else receipt)


def landed_in_part(request: Request, crm: FakeCrm) -> Request:
    """The connection breaks between two of the plan's records: the first is written, the rest never is."""
    part = request.plan.model_copy(update={"operations": request.plan.operations[:1]})
    crm.apply(part, request.request, deadline_ms=ENOUGH_MS)
    return replace(request, flying=False, error=request.error or LOST)


def seen_by(crm: FakeCrm, key: str, kind: Kind) -> Any:
    """What a connector reads before it writes, as far as a condition can be made of it."""
    return Records.of(crm).under(key) if kind == "conditional" else None
