"""One wrap-up, its agent, its workers and a CRM at one moment, and what makes two such moments the same."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from service.domain.job import Job
from service.domain.values import to_ms
from service.domain.wrapup import WrapUp
from tests.service.flows.interleavings.network import Records, Request
from tests.service.flows.interleavings.recorded import Log, Step

Name = Literal[
    "claim",
    "step",
    "refuse",
    "crash",
    "stall",
    "land",
    "land_in_part",
    "lose",
    "sweep",
    "tick",
    "pause",
    "time_out",
    "block",
    "confirm",
    "edit",
    "undo",
    "repeat",
]
FAULTS: frozenset[Name] = frozenset(
    {"refuse", "crash", "stall", "land_in_part", "lose", "pause", "time_out", "block"}
)
OF_THE_AGENT: frozenset[Name] = frozenset({"confirm", "edit", "undo", "repeat"})
DEADLINE_MS = 20_000
"""What one operation of the CRM may take; looks at the clock from before that are all the same."""


@dataclass(frozen=True)
class Action:
    """One atomic step of one actor. `of` is a worker's place or a request's number."""

    name: Name
    of: int = -1

    def __str__(self) -> str:
        return self.name if self.of < 0 else f"{self.name} {self.of}"

    @property
    def wanted(self) -> bool:
        """Whether it happens by itself: no fault, and nothing that a person decides."""
        return self.name not in FAULTS | OF_THE_AGENT


@dataclass(frozen=True)
class Bounds:
    """How often each thing that need not happen may still happen.

    A pause is time that goes by while a worker could go on; a loss is a request or an answer that does not
    arrive in time; a block is a refusal that does not say whether something was written.
    """

    confirms: int = 2
    undos: int = 1
    repeats: int = 0
    crashes: int = 1
    stalls: int = 1
    losses: int = 1
    pauses: int = 0
    blocks: int = 0

    def less(self, name: str) -> "Bounds":
        return replace(self, **{name: getattr(self, name) - 1})


@dataclass(frozen=True)
class Worker:
    """A job in hand and how far its run has come. One that stalls loses its lease without knowing it.

    `awaits` is the number of the request whose answer it stands before.
    """

    job: Job
    log: Log = ()
    before: Step = "transaction"
    stalled: bool = False
    awaits: int | None = None

    def signature(self, now: int) -> tuple[Any, ...]:
        told = tuple(_said(one.value, one.error, now) for one in self.log)
        if self.before == "answer":
            # The clock was looked at to know whether to send, and that is over.
            told = tuple(one for one in told if not isinstance(one, int))
        return (self.job.fence, self.job.attempts, self.stalled, told)


@dataclass(frozen=True)
class Agent:
    """`wanted` is what may stand in the CRM in the end, None for nothing; `before`, what an undo goes back to."""

    confirms: int = 0
    undone: int = 0
    wanted: frozenset[str | None] = frozenset({None})
    before: frozenset[str | None] = frozenset({None})


@dataclass(frozen=True)
class JobFacts:
    id: str
    state: str
    fence: int
    due: int
    again_due: int | None
    lease_until: int | None
    attempts: int
    crashes: int


@dataclass(frozen=True)
class Facts:
    """What the database holds, as far as it matters here."""

    wrapup: WrapUp
    job: JobFacts | None
    intent: tuple[str, int, int, int] | None
    ledger: tuple[tuple[str, int], ...]

    def signature(self, now: int) -> tuple[Any, ...]:
        job = self.job
        return (
            _wrapup(self.wrapup, now),
            job
            and (
                job.state,
                job.fence,
                _left(job.due, now),
                _left(job.again_due, now),
                _left(job.lease_until, now),
                job.attempts,
                job.crashes,
            ),
            self.intent and (*self.intent[:3], _left(self.intent[3], now)),
            self.ledger,
        )


@dataclass(frozen=True)
class State:
    database: sqlite3.Connection
    now: int
    facts: Facts
    records: Records
    left: Bounds
    agent: Agent = Agent()
    workers: tuple[Worker, ...] = ()
    requests: tuple[Request, ...] = ()
    sent: int = 0

    def signature(self) -> tuple[Any, ...]:
        """Equal for states from which the same can follow: times count from now, workers have no names."""
        job_id = self.facts.job.id if self.facts.job else None
        numbers = {one.number: place for place, one in enumerate(self.requests)}
        workers = sorted(
            repr((one.job.id == job_id, numbers.get(one.awaits or -1), one.signature(self.now)))
            for one in self.workers
        )
        requests = tuple(
            (
                one.plan.digest,
                _left(one.until, self.now),
                one.flying,
                one.answered,
                one.awaited,
                repr(one.seen),
            )
            for one in self.requests
        )
        records = repr((sorted(self.records.tasks.items()), self.records.creates))
        return (self.facts.signature(self.now), records, self.left, self.agent, tuple(workers), requests)

    def moments(self) -> Iterator[int]:
        """Times at which something changes by itself."""
        facts = self.facts
        held = {(one.job.id, one.job.fence) for one in self.workers if not one.stalled}
        if facts.job is not None:
            yield facts.job.due
            if facts.job.lease_until is not None and (facts.job.id, facts.job.fence) not in held:
                yield facts.job.lease_until
        if facts.intent is not None and facts.intent[0] == "sending":
            yield facts.intent[3]
        if facts.wrapup.undo_until is not None:
            yield to_ms(facts.wrapup.undo_until)
        yield from (one.until for one in self.requests if one.flying)

    @property
    def quiet(self) -> bool:
        """Nothing is under way, and nothing will be without a person."""
        return self.facts.job is None and not self.workers and not self.requests


def _left(moment: int | None, now: int) -> int | None:
    return None if moment is None else max(moment - now, 0)


def _wrapup(wrapup: WrapUp, now: int) -> tuple[Any, ...]:
    (target,) = wrapup.targets
    codes = tuple(one.code for one in wrapup.content.dispositions)
    undo = _left(to_ms(wrapup.undo_until), now) if wrapup.undo_until else None
    return (wrapup.state, wrapup.revision, undo, codes, target.write.state, len(target.write.records))


def _said(value: Any, error: Exception | None, now: int) -> Any:
    """One line of a log, as far as the flow can go on differently for it.

    Times of the database are not: a flow uses them up within the transaction that told them.
    """
    if error is not None:
        return type(error).__name__, str(error)
    if isinstance(value, WrapUp):
        return value.revision, tuple(one.code for one in value.content.dispositions)
    if isinstance(value, float):
        return max(round(value * 1000) - now, -DEADLINE_MS)
    return type(value).__name__
