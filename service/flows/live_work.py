"""A call that still runs → made ready for its end; and ended where nothing more comes of it.

The caller's record is looked up and what was said is read while the call goes on. Both wait in the wrap-up,
shown to nobody, until the draft takes them.
"""

from datetime import timedelta

from connectors.contracts import Party
from connectors.errors import ConnectorError
from service.domain.arrangement import parts_of
from service.domain.call import Call, TranscriptBody
from service.domain.connections import Connections
from service.domain.errors import Failure, NotFound
from service.domain.job import Job
from service.domain.live import ended_of, silent_until, told_live
from service.domain.ports import UnitOfWork, Work
from service.domain.wrapup import Prepared, State, Target
from service.flows.draft import finish
from service.flows.draft_model import Case, load
from service.flows.joining import Origin, Told, take
from service.flows.prepared import found_before, has_crm, party_of, reading, resolve, said_in, target_of
from service.flows.rankers import Rankers
from service.flows.shares import Share

CALL_RUNS = "call_runs"
NOBODY = Party()
MILLISECOND = timedelta(milliseconds=1)


class LiveWork:
    """One run for each call, at most every few seconds, and one when it has been silent for long."""

    def __init__(
        self,
        work: Work,
        connections: Connections,
        *,
        match_deadline_ms: int,
        silence_ms: int,
        rankers: Rankers | None = None,
    ) -> None:
        self._work = work
        self._connections = connections
        self._match_deadline_ms = match_deadline_ms
        self._silence_ms = silence_ms
        self._rankers = rankers

    def run(self, job: Job) -> None:
        try:
            with self._work.read(job.tenant_id) as unit:
                call = unit.calls.get(job.subject)
                until = silent_until(call.facts.reports, self._silence_ms)
                silent = until is not None and until <= unit.now
        except NotFound:
            finish(self._work, job)
            return
        if until is None:
            finish(self._work, job)
            return
        if not silent:
            for wrapup_id in call.wrapup_ids:
                self._prepare(job, wrapup_id)
        self._settle(job)

    def _settle(self, job: Job) -> None:
        """End the call or come back when it may have ended, by what is known of it now."""
        with self._work.begin(job.tenant_id) as unit:
            unit.jobs.hold(job)
            call = unit.calls.locked(job.subject)
            until = silent_until(call.facts.reports, self._silence_ms)
            if until is not None and until > unit.now:
                wait_ms = (until - unit.now) // MILLISECOND + 1
                unit.jobs.postpone(job, delay_ms=wait_ms, reason=CALL_RUNS, failed=False)
                return
            end(unit, call)
            unit.jobs.finish(job)

    def _prepare(self, job: Job, wrapup_id: str) -> None:
        try:
            case = load(self._work, self._connections, job.tenant_id, wrapup_id, self._rankers)
        except NotFound:
            return
        if case.wrapup.state is not State.DRAFTING or not case.runs:
            return
        prepared = Prepared(
            party=party_of(case.call),
            targets=self._targets(job, case),
            profile=case.profile.ref,
            ranker=case.ranker,
            said=said_in(case.material),
            proposal=reading(case),
        )
        if prepared == case.wrapup.prepared:
            return
        with self._work.begin(job.tenant_id) as unit:
            unit.jobs.hold(job)
            wrapup = unit.wrapups.get(wrapup_id)
            if wrapup.state is State.DRAFTING:
                unit.wrapups.save(wrapup.model_copy(update={"prepared": prepared}))

    def _targets(self, job: Job, case: Case) -> tuple[Target, ...]:
        """Looked up once for what is known of the caller; what fails now is looked up with the draft."""
        found = found_before(case.wrapup, case.call)
        if found or party_of(case.call) == NOBODY or not has_crm(self._connections, job.tenant_id):
            return found
        Share(self._work, job).need("crm")
        try:
            return (target_of(resolve(self._connections, case.call, deadline_ms=self._match_deadline_ms)),)
        except (ConnectorError, Failure):
            return ()


def end(unit: UnitOfWork, call: Call) -> None:
    """End what is heard of a call, with the words that are stored: digits that were still open stay masked."""
    body = unit.calls.transcript(call.id)
    parts = parts_of(body)
    for report in told_live(call.facts.reports):
        part = parts.get(report.leg)
        told = Told(
            report=ended_of(report),
            transcript=TranscriptBody(turns=part.turns if part else (), vault=body.vault),
        )
        take(unit, Origin(source=call.source), told)
