"""What an agent does with a wrap-up: see, edit, choose the record, confirm, undo."""

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from pydantic import Field

from service.domain.access import Principal, Role
from service.domain.connections import Connections
from service.domain.draft import Draft, DraftStatus
from service.domain.errors import (
    DraftMoved,
    IllegalMove,
    NotFound,
    Stale,
    UndoClosed,
)
from service.domain.job import Kind
from service.domain.ledger import Entry, EventKind, LedgerRow
from service.domain.page import Page
from service.domain.ports import UnitOfWork, VersionMoved, Work
from service.domain.values import Value
from service.domain.wrapup import Confirmation, State, WrapUp
from service.domain.wrapup_row import WrapUpRow
from service.flows.accounts import placed, with_accounts
from service.flows.legs import of_today
from service.flows.lessons import as_shown, check_chosen, filled, shown_draft, teach, told_now
from service.flows.preview import check_plannable, with_plans
from service.flows.review_rules import (
    UNDO_MS,
    Choice,
    check_settled,
    chosen,
    confirmed,
    no_write,
    note,
    revived,
    says_the_same,
    untouched_from,
    visible,
    with_edits,
)
from service.flows.team import agents_seen
from service.telemetry import continued

Change = Callable[[UnitOfWork, WrapUp], WrapUp]


class ConfirmRequest(Value):
    """`draft` is the number the agent saw; `undo_ms` None means the usual time to think again."""

    draft: int = Field(ge=0)
    edits: dict[str, Any] = Field(default_factory=dict)
    timings_ms: dict[str, int] = Field(default_factory=dict, max_length=50)
    undo_ms: int | None = Field(default=None, ge=0, le=UNDO_MS)


class Review:
    """One method an intention. Whoever holds an old version gets `Stale` with the current body."""

    def __init__(self, work: Work, connections: Connections) -> None:
        self._work = work
        self._connections = connections

    def get(self, principal: Principal, wrapup_id: str) -> WrapUp:
        with self._work.read(principal.tenant_id) as unit:
            return with_plans(unit, self._connections, visible(unit, principal, wrapup_id))

    def page(
        self,
        principal: Principal,
        *,
        states: Sequence[State] = (),
        agent_id: str | None = None,
        queue: str | None = None,
        call_id: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[WrapUpRow]:
        """The review list: an agent's own wrap-ups, the team's, or everybody's."""
        principal.require(Role.AGENT, Role.SUPERVISOR)
        with self._work.read(principal.tenant_id) as unit:
            return unit.wrapups.page(
                states=states,
                agent_id=agent_id,
                agents=agents_seen(unit, principal),
                queue=queue,
                call_id=call_id,
                cursor=cursor,
                limit=limit,
            )

    def draft(self, principal: Principal, wrapup_id: str, number: int) -> Draft:
        with self._work.read(principal.tenant_id) as unit:
            wrapup = visible(unit, principal, wrapup_id)
            return of_today(unit, wrapup, shown_draft(wrapup, unit.drafts.get(wrapup_id, number)))

    def history(self, principal: Principal, wrapup_id: str) -> tuple[LedgerRow, ...]:
        with self._work.read(principal.tenant_id) as unit:
            visible(unit, principal, wrapup_id)
            return unit.ledger.of_wrapup(wrapup_id)

    def edit(self, principal: Principal, wrapup_id: str, version: int, patch: dict[str, Any]) -> WrapUp:
        def change(unit: UnitOfWork, wrapup: WrapUp) -> WrapUp:
            open_again = wrapup.moved(State.READY) if wrapup.state is State.WRITTEN else wrapup
            if open_again.state not in {State.READY, State.BLOCKED}:
                raise IllegalMove(f"a wrap-up that is {wrapup.state} cannot be edited")
            return with_edits(unit, principal, open_again, patch)

        return self._change(principal, wrapup_id, version, change)

    def choose(
        self, principal: Principal, wrapup_id: str, target_id: str, version: int, choice: Choice
    ) -> WrapUp:
        def change(unit: UnitOfWork, wrapup: WrapUp) -> WrapUp:
            if wrapup.state not in {State.READY, State.BLOCKED}:
                raise IllegalMove(f"the record of a wrap-up that is {wrapup.state} cannot be chosen")
            target = next((one for one in wrapup.targets if one.id == target_id), None)
            if target is None:
                raise NotFound
            settled = chosen(target, choice)
            targets = tuple(settled if one.id == target_id else one for one in wrapup.targets)
            data = {"target": target_id, "record": settled.record.id if settled.record else None}
            note(unit, wrapup, Entry.TARGET_CHOSEN, principal, data)
            check_plannable(unit, self._connections, wrapup, settled)
            return wrapup.model_copy(update={"targets": targets})

        return self._change(principal, wrapup_id, version, change)

    def adopt(self, principal: Principal, wrapup_id: str, version: int) -> WrapUp:
        """Take the offered draft into the content, but for what a person has touched."""

        def change(unit: UnitOfWork, wrapup: WrapUp) -> WrapUp:
            wrapup = wrapup.moved(State.READY) if wrapup.state is State.WRITTEN else wrapup
            if wrapup.offered is None or wrapup.state not in {State.READY, State.BLOCKED}:
                raise IllegalMove("no draft is on offer")
            draft = of_today(unit, wrapup, unit.drafts.get(wrapup.id, wrapup.offered.number))
            note(unit, wrapup, Entry.ADOPTED, principal, {"draft": draft.number})
            offered, ids = placed(wrapup, draft.proposal)
            content = untouched_from(as_shown(wrapup, offered), wrapup.content, wrapup.edited)
            targets = with_accounts(wrapup, draft.proposal, ids, content)
            update = {"draft": wrapup.offered, "offered": None, "content": content, "targets": targets}
            return wrapup.model_copy(update=update)

        return self._change(principal, wrapup_id, version, change)

    def confirm(
        self, principal: Principal, wrapup_id: str, version: int | None, request: ConfirmRequest
    ) -> WrapUp:
        """The agent's word that this is right. The same confirm again changes nothing."""
        digest = hashlib.sha256(json.dumps(request.edits, sort_keys=True).encode()).hexdigest()

        def repeats(unit: UnitOfWork, wrapup: WrapUp) -> bool:
            return says_the_same(wrapup, principal, request.draft, digest) and revived(unit, wrapup)

        def change(unit: UnitOfWork, wrapup: WrapUp) -> WrapUp:
            if wrapup.draft.number != request.draft:
                raise DraftMoved
            wrapup = with_edits(unit, principal, wrapup, request.edits) if request.edits else wrapup
            # Who confirms for the agent what was drafted has not been asked what they would have entered.
            wrapup = filled(unit, wrapup) if principal.agent_id is None else wrapup
            check_settled(wrapup)
            check_chosen(wrapup)
            judged = teach(unit, wrapup)
            confirmation = Confirmation(
                by=principal.subject,
                draft=request.draft,
                edits_digest=digest,
                at=unit.now,
                timings_ms=request.timings_ms,
            )
            told = {**confirmation.model_dump(mode="json"), **told_now(wrapup, judged)}
            note(unit, wrapup, Entry.CONFIRMED, principal, told)
            with continued("confirm", wrapup.trace, wrapup=wrapup.id, revision=wrapup.revision + 1):
                return confirmed(
                    unit, wrapup, confirmation, UNDO_MS if request.undo_ms is None else request.undo_ms
                )

        return self._change(principal, wrapup_id, version, change, repeats=repeats)

    def undo(self, principal: Principal, wrapup_id: str, version: int | None) -> WrapUp:
        """Take a confirmation back while the CRM write still waits, or a dismissal at any time."""

        def change(unit: UnitOfWork, wrapup: WrapUp) -> WrapUp:
            if wrapup.state is State.CONFIRMED:
                too_late = wrapup.undo_until is None or unit.now >= wrapup.undo_until
                if too_late or not unit.jobs.cancel(Kind.WRITE, wrapup.id):
                    raise UndoClosed
            elif wrapup.state is not State.DISMISSED:
                raise UndoClosed if wrapup.state is State.WRITTEN else IllegalMove("there is nothing to undo")
            note(unit, wrapup, Entry.UNDONE, principal, {"from": wrapup.state})
            unit.lessons.remove(wrapup.id)
            return wrapup.moved(State.READY).model_copy(
                update={
                    "reviewed_by": "none",
                    "undo_until": None,
                    "confirmation": None,
                    # Since they confirmed, the suggestion was there to see.
                    "blind": wrapup.blind and wrapup.state is not State.CONFIRMED,
                    "targets": tuple(no_write(target) for target in wrapup.targets),
                }
            )

        return self._change(principal, wrapup_id, version, change)

    def dismiss(self, principal: Principal, wrapup_id: str, version: int) -> WrapUp:
        def change(unit: UnitOfWork, wrapup: WrapUp) -> WrapUp:
            note(unit, wrapup, Entry.DISMISSED, principal, {})
            return wrapup.moved(State.DISMISSED)

        return self._change(principal, wrapup_id, version, change)

    def regenerate(self, principal: Principal, wrapup_id: str, version: int) -> WrapUp:
        """Ask for a fuller draft again; what a person typed stays, and the new draft is offered."""

        def change(unit: UnitOfWork, wrapup: WrapUp) -> WrapUp:
            if wrapup.state not in {State.READY, State.BLOCKED} or wrapup.draft.number == 0:
                raise IllegalMove("there is no draft to make again")
            with continued("regenerate", wrapup.trace, wrapup=wrapup.id):
                unit.jobs.enqueue(Kind.DRAFT, wrapup.id)
            note(unit, wrapup, Entry.REGENERATED, principal, {})
            pending = wrapup.draft.model_copy(update={"status": DraftStatus.PENDING, "reason": None})
            return wrapup.model_copy(update={"draft": pending})

        return self._change(principal, wrapup_id, version, change)

    def _change(
        self,
        principal: Principal,
        wrapup_id: str,
        version: int | None,
        change: Change,
        *,
        repeats: Callable[[UnitOfWork, WrapUp], bool] | None = None,
    ) -> WrapUp:
        """One change in one transaction, against the version that the caller saw."""
        try:
            with self._work.begin(principal.tenant_id) as unit:
                wrapup = visible(unit, principal, wrapup_id)
                if repeats is not None and repeats(unit, wrapup):
                    return wrapup
                if version is not None and version != wrapup.version:
                    raise Stale(with_plans(unit, self._connections, wrapup))
                changed = change(unit, wrapup).model_copy(update={"handled": True})
                stored = unit.wrapups.save(changed)
                unit.events.append(EventKind.UPDATED, stored)
                return with_plans(unit, self._connections, stored)
        except VersionMoved:
            raise Stale(self.get(principal, wrapup_id)) from None
