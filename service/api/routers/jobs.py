"""Jobs of the caller's tenant, for its admins: what waits and why, and running one again."""

from fastapi import APIRouter

from service.api.bodies.jobs import JobBody
from service.api.bodies.shapes import Id
from service.api.dependencies import App, Caller, PageCursor, PageLimit
from service.api.openapi import problems
from service.domain.errors import NotFound
from service.domain.job import JobState
from service.domain.page import Page

router = APIRouter(prefix="/jobs", tags=["jobs"], responses=problems())


@router.get("")
def jobs(
    services: App,
    caller: Caller,
    state: JobState | None = None,
    cursor: PageCursor = None,
    limit: PageLimit = 50,
) -> Page[JobBody]:
    """Open jobs, oldest first; one that is done is no longer here."""
    page = services.jobs.page(caller, state=state, cursor=cursor, limit=limit)
    return Page(items=tuple(JobBody.of(row) for row in page.items), next_cursor=page.next_cursor)


@router.get("/{job_id}", responses=problems(NotFound))
def job(job_id: Id, services: App, caller: Caller) -> JobBody:
    return JobBody.of(services.jobs.get(caller, job_id))


@router.post("/{job_id}/retry", responses=problems(NotFound))
def retry_job(job_id: Id, services: App, caller: Caller) -> JobBody:
    """Makes it due now, with a fresh start; one that a worker holds runs once more after it."""
    return JobBody.of(services.jobs.retry(caller, job_id))
