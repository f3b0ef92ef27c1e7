"""The job board: jobs over all tenants, for the worker and the sweeper."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from service.domain.job import Job, Lane
from service.domain.values import Value


class LaneWait(Value):
    """One tenant's jobs in one lane. `oldest_due_ms` is how long the longest due one waits; 0 for none."""

    tenant_id: str
    lane: Lane
    due: int
    leased: int
    parked: int
    lone_due: int
    oldest_due_ms: int


class JobBoard(Protocol):
    """Jobs over all tenants: what the worker and the sweeper see, and nothing else."""

    def claim(
        self, lane: Lane, worker_id: str, *, lone: bool = False, without: Collection[str] = ()
    ) -> Job | None:
        """The next due job of a lane, leased to this worker; None when nothing is due.

        Fair over tenants: the one with the fewest jobs at work in the lane comes first, then the one whose
        turn is longest ago. Full connections and tenants are passed over. `lone` claims only jobs that must
        run alone, else only others; `without` passes over tenants that have their share of this worker.
        """
        ...

    def renew(self, jobs: Sequence[Job], worker_id: str) -> None:
        """Prolong the leases of jobs in hand."""
        ...

    def free_expired(self) -> int:
        """Give back jobs whose lease ran out, counting a crash; returns how many."""
        ...

    def due(self) -> Mapping[Lane, int]:
        """How many jobs could be claimed at once, by lane: of jobs that wait for a full connection, none.

        Jobs that must run alone count as one. A tenant's queue is counted no further than it is woken for.
        """
        ...

    def waits(self) -> Sequence[LaneWait]:
        """How many jobs are due, parked and at work, and how long the oldest waits, by tenant and lane."""
        ...

    def prune(self) -> int:
        """Remove what has outlived its time; returns how many rows went."""
        ...

    def seal_audit(self) -> int:
        """Seal what every tenant's audit gained since the last time; returns how many seals were made."""
        ...
