"""A draft that is settled → confirmed without a person, where the evidence allows it; else left to one.

Every door to a confirmation without a person leads through `settle`, and `withdrawn` asks again right before
the CRM is written.
"""

import structlog

from service.domain.automation import Hindrance, automates, forbidden, unproven
from service.domain.draft import Draft, DraftStatus
from service.domain.fetch import FetchState
from service.domain.learning import RankerFigures, score_of
from service.domain.ledger import Entry, EventKind
from service.domain.live import told_live
from service.domain.ports import UnitOfWork
from service.domain.profile import Automation, Profile, VersionedProfile
from service.domain.wrapup import Confirmation, State, WrapUp
from service.flows.accounts import placed
from service.flows.legs import of_today
from service.flows.lessons import drawn_blind, drawn_for_audit
from service.flows.review_rules import UNDO_MS, confirmed, no_write
from service.telemetry import continued

SYSTEM = "aftercall"

log = structlog.get_logger(__name__)


def kept_back_from(unit: UnitOfWork, wrapup: WrapUp, profile: Profile, *, fitted: bool) -> WrapUp:
    """The wrap-up before its first draft is shown, marked where the suggestion is to be kept back.

    What may turn out to be an audit is kept back until it is settled: who has seen the suggestion first would
    only be asked whether they mind it.
    """
    if wrapup.draft.number or wrapup.handled:
        return wrapup
    automation: Automation = profile.automation
    if drawn_blind(unit, wrapup.id, automation, fitted=fitted):
        return wrapup.model_copy(update={"blind": True})
    if fitted and automates(profile) and drawn_for_audit(unit, wrapup.id, automation):
        return wrapup.model_copy(update={"blind": True, "audit": True})
    return wrapup


def settle(unit: UnitOfWork, wrapup_id: str, profile: VersionedProfile) -> None:
    """Once no better draft will come: confirm the wrap-up, or say that it takes a person.

    Safe to run again: what is confirmed or handled is left as it is.
    """
    if not automates(profile.profile):
        return
    wrapup = unit.wrapups.get(wrapup_id)
    waits = wrapup.state is State.READY and wrapup.revision == 0 and wrapup.draft.number > 0
    if not waits or wrapup.draft.status is not DraftStatus.READY or wrapup.draft.profile != profile.ref:
        return
    if wrapup.blind and not wrapup.audit:
        return
    draft = unit.drafts.get(wrapup.id, wrapup.draft.number)
    hindrance = _hindrance(unit, wrapup, draft, profile.profile)
    if hindrance is not None:
        log.info("left_to_a_person", wrapup=wrapup.id, hindrance=hindrance)
        if wrapup.audit:
            _reveal(unit, wrapup, draft)
    elif wrapup.audit or drawn_for_audit(unit, wrapup.id, profile.profile.automation):
        log.info("left_to_an_audit", wrapup=wrapup.id)
    else:
        _confirm(unit, wrapup, draft)


def withdrawn(unit: UnitOfWork, wrapup: WrapUp, profile: Profile) -> bool:
    """Take back a confirmation without a person that has become forbidden since; the last look before the write."""
    if wrapup.reviewed_by != "auto":
        return False
    hindrance = forbidden(wrapup, profile)
    if hindrance is None:
        return False
    _note(unit, wrapup, Entry.UNDONE, {"from": wrapup.state, "hindrance": hindrance})
    update = {
        "reviewed_by": "none",
        "undo_until": None,
        "confirmation": None,
        "targets": tuple(no_write(target) for target in wrapup.targets),
    }
    stored = unit.wrapups.save(wrapup.moved(State.READY).model_copy(update=update))
    unit.events.append(EventKind.UPDATED, stored)
    return True


def _hindrance(unit: UnitOfWork, wrapup: WrapUp, draft: Draft, profile: Profile) -> Hindrance | None:
    # As it would be confirmed: with all that is kept back only for the sake of an audit.
    whole = wrapup.model_copy(
        update={
            "blind": wrapup.blind and not wrapup.audit,
            "content": draft.proposal.content if wrapup.audit else wrapup.content,
        }
    )
    found = forbidden(whole, profile)
    if found is not None:
        return found
    figures = _figures(unit, draft)
    found = unproven(
        draft, profile, figures, lambda code: unit.lessons.audited(profile.name, draft.ranker or 0, code)
    )
    if found is not None:
        return found
    return None if _is_final(unit, wrapup, draft) else Hindrance.CHANGED


def _figures(unit: UnitOfWork, draft: Draft) -> RankerFigures | None:
    """Of the ranker that had a part in the draft, as long as it is in use."""
    if draft.ranker is None:
        return None
    row = unit.rankers.get(draft.profile.partition("@")[0], draft.ranker)
    return row.figures if row is not None and row.usable else None


def _is_final(unit: UnitOfWork, wrapup: WrapUp, draft: Draft) -> bool:
    """Whether nothing of the transcript is still to come."""
    call = unit.calls.get(wrapup.call_id)
    owed = any(one.state is FetchState.WAITING for one in unit.fetches.of_call(call.id))
    told = bool(told_live(call.facts.reports))
    return not owed and not told and unit.calls.transcript(call.id).version == draft.heard


def _reveal(unit: UnitOfWork, wrapup: WrapUp, draft: Draft) -> None:
    """It would not have been confirmed by itself, so there is nothing to audit: show all of it.

    Whoever has begun meanwhile goes on with what they entered.
    """
    update: dict[str, object] = {"blind": False, "audit": False}
    if not wrapup.handled:
        update["content"], _ = placed(wrapup, of_today(unit, wrapup, draft).proposal)
    stored = unit.wrapups.save(wrapup.model_copy(update=update))
    unit.events.append(EventKind.UPDATED, stored)


def _confirm(unit: UnitOfWork, wrapup: WrapUp, draft: Draft) -> None:
    confirmation = Confirmation(by=SYSTEM, draft=draft.number, edits_digest="", at=unit.now)
    content = draft.proposal.content
    data = {
        **confirmation.model_dump(mode="json"),
        "ranker": draft.ranker,
        "dispositions": [one.code for one in content.dispositions],
        "score": score_of(content),
    }
    _note(unit, wrapup, Entry.CONFIRMED, data)
    with continued("confirm", wrapup.trace, wrapup=wrapup.id, revision=wrapup.revision + 1):
        settled = confirmed(unit, wrapup, confirmation, UNDO_MS, by="auto")
    unit.events.append(EventKind.UPDATED, unit.wrapups.save(settled))


def _note(unit: UnitOfWork, wrapup: WrapUp, kind: Entry, data: dict[str, object]) -> None:
    unit.ledger.append(kind, wrapup_id=wrapup.id, call_id=wrapup.call_id, actor=SYSTEM, data=data)
