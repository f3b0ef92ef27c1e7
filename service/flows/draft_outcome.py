"""What a draft, a match or its absence does to a wrap-up; each within the caller's transaction."""

from collections.abc import Mapping

from connectors.contracts import Resolution
from service.domain.call import Call
from service.domain.content import Content, Flag, Section
from service.domain.draft import Draft, DraftReason, DraftStatus, Proposal
from service.domain.ledger import Entry, EventKind
from service.domain.ports import UnitOfWork
from service.domain.profile import VersionedProfile
from service.domain.wrapup import DraftHead, State, Target, TargetContext, WrapUp
from service.drafting.masking import reveal
from service.flows.accounts import placed, with_accounts
from service.flows.lessons import as_shown
from service.telemetry.counts import stage_reached

SYSTEM = "aftercall"


def reach(unit: UnitOfWork, call: Call, stage: str) -> None:
    """Stamp a stage of the call, and measure what it took where this is the first time."""
    unit.calls.stamp(call.id, stage)
    if stage not in call.timings:
        # A call that was heard while it ran began long before there was something to draft.
        stage_reached(stage, call.timings.get("ended", call.timings.get("accepted")), unit.now)


def head_of(draft: Draft, status: DraftStatus) -> DraftHead:
    return DraftHead(
        number=draft.number,
        kind=draft.kind,
        status=status,
        profile=draft.profile,
        model=draft.model,
        ranker=draft.ranker,
        timings_ms=draft.timings_ms,
        tokens=draft.tokens,
    )


def show(wrapup: WrapUp, draft: Draft, status: DraftStatus) -> WrapUp:
    flags = joined(wrapup.flags, draft.proposal.flags)
    content, ids = placed(wrapup, draft.proposal)
    update = {
        "draft": head_of(draft, status),
        "content": as_shown(wrapup, content),
        "targets": with_accounts(wrapup, draft.proposal, ids, content),
        "flags": flags,
        "offered": None,
        "heard": draft.heard,
    }
    return wrapup.model_copy(update=update)


def show_nothing(unit: UnitOfWork, wrapup: WrapUp, profile: VersionedProfile, *, heard: int) -> WrapUp:
    """Nobody was heard: empty sections, so that the agent has where to write by hand."""
    head = DraftHead(status=DraftStatus.UNAVAILABLE, reason=DraftReason.NO_TRANSCRIPT, profile=profile.ref)
    sections = tuple(
        Section(id=f"g-{spec.id}", section=spec.id, title=spec.title) for spec in profile.profile.sections
    )
    content = wrapup.content if wrapup.content.summary else Content(summary=sections)
    changed = wrapup.model_copy(update={"draft": head, "content": content, "heard": heard})
    stored = unit.wrapups.save(changed.moved(State.READY) if changed.state is State.DRAFTING else changed)
    unit.events.append(EventKind.READY, stored)
    return stored


def joined(before: tuple[Flag, ...], after: tuple[Flag, ...]) -> tuple[Flag, ...]:
    """Flags of both: a topic once raised is never taken back by a later draft."""
    raised = {flag.topic for flag in before}
    return (*before, *(flag for flag in after if flag.topic not in raised))


def put_late(unit: UnitOfWork, wrapup: WrapUp, draft: Draft) -> WrapUp:
    """Offer a draft from a transcript that came, or was revised, after a person began.

    What they have is drafted more fully then, if there was a draft before; a wrap-up that is dismissed stays.
    """
    unit.drafts.add(wrapup.id, draft)
    again = wrapup.draft.number > 0 and wrapup.state is not State.DISMISSED
    pending = {"status": DraftStatus.PENDING, "reason": None} if again else {}
    update = {
        "draft": wrapup.draft.model_copy(update=pending),
        "offered": None if wrapup.state is State.DISMISSED else head_of(draft, DraftStatus.READY),
        "flags": joined(wrapup.flags, draft.proposal.flags),
        "heard": draft.heard,
    }
    stored = unit.wrapups.save(wrapup.model_copy(update=update))
    note_draft(unit, stored, draft, Entry.OFFERED)
    unit.events.append(EventKind.UPDATED, stored)
    return stored


def put_fuller(unit: UnitOfWork, wrapup_id: str, draft: Draft) -> None:
    """Show the fuller draft, or only offer it where a person has begun."""
    wrapup = unit.wrapups.get(wrapup_id)
    draft = draft.model_copy(update={"number": unit.drafts.last_number(wrapup_id) + 1})
    unit.drafts.add(wrapup_id, draft)
    if not wrapup.begun:
        stored = unit.wrapups.save(show(wrapup, draft, DraftStatus.READY))
        note_draft(unit, stored, draft, Entry.DRAFTED)
    else:
        waiting = wrapup.state in {State.READY, State.BLOCKED} or wrapup.offered is not None
        settled = wrapup.draft.model_copy(update={"status": DraftStatus.READY, "reason": None})
        offered = head_of(draft, DraftStatus.READY) if waiting else wrapup.offered
        changed = wrapup.model_copy(
            update={
                "draft": settled,
                "offered": offered,
                "flags": joined(wrapup.flags, draft.proposal.flags),
            }
        )
        stored = unit.wrapups.save(changed)
        note_draft(unit, stored, draft, Entry.OFFERED)
    unit.events.append(EventKind.UPDATED, stored)


def note_draft(unit: UnitOfWork, wrapup: WrapUp, draft: Draft, kind: Entry) -> None:
    codes = [one.code for one in draft.proposal.content.dispositions]
    data = {"draft": draft.number, "kind": draft.kind, "profile": draft.profile}
    data |= {"blind": True} if wrapup.kept_back else {"dispositions": codes}
    unit.ledger.append(kind, wrapup_id=wrapup.id, call_id=wrapup.call_id, actor=SYSTEM, data=data)


def with_resolution(target: Target, resolution: Resolution) -> Target:
    found = resolution.candidates[0] if resolution.match == "matched" else None
    return target.model_copy(
        update={
            "match": resolution.match,
            "reason": resolution.reason,
            "record": found,
            "candidates": resolution.candidates,
            "context": TargetContext(open_cases=resolution.open_cases),
        }
    )


def put_resolution(unit: UnitOfWork, wrapup_id: str, resolution: Resolution) -> WrapUp:
    """Store what the CRM knows of the caller, unless a person has chosen meanwhile."""
    wrapup = unit.wrapups.get(wrapup_id)
    first, *others = wrapup.targets
    if first.settled:
        return wrapup
    target = with_resolution(first, resolution)
    stored = unit.wrapups.save(wrapup.model_copy(update={"targets": (target, *others)}))
    unit.events.append(EventKind.UPDATED, stored)
    return stored


def revealed(proposal: Proposal, vault: Mapping[str, str]) -> Proposal:
    """Put true numbers back where the model saw tokens. Evidence stays a quote of the masked text."""
    if not vault:
        return proposal
    content = proposal.content
    sections = tuple(
        section.model_copy(
            update={
                "sentences": tuple(
                    one.model_copy(update={"text": reveal(one.text, vault)}) for one in section.sentences
                )
            }
        )
        for section in content.summary
    )
    shown = Content(
        summary=sections,
        dispositions=content.dispositions,
        disposition_alternatives=content.disposition_alternatives,
        fields=tuple(one.model_copy(update={"value": reveal(one.value, vault)}) for one in content.fields),
        commitments=tuple(
            one.model_copy(update={"what": reveal(one.what, vault)}) for one in content.commitments
        ),
    )
    return proposal.model_copy(update={"content": shown})
