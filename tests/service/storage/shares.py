"""Jobs that take their share of a tenant's limits, as workers do."""

import pytest

from service.domain.errors import Postpone
from service.domain.job import Job
from service.domain.limits import Connection, Learnt, Limits
from service.storage import Storage
from tests.service.storage.builders import ACME, claimed, enqueued


def limited(storage: Storage, connection: Connection = "llm", **limits: int) -> None:
    with storage.work.begin(ACME) as unit:
        unit.limits.sync({connection: Limits(**limits)})


def reserve(storage: Storage, job: Job, connection: Connection = "llm", *, tokens: int = 0) -> None:
    with storage.work.begin(job.tenant_id) as unit:
        unit.jobs.reserve(job, connection, tokens=tokens)


def refused(storage: Storage, job: Job, connection: Connection = "llm", *, tokens: int = 0) -> Postpone:
    """What the job is told; it is then given back with that, as its worker does."""
    with pytest.raises(Postpone) as told:
        reserve(storage, job, connection, tokens=tokens)
    wait = told.value
    with storage.work.begin(job.tenant_id) as unit:
        unit.jobs.postpone(
            job,
            delay_ms=wait.delay_ms,
            reason=wait.reason,
            failed=False,
            connection=wait.connection,
            tokens=wait.tokens,
        )
    return wait


def learnt(storage: Storage, **told: object) -> None:
    with storage.work.begin(ACME) as unit:
        unit.limits.learn("llm", Learnt.model_validate(told))


def taken(storage: Storage, count: int) -> list[Job]:
    for number in range(count):
        enqueued(storage, f"w{number}")
    return [claimed(storage) for _ in range(count)]


def finish(storage: Storage, job: Job) -> None:
    with storage.work.begin(job.tenant_id) as unit:
        unit.jobs.finish(job)
