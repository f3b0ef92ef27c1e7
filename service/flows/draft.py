"""Stored call → extractive draft at once → CRM match → fuller draft by the language model.

Each step is committed before the next begins, and each looks first whether it is done already: the job may
run twice, and a second run goes on where the first one fell.
"""

import time

from connectors.contracts import Completion, Resolution
from connectors.errors import Auth, ConnectorError, Permanent, Transient
from service.domain.connections import Connections
from service.domain.content import MAIN_TARGET
from service.domain.draft import Draft, DraftKind, DraftReason, DraftStatus, Proposal
from service.domain.errors import Failure, NotFound, Postpone
from service.domain.job import Job, Kind
from service.domain.ledger import Entry, EventKind
from service.domain.ports import UnitOfWork, Work
from service.domain.values import Value
from service.domain.wrapup import State, Target, WrapUp
from service.drafting.response import ModelOutputInvalid
from service.flows.automation import kept_back_from, settle
from service.flows.backlog import Backlog
from service.flows.callers import Finders, NoFinders
from service.flows.draft_model import Case, ask, elapsed_ms, load
from service.flows.draft_outcome import (
    note_draft,
    put_fuller,
    put_late,
    put_resolution,
    reach,
    revealed,
    show,
    show_nothing,
)
from service.flows.prepared import found_before, has_crm, reading, resolve
from service.flows.rankers import Rankers
from service.flows.shares import Share, learn
from service.telemetry import span
from service.telemetry.counts import draft_settled

LOOKING_UP = "looking_up"
CRM_UNAVAILABLE = "crm_unavailable"
FIRST_DRAFT = 1

REASONS = {"refusal": DraftReason.MODEL_REFUSED, "truncated": DraftReason.MODEL_TRUNCATED}


class DraftLimits(Value):
    """Time limits in milliseconds, and how often a failing model is asked before the draft stays."""

    model_deadline_ms: int
    match_deadline_ms: int
    model_attempts: int


class DraftFlow:
    """One wrap-up's drafts, from the first at once to the fullest that can be had."""

    def __init__(
        self,
        work: Work,
        connections: Connections,
        limits: DraftLimits,
        backlog: Backlog | None = None,
        rankers: Rankers | None = None,
        finders: Finders | None = None,
    ) -> None:
        self._work = work
        self._connections = connections
        self._limits = limits
        self._backlog = backlog
        self._rankers = rankers
        self._finders = finders or NoFinders()

    def run(self, job: Job) -> None:
        """Raises `Transient` when the model may answer later; the extractive draft stands meanwhile."""
        try:
            case, share = self._load(job), Share(self._work, job)
        except NotFound:
            # Of a leg that had no agent after all.
            finish(self._work, job)
            return
        if case.runs:
            # Its end asks for the draft.
            finish(self._work, job)
            return
        if case.fresh:
            case = self._first_draft(job, case, share)
        if _is_sought(case.wrapup):
            case = self._match(job, case, share)
        model_missing = self._model_missing(job, case, case.wrapup)
        if model_missing is not None or not case.heard:
            self._settle(job, case, model_missing)
            return
        if _is_unasked(case, case.wrapup):
            case = self._recall(case, share)
        share.need("llm", tokens=case.tokens)
        self._fuller_draft(job, case)

    def match(self, job: Job) -> None:
        """Look the caller up again, where that could not be done in time. Raises `Transient`."""
        try:
            case = self._load(job)
        except NotFound:
            finish(self._work, job)
            return
        if case.wrapup.targets and case.wrapup.targets[0].reason in {LOOKING_UP, CRM_UNAVAILABLE}:
            Share(self._work, job).need("crm")
            try:
                resolution = resolve(
                    self._connections, case.call, deadline_ms=10 * self._limits.match_deadline_ms
                )
            except Auth as refused:
                # Credentials are mended by a person, at any time; the look-up is still owed then.
                raise Transient(refused.code) from None
            with self._work.begin(job.tenant_id) as unit:
                unit.jobs.hold(job)
                put_resolution(unit, job.subject, resolution)
                settle(unit, job.subject, case.profile)
                unit.jobs.finish(job)
            return
        finish(self._work, job)

    def _load(self, job: Job) -> Case:
        return load(self._work, self._connections, job.tenant_id, job.subject, self._rankers)

    def _first_draft(self, job: Job, case: Case, share: Share) -> Case:
        started = time.monotonic()
        with span("extract", turns=len(case.transcript.turns)):
            proposal = reading(case) if case.heard else Proposal()
        elapsed = elapsed_ms(started)
        with self._work.begin(job.tenant_id) as unit:
            unit.jobs.hold(job)
            wrapup = unit.wrapups.get(job.subject)
            if not case.heard:
                known = wrapup.model_copy(update={"targets": self._targets(case, wrapup), "prepared": None})
                stored = show_nothing(unit, known, case.profile, heard=case.transcript.version)
                return case.model_copy(update={"wrapup": stored})
            draft = Draft(
                number=unit.drafts.last_number(wrapup.id) + 1 if wrapup.heard else FIRST_DRAFT,
                kind=DraftKind.EXTRACTIVE,
                heard=case.transcript.version,
                profile=case.profile.ref,
                ranker=case.ranker,
                proposal=revealed(proposal, case.transcript.vault),
                timings_ms={"extract": elapsed},
            )
            if wrapup.begun:
                # The transcript came after somebody wrote by hand: what they wrote stays.
                return case.model_copy(update={"wrapup": put_late(unit, wrapup, draft)})
            unit.drafts.add(wrapup.id, draft)
            targets = self._targets(case, wrapup)
            known = wrapup.model_copy(update={"targets": targets, "prepared": None})
            known = kept_back_from(unit, known, case.profile.profile, fitted=case.ranker is not None)
            shown = show(known, draft, DraftStatus.PENDING)
            stored = unit.wrapups.save(shown.moved(State.READY) if shown.state is State.DRAFTING else shown)
            note_draft(unit, stored, draft, Entry.DRAFTED)
            unit.events.append(EventKind.READY, stored)
            reach(unit, case.call, "extractive")
            if targets and targets == found_before(wrapup, case.call):
                reach(unit, case.call, "matched")
            if _is_sought(stored):
                share.take(unit, "crm")
            else:
                self._take_model(unit, job, case, stored, share)
        return case.model_copy(update={"wrapup": stored})

    def _targets(self, case: Case, wrapup: WrapUp) -> tuple[Target, ...]:
        """One target to be looked up, if it was not while the call ran; none where the tenant has no CRM."""
        found = wrapup.targets or found_before(wrapup, case.call)
        if found or not has_crm(self._connections, wrapup.tenant_id):
            return found
        return (Target(id=MAIN_TARGET, reason=LOOKING_UP),)

    def _match(self, job: Job, case: Case, share: Share) -> Case:
        """The caller's record within two seconds, else a job of its own: the draft goes on."""
        resolution: Resolution | None = None
        later, delay_ms = Resolution(match="unknown", reason=CRM_UNAVAILABLE), self._limits.match_deadline_ms
        try:
            share.need("crm")
            resolution = resolve(self._connections, case.call, deadline_ms=self._limits.match_deadline_ms)
        except Postpone as full:
            delay_ms = full.delay_ms
        except (ConnectorError, Failure):
            pass
        with self._work.begin(job.tenant_id) as unit:
            unit.jobs.hold(job)
            wrapup = put_resolution(unit, job.subject, resolution or later)
            if resolution is None:
                unit.jobs.enqueue(Kind.MATCH, job.subject, delay_ms=delay_ms)
            else:
                reach(unit, case.call, "matched")
            case = case.model_copy(update={"known": resolution.known if resolution else ()})
            self._take_model(unit, job, case, wrapup, share)
        return case.model_copy(update={"wrapup": wrapup})

    def _recall(self, case: Case, share: Share) -> Case:
        """What the record says of the caller, where it was found in an earlier run: that is not stored."""
        try:
            share.need("crm")
            told = resolve(self._connections, case.call, deadline_ms=self._limits.match_deadline_ms)
        except (ConnectorError, Failure, Postpone):
            return case
        return case.model_copy(update={"known": told.known})

    def _take_model(self, unit: UnitOfWork, job: Job, case: Case, wrapup: WrapUp, share: Share) -> None:
        """The model's share in the last transaction before it is asked, if it will be."""
        if self._model_missing(job, case, wrapup) is None and not _is_unasked(case, wrapup):
            share.take(unit, "llm", tokens=case.tokens)

    def _model_missing(self, job: Job, case: Case, wrapup: WrapUp) -> DraftReason | None:
        """Why no fuller draft will come; None when the model is to be asked now."""
        if wrapup.draft.status is not DraftStatus.PENDING:
            return wrapup.draft.reason or DraftReason.NO_MODEL
        try:
            model = self._connections.model(job.tenant_id)
        except Failure:
            return DraftReason.MODEL_UNAVAILABLE
        if model is None:
            return DraftReason.NO_MODEL
        if case.short:
            return DraftReason.TOO_SHORT
        if self._backlog is not None and job.tenant_id in self._backlog.behind:
            return DraftReason.BACKLOG
        return DraftReason.MODEL_UNAVAILABLE if job.attempts >= self._limits.model_attempts else None

    def _settle(self, job: Job, case: Case, reason: DraftReason | None) -> None:
        """No fuller draft: the extractive one stays, with the reason."""
        with self._work.begin(job.tenant_id) as unit:
            unit.jobs.finish(job)
            wrapup = unit.wrapups.get(job.subject)
            if wrapup.draft.status is not DraftStatus.PENDING:
                return
            draft_settled(job.tenant_id, DraftKind.EXTRACTIVE, reason)
            head = wrapup.draft.model_copy(update={"status": DraftStatus.READY, "reason": reason})
            stored = unit.wrapups.save(wrapup.model_copy(update={"draft": head}))
            unit.events.append(EventKind.UPDATED, stored)
            reach(unit, case.call, "drafted")
            settle(unit, job.subject, case.profile)

    def _fuller_draft(self, job: Job, case: Case) -> None:
        model = self._connections.model(job.tenant_id)
        if model is None:
            self._settle(job, case, DraftReason.NO_MODEL)
            return
        try:
            draft, completion = ask(
                model,
                case,
                deadline_ms=self._limits.model_deadline_ms,
                finder=self._finders.finder(job.tenant_id),
            )
        except Transient as error:
            self._learn(job, error)
            raise
        except Auth:
            self._settle(job, case, DraftReason.MODEL_UNAVAILABLE)
        except Permanent as refused:
            self._settle(job, case, REASONS.get(refused.code, DraftReason.MODEL_INVALID))
        except ModelOutputInvalid:
            self._settle(job, case, DraftReason.MODEL_INVALID)
        else:
            self._put(job, case, draft, completion)

    def _put(self, job: Job, case: Case, draft: Draft, completion: Completion) -> None:
        with self._work.begin(job.tenant_id) as unit:
            unit.jobs.finish(job)
            put_fuller(unit, job.subject, draft)
            draft_settled(job.tenant_id, draft.kind, None)
            reach(unit, case.call, "drafted")
            used = completion.prompt_tokens + completion.completion_tokens
            if used:
                unit.limits.spent("llm", tokens=used - case.tokens)
            learn(unit, "llm", completion.limits)
            settle(unit, job.subject, case.profile)

    def _learn(self, job: Job, error: Transient) -> None:
        """A provider that refuses for now tells until when: the others need not find out each for itself."""
        if error.limits is not None:
            with self._work.begin(job.tenant_id) as unit:
                learn(unit, "llm", error.limits)


def finish(work: Work, job: Job) -> None:
    """There is nothing left to do."""
    with work.begin(job.tenant_id) as unit:
        unit.jobs.finish(job)


def _is_unasked(case: Case, wrapup: WrapUp) -> bool:
    """Whether a record was found that has told nothing of the caller in this run."""
    return case.known is None and any(target.candidates for target in wrapup.targets)


def _is_sought(wrapup: WrapUp) -> bool:
    return bool(wrapup.targets) and wrapup.targets[0].reason == LOOKING_UP
