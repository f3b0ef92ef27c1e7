"""Transcripts that a report leads to → fetches of its call, each asked for once."""

from connectors.contracts import ParsedCall
from service.domain.call import Call
from service.domain.fetch import Fetch, FetchState
from service.domain.ids import new_id
from service.domain.job import Kind
from service.domain.ports import UnitOfWork

PRESIGNED_FIRST_MS = -60_000
"""Addresses are fetched before all else that is due: most of those that senders give expire."""


def owe_fetch(unit: UnitOfWork, source: str, call_id: str, report: ParsedCall | None) -> bool:
    """Have the transcript fetched that a report leads to, if it does; whether that is new."""
    if report is None or report.reference is None:
        return False
    fetch = Fetch(
        id=new_id(),
        tenant_id=unit.tenant_id,
        call_id=call_id,
        source=source,
        report=report,
        created_at=unit.now,
    )
    return _owe(unit, fetch)


def move_fetches(unit: UnitOfWork, other: Call, into: str) -> None:
    """Under new ids: the jobs of the old ones find nothing and end."""
    for fetch in unit.fetches.of_call(other.id):
        unit.jobs.cancel(Kind.FETCH, fetch.id)
        _owe(unit, fetch.model_copy(update={"id": new_id(), "call_id": into}))


def _owe(unit: UnitOfWork, fetch: Fetch) -> bool:
    if not unit.fetches.add(fetch):
        return False
    if fetch.state is FetchState.WAITING:
        reference = fetch.report.reference
        may_expire = reference is not None and bool(reference.url or reference.expires_at)
        unit.jobs.enqueue(Kind.FETCH, fetch.id, delay_ms=PRESIGNED_FIRST_MS if may_expire else 0)
    return True
