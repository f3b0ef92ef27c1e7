"""Jobs as an admin sees them: what is at work, what waits and why, and what waits for a person."""

from service.domain.access import Principal, Role
from service.domain.job import JobRow, JobState
from service.domain.page import Page
from service.domain.ports import Work


class JobDesk:
    """One tenant's jobs, for its admins alone."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def page(
        self,
        principal: Principal,
        *,
        state: JobState | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[JobRow]:
        """Oldest first."""
        principal.require(Role.ADMIN)
        with self._work.read(principal.tenant_id) as unit:
            return unit.jobs.page(state=state, cursor=cursor, limit=limit)

    def get(self, principal: Principal, job_id: str) -> JobRow:
        """Raises `NotFound`, of a job that is done too."""
        principal.require(Role.ADMIN)
        with self._work.read(principal.tenant_id) as unit:
            return unit.jobs.get(job_id)

    def retry(self, principal: Principal, job_id: str) -> JobRow:
        """Run it now, with a fresh start: one that is parked, and one that waits for its next try."""
        principal.require(Role.ADMIN)
        with self._work.begin(principal.tenant_id) as unit:
            before = unit.jobs.get(job_id)
            row = unit.jobs.retry(job_id)
            data = {"kind": row.kind, "subject": row.subject, "state": before.state, "reason": before.reason}
            unit.audit.append("job.retried", actor=principal.subject, subject=job_id, data=data)
            return row
