"""Written wrap-up → the agent's code in the telephony too, where its vendor takes one: a call is coded once."""

import uuid

import structlog

from connectors.contracts import Codes, Coding
from connectors.errors import Auth, ConnectorError, Transient
from service.domain.call import Call
from service.domain.connections import Connections
from service.domain.content import NONE_OF_THESE
from service.domain.errors import Failure, NotFound, Unavailable, UnknownSource
from service.domain.job import Job, Kind
from service.domain.ledger import Entry
from service.domain.ports import UnitOfWork, Work
from service.domain.wrapup import State, WrapUp
from service.flows.draft import finish
from service.flows.draft_outcome import SYSTEM
from service.telemetry.edges import asking

TELEPHONY = "telephony"
LONGEST_SUMMARY = 2_000
MOST_TRIES = 8

log = structlog.get_logger(__name__)


def owe_code(unit: UnitOfWork, connections: Connections, wrapup: WrapUp) -> None:
    """Have the code written back, in the transaction that stores the write; where the vendor takes none, not."""
    try:
        source = connections.source(unit.calls.get(wrapup.call_id).source)
    except Unavailable:
        # Switched off for now: whether it takes codes is seen once it is back.
        unit.jobs.enqueue(Kind.CODE, wrapup.id)
    except Failure:
        return
    else:
        if isinstance(source.adapter, Codes):
            unit.jobs.enqueue(Kind.CODE, wrapup.id)


class CodeBack:
    """Keyed by wrap-up: the vendor's adapter reads back before it writes, so that twice is once."""

    def __init__(self, work: Work, connections: Connections, *, deadline_ms: int) -> None:
        self._work = work
        self._connections = connections
        self._deadline_ms = deadline_ms

    def run(self, job: Job) -> None:
        """Raises `Transient` when the vendor may take it later."""
        loaded = self._load(job)
        if loaded is None:
            finish(self._work, job)
            return
        wrapup, call = loaded
        coding = coding_of(wrapup, call)
        if coding is None:
            finish(self._work, job)
            return
        try:
            taken = self._tell(call.source, coding)
        except (Transient, Auth, Unavailable) as error:
            if job.attempts + 1 < MOST_TRIES:
                asked_ms = error.retry_after_ms if isinstance(error, ConnectorError) else None
                raise Transient(error.code, retry_after_ms=asked_ms) from None
            self._refused(job, wrapup, coding, error.code)
        except (ConnectorError, UnknownSource) as error:
            self._refused(job, wrapup, coding, error.code)
        else:
            if taken:
                self._note(job, wrapup, Entry.CODED, coding, None)
            else:
                finish(self._work, job)

    def _tell(self, source_name: str, coding: Coding) -> bool:
        """Whether the vendor takes codes at all."""
        source = self._connections.source(source_name)
        if not isinstance(source.adapter, Codes):
            return False
        with asking("code", source.tenant_id, source.name):
            source.adapter.code(coding, deadline_ms=self._deadline_ms)
        return True

    def _load(self, job: Job) -> tuple[WrapUp, Call] | None:
        try:
            with self._work.read(job.tenant_id) as unit:
                wrapup = unit.wrapups.get(job.subject)
                call = unit.calls.get(wrapup.call_id)
        except NotFound:
            return None
        return (wrapup, call) if wrapup.state is State.WRITTEN else None

    def _refused(self, job: Job, wrapup: WrapUp, coding: Coding, code: str) -> None:
        log.warning("code_refused", code=code)
        self._note(job, wrapup, Entry.CODE_REFUSED, coding, code)

    def _note(self, job: Job, wrapup: WrapUp, kind: Entry, coding: Coding, reason: str | None) -> None:
        data = {"revision": wrapup.revision, "codes": list(coding.codes), "reason": reason}
        with self._work.begin(job.tenant_id) as unit:
            unit.jobs.hold(job)
            unit.ledger.append(kind, wrapup_id=wrapup.id, call_id=wrapup.call_id, actor=SYSTEM, data=data)
            unit.jobs.finish(job)


def coding_of(wrapup: WrapUp, call: Call) -> Coding | None:
    """What is told of a wrap-up; None where there is no code to tell."""
    leg = call.leg(wrapup.leg_id)
    chosen = [one for one in wrapup.content.dispositions if one.code != NONE_OF_THESE]
    if leg is None or not chosen:
        return None
    said = (line.text for section in wrapup.content.summary for line in section.sentences)
    return Coding(
        key=str(uuid.uuid5(uuid.UUID(wrapup.id), TELEPHONY)),
        external_id=call.facts.external_id,
        leg_id=leg.key,
        agent_id=leg.agent_external_id,
        codes=tuple(one.code for one in chosen),
        labels=tuple(one.label for one in chosen),
        summary="\n".join(said)[:LONGEST_SUMMARY],
    )
