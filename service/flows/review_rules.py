"""The rules behind a review: who sees what, what an edit does, and when a record counts as chosen."""

from datetime import timedelta
from typing import Any

from pydantic import Field

from connectors.contracts import RecordRef
from service.domain.access import Principal, Role
from service.domain.content import Content
from service.domain.edits import apply_edits
from service.domain.errors import FieldProblem, Forbidden, IllegalMove, Invalid, NotFound
from service.domain.job import Kind
from service.domain.ledger import Entry
from service.domain.ports import UnitOfWork
from service.domain.profile import Profile
from service.domain.values import Value
from service.domain.wrapup import Confirmation, DraftHead, Reviewed, State, Target, WrapUp, Write
from service.flows.team import agents_seen

UNDO_MS = 20_000
"""The usual time to think again."""


class Choice(Value):
    """Where the agent wants it written: one of the CRM's records, a new one, or none."""

    record: str | None = Field(default=None, max_length=100)
    create: dict[str, str] | None = None
    none: bool = False


def visible(unit: UnitOfWork, principal: Principal, wrapup_id: str) -> WrapUp:
    """The wrap-up, if it is of those that the caller sees; else it does not exist."""
    if not principal.may(Role.AGENT, Role.SUPERVISOR):
        raise Forbidden
    wrapup = unit.wrapups.get(wrapup_id)
    seen = agents_seen(unit, principal)
    if seen is not None and wrapup.agent_id not in seen:
        raise NotFound
    return wrapup


def note(unit: UnitOfWork, wrapup: WrapUp, kind: Entry, principal: Principal, data: dict[str, Any]) -> None:
    unit.ledger.append(kind, wrapup_id=wrapup.id, call_id=wrapup.call_id, actor=principal.subject, data=data)


def profile_of(unit: UnitOfWork, head: DraftHead) -> Profile:
    """Raises `IllegalMove` where no draft was made yet, as of one that was dismissed before and taken back."""
    if not head.profile:
        raise IllegalMove("there is no draft yet")
    name, _, version = head.profile.partition("@")
    return unit.profiles.get(name, int(version)).profile


def with_edits(unit: UnitOfWork, principal: Principal, wrapup: WrapUp, patch: dict[str, Any]) -> WrapUp:
    content, paths = apply_edits(wrapup.content, patch, profile_of(unit, wrapup.draft))
    if not paths:
        return wrapup
    data = {"paths": list(paths), "patch": patch}
    note(unit, wrapup, Entry.EDITED, principal, data)
    edited = tuple(dict.fromkeys((*wrapup.edited, *paths)))
    return wrapup.model_copy(update={"content": content, "edited": edited})


def chosen(target: Target, choice: Choice) -> Target:
    """The target as the agent decided. Raises `Invalid` unless exactly one thing was chosen."""
    if choice.create is not None:
        problem = FieldProblem(pointer="/create", detail="this CRM connection cannot create customers")
        raise Invalid(problem)
    if (choice.record is not None) == choice.none:
        raise Invalid(FieldProblem(pointer="", detail="give exactly one of record, create and none"))
    record = None
    if choice.record is not None:
        known = {candidate.id: candidate for candidate in target.candidates}
        record = known.get(choice.record, RecordRef(object="Contact", id=choice.record))
    return target.model_copy(update={"match": "chosen", "reason": "agent", "record": record})


def check_settled(wrapup: WrapUp) -> None:
    """Never written without a choice: an ambiguous or unknown record holds the confirm up."""
    problems = [
        FieldProblem(pointer=f"/targets/{place}/record", detail=f"the record is {target.match}: choose one")
        for place, target in enumerate(wrapup.targets)
        if not target.settled
    ]
    if problems:
        raise Invalid(*problems)


def says_the_same(wrapup: WrapUp, principal: Principal, draft: int, edits_digest: str) -> bool:
    """Whether this confirm was given before, by the same person, for the same draft with the same edits."""
    seen = wrapup.confirmation
    if wrapup.state not in {State.CONFIRMED, State.WRITTEN} or seen is None:
        return False
    return (seen.by, seen.draft, seen.edits_digest) == (principal.subject, draft, edits_digest)


def revived(unit: UnitOfWork, wrapup: WrapUp) -> bool:
    """A write that was set aside for a person starts afresh; one that waits or runs stays as it is."""
    if wrapup.state is State.CONFIRMED and wrapup.undo_until is not None:
        left = max(0, round((wrapup.undo_until - unit.now).total_seconds() * 1000))
        unit.jobs.enqueue(Kind.WRITE, wrapup.id, delay_ms=left)
    return True


def confirmed(
    unit: UnitOfWork,
    wrapup: WrapUp,
    confirmation: Confirmation,
    undo_ms: int,
    *,
    by: Reviewed = "human",
) -> WrapUp:
    """The wrap-up as it was confirmed, its write on the way once undo is over."""
    unit.jobs.enqueue(Kind.WRITE, wrapup.id, delay_ms=undo_ms)
    unit.calls.stamp(wrapup.call_id, "confirmed")
    return wrapup.moved(State.CONFIRMED).model_copy(
        update={
            "reviewed_by": by,
            "revision": wrapup.revision + 1,
            "confirmation": confirmation,
            "undo_until": unit.now + timedelta(milliseconds=undo_ms),
            "targets": tuple(awaiting_write(target) for target in wrapup.targets),
        }
    )


def awaiting_write(target: Target) -> Target:
    write = Write(state="pending", records=target.write.records)
    return target.model_copy(update={"write": write})


def no_write(target: Target) -> Target:
    write = Write(state="applied" if target.write.records else "none", records=target.write.records)
    return target.model_copy(update={"write": write})


def untouched_from(offered: Content, mine: Content, edited: tuple[str, ...]) -> Content:
    """The offered content, but for every part of it that a person has touched."""
    touched = {path.split("/", 1)[0] for path in edited}
    kept: dict[str, Any] = {
        part: getattr(mine, part) for part in ("dispositions", "fields", "commitments") if part in touched
    }
    ids = {path.split("/")[1] for path in edited if path.startswith("summary/")}
    if ids:
        own = {one.section: one for one in mine.summary if ids & {line.id for line in one.sentences}}
        kept["summary"] = tuple(own.get(one.section, one) for one in offered.summary)
    return offered.model_copy(update=kept)
