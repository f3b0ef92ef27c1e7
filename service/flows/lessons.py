"""What a confirmation teaches, and what is kept back before it so that it teaches something."""

from service.domain.content import Content
from service.domain.draft import Draft
from service.domain.errors import FieldProblem, Invalid, NotFound
from service.domain.learning import Lesson, Seen, hidden, says_the_same
from service.domain.ports import UnitOfWork
from service.domain.profile import Automation
from service.domain.wrapup import Target, WrapUp
from service.flows.accounts import placed

BLIND = "blind"
AUDIT = "audit"
DEFAULT_SHARE: float = Automation.model_fields["blind_share"].default
HANDED = ("dispositions/", "fields/")


def drawn_blind(unit: UnitOfWork, wrapup_id: str, automation: Automation, *, fitted: bool) -> bool:
    """Whether the suggestion for this wrap-up is kept back.

    The share that a profile has by default waits for the first ranker: before that there is nothing whose
    confidence could be measured. One that somebody set holds from the first call on.
    """
    share = automation.blind_share
    return (fitted or share != DEFAULT_SHARE) and unit.rankers.lot(BLIND, wrapup_id) < share


def drawn_for_audit(unit: UnitOfWork, wrapup_id: str, automation: Automation) -> bool:
    return unit.rankers.lot(AUDIT, wrapup_id) < automation.audit_share


def as_shown(wrapup: WrapUp, content: Content) -> Content:
    """A draft's content as far as the wrap-up's agent may see it by now."""
    return hidden(content) if wrapup.kept_back else content


def shown_draft(wrapup: WrapUp, draft: Draft) -> Draft:
    shown = as_shown(wrapup, draft.proposal.content)
    return draft.model_copy(update={"proposal": draft.proposal.model_copy(update={"content": shown})})


def filled(unit: UnitOfWork, wrapup: WrapUp) -> WrapUp:
    """One whose suggestion was kept back, with all that was: for who confirms unread what was drafted."""
    if not wrapup.kept_back or wrapup.content.dispositions:
        return wrapup
    drafted = _judged(unit, wrapup)
    if drafted is None:
        return wrapup
    touched = {path.partition("/")[0] for path in wrapup.edited}
    parts = {"dispositions", "disposition_alternatives", "fields"} - touched
    whole, _ = placed(wrapup, drafted.proposal)
    content = wrapup.content.model_copy(update={name: getattr(whole, name) for name in parts})
    return wrapup.model_copy(update={"content": content, "blind": False, "audit": False})


def check_chosen(wrapup: WrapUp) -> None:
    """Of who was shown nothing, an answer is needed: silence would be taken for "none of these"."""
    if wrapup.kept_back and not wrapup.content.dispositions:
        problem = FieldProblem(
            pointer="/content/dispositions",
            detail="choose a code, or none of these: no suggestion is shown here",
        )
        raise Invalid(problem)


def teach(unit: UnitOfWork, wrapup: WrapUp) -> Draft | None:
    """Store what a person's confirmation of this wrap-up is worth; the draft that they judged, if there was one.

    Only the first word counts as blind: afterwards the suggestion is there for all to see.
    """
    draft = _judged(unit, wrapup)
    if draft is None:
        return None
    main = next(iter(draft.proposal.content.dispositions), None)
    right = says_the_same(draft.proposal.content, wrapup.content) and not any(map(redirected, wrapup.targets))
    if wrapup.blind and wrapup.revision == 0:
        seen = Seen.BLIND
    elif not right or any(path.startswith(HANDED) for path in wrapup.edited):
        seen = Seen.EDITED
    else:
        seen = Seen.ACCEPTED
    unit.lessons.put(
        Lesson(
            wrapup_id=wrapup.id,
            profile=draft.profile.partition("@")[0],
            seen=seen,
            audit=wrapup.audit,
            ranker=draft.ranker,
            code=main.code if main else None,
            right=right,
            confirmed_at=unit.now,
        )
    )
    return draft


def told_now(wrapup: WrapUp, judged: Draft | None) -> dict[str, object]:
    """What the ledger could not say before of a suggestion that was kept back."""
    if not wrapup.blind or judged is None:
        return {}
    codes = [one.code for one in judged.proposal.content.dispositions]
    return {"blind": True, "audit": wrapup.audit, "proposed": codes}


def redirected(target: Target) -> bool:
    """Whether a person sent it to another record than the one that was found by itself."""
    if target.match != "chosen" or len(target.candidates) != 1:
        return False
    return target.record is None or target.record.id != target.candidates[0].id


def _judged(unit: UnitOfWork, wrapup: WrapUp) -> Draft | None:
    """The draft that the wrap-up shows, or keeps back."""
    if wrapup.draft.number == 0:
        return None
    try:
        return unit.drafts.get(wrapup.id, wrapup.draft.number)
    except NotFound:
        return None
