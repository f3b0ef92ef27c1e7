"""The job board: jobs over all tenants, for the worker and the sweeper."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from service.domain.job import Job, Lane


class JobBoard(Protocol):
    """Jobs over all tenants: what the worker and the sweeper see, and nothing else."""

    def claim(self, lane: Lane, worker_id: str) -> Job | None:
        """The next due job of a lane, leased to this worker; None when nothing is due."""
        ...

    def renew(self, jobs: Sequence[Job], worker_id: str) -> None:
        """Prolong the leases of jobs in hand."""
        ...

    def free_expired(self) -> int:
        """Give back jobs whose lease ran out, counting a crash; returns how many."""
        ...

    def due(self) -> Mapping[Lane, int]:
        """How many jobs are due and free, by lane."""
        ...

    def prune(self) -> int:
        """Remove what has outlived its time; returns how many rows went."""
        ...

    def seal_audit(self) -> int:
        """Seal what every tenant's audit gained since the last time; returns how many seals were made."""
        ...
