"""Confirmed wrap-up → CRM records, once."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from pydantic import Field

from connectors.contracts import Crm, WriteReceipt, WriteRequest, WrittenRecord
from connectors.errors import ConnectorError, Outcome, Transient
from service.domain.access import Agent
from service.domain.call import Call
from service.domain.connections import Connections
from service.domain.crm_write import Intent
from service.domain.erasure import RemainingRecord
from service.domain.errors import FieldProblem, NotFound, Postpone, StaleFence
from service.domain.ids import effect_key
from service.domain.job import Job
from service.domain.ledger import Entry, EventKind
from service.domain.ports import UnitOfWork, Work
from service.domain.profile import Profile
from service.domain.values import Value
from service.domain.wrapup import State, Target, WrapUp, Write
from service.flows.automation import withdrawn
from service.flows.code_back import owe_code
from service.flows.write_request import build_write
from service.telemetry.counts import write_ended

SYSTEM = "aftercall"


class _Case(Value):
    wrapup: WrapUp
    call: Call
    agent: Agent | None
    profile: Profile
    vault: dict[str, str] = Field(default_factory=dict, repr=False)


class _Ended(Value):
    """What became of one target. Unless it is `certain`, something of it may still be on its way."""

    write: Write
    certain: bool = True


class WriteFlow:
    """One CRM operation per wrap-up at a time; its intent is stored before anything is sent."""

    def __init__(
        self,
        work: Work,
        connections: Connections,
        *,
        deadline_ms: int,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._work = work
        self._connections = connections
        self._deadline_ms = deadline_ms
        self._monotonic = monotonic

    def run(self, job: Job) -> None:
        """Raises `Transient` when the CRM may take it later, `Postpone` when it is too early."""
        case = self._load(job)
        if case is None:
            return
        waiting = [target for target in case.wrapup.targets if target.write.state == "pending"]
        for target in waiting:
            ended = self._write_target(job, case, target)
            try:
                self._record(job, target.id, ended)
            except StaleFence:
                if ended.certain:
                    self._leave_behind(job, case.wrapup, target.id, ended.write.records)
                raise
        if not waiting:
            self._record(job, None, _Ended(write=Write()))

    def _load(self, job: Job) -> _Case | None:
        with self._work.begin(job.tenant_id) as unit:
            wrapup = unit.wrapups.get(job.subject)
            if wrapup.state is not State.CONFIRMED:
                unit.jobs.finish(job)
                return None
            unit.jobs.hold(job)
            if wrapup.undo_until is not None and unit.now < wrapup.undo_until:
                raise Postpone(_ms_until(unit, wrapup.undo_until), "undo_window")
            name, _, version = wrapup.draft.profile.partition("@")
            profile = unit.profiles.get(name, int(version)).profile
            if withdrawn(unit, wrapup, profile):
                unit.jobs.finish(job)
                return None
            return _Case(
                wrapup=wrapup,
                call=unit.calls.get(wrapup.call_id),
                agent=_agent(unit, wrapup.agent_id),
                vault=unit.calls.transcript(wrapup.call_id).vault,
                profile=profile,
            )

    def _write_target(self, job: Job, case: _Case, target: Target) -> _Ended:
        crm = self._connections.crm(job.tenant_id)
        if crm is None:
            return _Ended(write=Write(state="applied"))
        request = build_write(case.wrapup, case.call, case.profile, target, case.agent, lambda: case.vault)
        try:
            receipt = self._apply(job, case.wrapup, target, crm, request)
        except Transient as error:
            if error.outcome is Outcome.NOT_APPLIED:
                # Nothing can be on its way any more: the next try need not wait this one out.
                self._withdraw(job, case.wrapup, target.id)
            raise
        except ConnectorError as error:
            return _Ended(write=_blocked(target, error), certain=error.outcome is not Outcome.UNKNOWN)
        return _Ended(write=Write(state="applied", records=receipt.records))

    def _apply(
        self, job: Job, wrapup: WrapUp, target: Target, crm: Crm, request: WriteRequest
    ) -> WriteReceipt:
        plan = crm.plan(request)
        intent = Intent(
            wrapup_id=wrapup.id,
            target_id=target.id,
            revision=wrapup.revision,
            plan_digest=plan.digest,
            fence=job.fence,
            state="sending",
            deadline_at=wrapup.updated_at,
        )
        started = self._monotonic()
        with self._work.begin(job.tenant_id) as unit:
            unit.jobs.hold(job)
            # Nothing is lost when there is no room: the intent is stored with the share or not at all.
            unit.jobs.reserve(job, "crm")
            before = unit.intents.get(wrapup.id, target.id)
            if before and before.state == "sending" and unit.now < before.deadline_at:
                # A request before ours may still be on its way, its worker dead or not: let that land first.
                raise Postpone(_ms_until(unit, before.deadline_at), "predecessor")
            deadline = unit.now + timedelta(milliseconds=self._deadline_ms)
            unit.intents.put(intent.model_copy(update={"deadline_at": deadline}))
        # Counted from before the intent was stored: a process that stood still since then, and lost its lease,
        # must not send what others have stopped waiting for.
        left_ms = self._deadline_ms - round((self._monotonic() - started) * 1000)
        if left_ms <= 0:
            raise Transient("stalled")
        return crm.apply(plan, request, deadline_ms=left_ms)

    def _withdraw(self, job: Job, wrapup: WrapUp, target_id: str) -> None:
        try:
            with self._work.begin(job.tenant_id) as unit:
                unit.jobs.hold(job)
                _settle_intent(unit, job.subject, target_id, Write(state="pending"))
        except StaleFence:
            self._leave_behind(job, wrapup, target_id, ())
            raise

    def _leave_behind(
        self, job: Job, wrapup: WrapUp, target_id: str, records: tuple[WrittenRecord, ...]
    ) -> None:
        """Where the call was erased while the CRM had our request: list what stands there now."""
        left = [RemainingRecord(object=one.object, id=one.id, url=one.url) for one in records]
        key = effect_key(wrapup.tenant_id, wrapup.id, target_id)
        with self._work.begin(job.tenant_id) as unit:
            unit.erasures.add_remaining(wrapup.call_id, left, key)

    def _record(self, job: Job, target_id: str | None, ended: _Ended) -> None:
        """Store one target's outcome, and close the wrap-up with the last."""
        with self._work.begin(job.tenant_id) as unit:
            unit.jobs.hold(job)
            wrapup = unit.wrapups.get(job.subject)
            targets = tuple(
                one.model_copy(update={"write": ended.write}) if one.id == target_id else one
                for one in wrapup.targets
            )
            if target_id is not None and ended.certain:
                _settle_intent(unit, wrapup.id, target_id, ended.write)
            changed = wrapup.model_copy(update={"targets": targets})
            if any(target.write.state == "pending" for target in targets):
                unit.wrapups.save(changed)
            else:
                closed = _close(unit, changed)
                if closed.state is State.WRITTEN:
                    owe_code(unit, self._connections, closed)
                unit.jobs.finish(job)


def _settle_intent(unit: UnitOfWork, wrapup_id: str, target_id: str, write: Write) -> None:
    intent = unit.intents.get(wrapup_id, target_id)
    if intent is not None:
        state = "applied" if write.state == "applied" else "refused"
        unit.intents.put(intent.model_copy(update={"state": state}))


def _close(unit: UnitOfWork, wrapup: WrapUp) -> WrapUp:
    blocked = any(target.write.state == "blocked" for target in wrapup.targets)
    closed = wrapup.moved(State.BLOCKED if blocked else State.WRITTEN)
    stored = unit.wrapups.save(closed.model_copy(update={"undo_until": None}))
    records = [record.model_dump() for target in stored.targets for record in target.write.records]
    unit.ledger.append(
        Entry.BLOCKED if blocked else Entry.WRITTEN,
        wrapup_id=stored.id,
        call_id=stored.call_id,
        actor=SYSTEM,
        data={"revision": stored.revision, "records": records},
    )
    unit.events.append(EventKind.BLOCKED if blocked else EventKind.WRITTEN, stored)
    write_ended(stored.tenant_id, stored.state)
    if not blocked:
        unit.calls.stamp(stored.call_id, "written")
    return stored


def _ms_until(unit: UnitOfWork, moment: datetime) -> int:
    return max(1, round((moment - unit.now).total_seconds() * 1000) + 1)


def _agent(unit: UnitOfWork, agent_id: str | None) -> Agent | None:
    try:
        return unit.agents.get(agent_id) if agent_id else None
    except NotFound:
        return None


def _blocked(target: Target, error: ConnectorError) -> Write:
    issues = tuple(FieldProblem(pointer=issue.field, detail=issue.message) for issue in error.issues)
    return Write(
        state="blocked",
        records=target.write.records,
        issues=issues or (FieldProblem(pointer="", detail=error.code),),
    )
