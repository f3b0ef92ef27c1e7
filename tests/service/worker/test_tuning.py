"""Work of minutes, such as erasing what is old, beside work that somebody waits for."""

import threading

from service.domain.job import Job, Kind
from service.turns import PLACES
from tests.service.worker.conftest import Bench

PATIENCE_S = 20.0


def test_however_many_tenants_tidy_up_a_draft_finds_its_turn(bench: Bench) -> None:
    begun, end = threading.Semaphore(0), threading.Event()

    def does(job: Job) -> None:
        if job.kind is Kind.RETAIN:
            begun.release()
            end.wait(PATIENCE_S)
        bench.finish(job)

    bench.does = does
    tenants = [f"tenant-{number}" for number in range(PLACES + 1)]
    for tenant in tenants:
        bench.enqueue(tenant, Kind.RETAIN, tenant_id=tenant)
    bench.enqueue("w1", Kind.DRAFT)
    tidying = [threading.Thread(target=bench.drain, args=(Kind.RETAIN,), daemon=True) for _ in tenants]
    for thread in tidying:
        thread.start()
    assert begun.acquire(timeout=PATIENCE_S)

    draft = threading.Thread(target=bench.drain, args=(Kind.DRAFT,), daemon=True)
    draft.start()
    draft.join(PATIENCE_S)

    drafted = not draft.is_alive()
    end.set()
    for thread in tidying:
        thread.join(PATIENCE_S)
    assert drafted
    assert {job.tenant_id for job in bench.ran if job.kind is Kind.RETAIN} == set(tenants)
