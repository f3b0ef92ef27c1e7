"""What flows need of the queue: a tenant's jobs and its limits, stores of the unit of work like the others."""

from collections.abc import Mapping
from typing import Protocol

from service.domain.job import Job, JobRow, JobState, Kind
from service.domain.limits import Connection, Learnt, Limits
from service.domain.page import Page


class Jobs(Protocol):
    def enqueue(self, kind: Kind, subject: str, *, delay_ms: int = 0) -> None:
        """Store a job; its lane is woken once the unit has committed. One open job a kind and subject.

        With a negative delay it is claimed before those that became due since then.
        """
        ...

    def cancel(self, kind: Kind, subject: str) -> bool:
        """Remove a job that nobody holds. False when there is none, or a worker has it."""
        ...

    def finish(self, job: Job) -> None:
        """The job is done and gone. Raises `StaleFence`."""
        ...

    def postpone(
        self,
        job: Job,
        *,
        delay_ms: int,
        reason: str,
        failed: bool,
        connection: Connection = "",
        tokens: int = 0,
    ) -> None:
        """Give the job back until a due time; `failed` counts an attempt. Raises `StaleFence`.

        With the connection and tokens of a `Postpone` it waits for that connection, and is not claimed while
        there is no room for it.
        """
        ...

    def park(self, job: Job, *, reason: str) -> None:
        """Set the job aside for a person. Raises `StaleFence`."""
        ...

    def hold(self, job: Job) -> None:
        """Raise `StaleFence` unless the lease is still ours: before state is changed on its behalf."""
        ...

    def give_up(self, job: Job) -> None:
        """Hand back a job that its worker cannot end, at once due, neither failed nor crashed."""
        ...

    def reserve(self, job: Job, connection: Connection, *, requests: int = 1, tokens: int = 0) -> None:
        """Take the job's share of a connection's limits before using it, in the same transaction.

        The place is the job's until it ends or takes one of another connection. Raises `Postpone` when there
        is none just now, with the time until there will be; handed on to `postpone`, it keeps the job from
        being claimed before. It is raised before anything is changed: the transaction may go on without.
        Raises `StaleFence`, but not where nothing is limited: that costs no statement.
        """
        ...

    def page(
        self, *, state: JobState | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[JobRow]:
        """Oldest first."""
        ...

    def get(self, job_id: str) -> JobRow: ...

    def retry(self, job_id: str) -> JobRow:
        """Due now, with a fresh start; one that a worker holds runs once more after it."""
        ...


class LimitStore(Protocol):
    def sync(self, limits: Mapping[Connection, Limits]) -> None:
        """Store what the tenant's file says; a connection that is not named has no limit."""
        ...

    def learn(self, connection: Connection, learnt: Learnt) -> None:
        """Keep what a provider told; the lower of file and provider holds."""
        ...

    def spent(self, connection: Connection, *, tokens: int) -> None:
        """Correct a reservation by what was used beyond (or, negative, below) it."""
        ...
