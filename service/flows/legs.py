"""What reports made of a call's legs → its wrap-ups: one an agent leg, opened, assigned, drafted anew, or gone."""

from collections.abc import Callable
from typing import TypeAlias

from connectors.contracts import Turn
from service.domain.arrangement import GONE, moved
from service.domain.assembly import LegPicture, Picture, running
from service.domain.call import Call, Leg, TranscriptBody, own_turns
from service.domain.draft import Draft
from service.domain.fetch import PATIENCE_MS
from service.domain.ids import new_id
from service.domain.job import Kind
from service.domain.ledger import EventKind
from service.domain.ports import UnitOfWork
from service.domain.wrapup import State, WrapUp
from service.drafting.evidence import renumbered, renumbered_flags
from service.telemetry import current_traceparent

ENDED = "ended"
"""The stage of a call that was heard while it ran, from which on it is drafted."""

Change: TypeAlias = tuple[TranscriptBody, TranscriptBody]
"""The transcripts before a report came, and with it; the same one where it brought none."""


def open_wrapups(unit: UnitOfWork, call: Call, body: TranscriptBody, picture: Picture) -> None:
    """Of a new call."""
    for leg, told in zip(call.legs, picture.legs, strict=True):
        if told.has_person:
            _open(unit, call, body, leg, told)


def with_legs_at_work(unit: UnitOfWork, before: Call, call: Call) -> Call:
    """The call, with legs that are no more but whose wrap-up somebody works on; other such wrap-ups go."""
    kept = []
    for wrapup in _wrapups(unit, before):
        leg = before.leg(wrapup.leg_id)
        if leg is None or call.leg(leg.id) is not None:
            continue
        if wrapup.begun:
            kept.append(leg)
        else:
            unit.wrapups.remove(wrapup.id)
    return call.model_copy(update={"legs": (*call.legs, *kept)}) if kept else call


def follow(
    unit: UnitOfWork, before: Call, call: Call, picture: Picture, old: TranscriptBody, body: TranscriptBody
) -> None:
    """Bring the wrap-ups to what the call is now, its legs being stored."""
    there = {leg.id for leg in call.legs}
    wrapups = {one.leg_id: one for one in _wrapups(unit, before) if one.leg_id in there}
    for leg, told in zip(call.legs, picture.legs, strict=False):
        wrapup = wrapups.get(leg.id)
        if wrapup is None:
            if told.has_person:
                _open(unit, call, body, leg, told)
        elif told.has_person or wrapup.begun:
            heard = (_Heard(before, old, before.leg(leg.id)), _Heard(call, body, leg))
            _settle_end(unit, wrapup, told, heard)
            _wait_no_longer(unit, wrapup, told, heard[1])
            _update(unit, leg, wrapup, call, heard, (old, body))
        else:
            unit.wrapups.remove(wrapup.id)


def _wrapups(unit: UnitOfWork, call: Call) -> list[WrapUp]:
    return [unit.wrapups.get(wrapup_id) for wrapup_id in call.wrapup_ids]


def material_turns(call: Call, body: TranscriptBody, leg: Leg | None) -> tuple[tuple[Turn, ...], int]:
    """The turns that a leg's draft is made from, and the first of them that is the leg's own.

    All before its own are there, since its agent goes on where those ended; what came after is not.
    """
    own = own_turns(call, body, leg) if leg else range(len(body.turns))
    return body.turns[: own.stop], min(own.start, own.stop)


def _open(unit: UnitOfWork, call: Call, body: TranscriptBody, leg: Leg, told: LegPicture) -> None:
    wrapup = WrapUp(
        id=new_id(),
        tenant_id=unit.tenant_id,
        call_id=call.id,
        leg_id=leg.id,
        agent_id=leg.agent_id,
        queue=leg.queue or call.queue,
        language=call.language,
        created_at=unit.now,
        updated_at=unit.now,
        trace=current_traceparent(),
    )
    unit.wrapups.add(wrapup)
    heard = _Heard(call, body, leg)
    waits = heard.runs or (told.awaits and not heard.mine)
    unit.jobs.enqueue(Kind.DRAFT, wrapup.id, delay_ms=PATIENCE_MS if waits else 0)


class _Heard:
    """What there is to draft a leg from."""

    def __init__(self, call: Call, body: TranscriptBody, leg: Leg | None) -> None:
        turns, own = material_turns(call, body, leg)
        said = [(turn.speaker, turn.text) for turn in turns]
        self.mine, self.all = said[own:], said
        self.runs = bool(running(call.facts.reports, {leg.key if leg else "", ""}))
        """Whether the call still goes on: it is drafted when it has ended."""
        self.any_runs = bool(running(call.facts.reports))


def _settle_end(unit: UnitOfWork, wrapup: WrapUp, told: LegPicture, heard: tuple["_Heard", "_Heard"]) -> None:
    """Where a call that ran has ended: note when, and have one without a word of it written by hand."""
    before, now = heard
    if before.runs and not now.runs:
        unit.calls.stamp(wrapup.call_id, ENDED)
        if not now.mine:
            unit.jobs.enqueue(Kind.DRAFT, wrapup.id, delay_ms=PATIENCE_MS if told.awaits else 0)


def _wait_no_longer(unit: UnitOfWork, wrapup: WrapUp, told: LegPicture, heard: "_Heard") -> None:
    """Where the sender tells that no transcript will come, the agent need not wait for one to write by hand."""
    if wrapup.state is State.DRAFTING and not (told.awaits or heard.mine or heard.runs):
        unit.jobs.enqueue(Kind.DRAFT, wrapup.id)


def _update(
    unit: UnitOfWork, leg: Leg, wrapup: WrapUp, call: Call, heard: tuple[_Heard, _Heard], change: Change
) -> None:
    old, body = change
    changed = wrapup
    if not wrapup.begun or wrapup.agent_id is None:
        queue = leg.queue or call.queue
        changed = wrapup.model_copy(
            update={"agent_id": leg.agent_id or wrapup.agent_id, "queue": queue, "language": call.language}
        )
    if body is not old:
        other = _is_other(*heard, begun=wrapup.begun)
        if other:
            # Jobs before wrap-ups, in the order in which whoever drafts takes them.
            unit.jobs.enqueue(Kind.DRAFT, wrapup.id)
        changed = _followed(changed, old, body) if wrapup.begun or not other else changed
    if changed != wrapup:
        unit.events.append(EventKind.UPDATED, unit.wrapups.save(changed))


def _is_other(before: _Heard, now: _Heard, *, begun: bool) -> bool:
    """Whether there is another draft in it. What only earlier agents heard disturbs none who is at work.

    A leg that still runs before this one grows with every word: it counts once it has ended.
    """
    if now.runs or not now.mine:
        return False
    if before.runs or before.mine != now.mine:
        return True
    earlier = before.all != now.all or (before.any_runs and now.all != now.mine)
    return earlier and not begun and not now.any_runs


def of_today(unit: UnitOfWork, wrapup: WrapUp, draft: Draft) -> Draft:
    """A draft whose evidence names turns by their numbers of today; the draft as it is stored never changes."""
    body = unit.calls.transcript(wrapup.call_id)
    if draft.heard >= body.version:
        return draft
    content = renumbered(draft.proposal.content, _now(body, draft.heard))
    flags = renumbered_flags(draft.proposal.flags, _now(body, draft.heard))
    return draft.model_copy(
        update={"proposal": draft.proposal.model_copy(update={"content": content, "flags": flags})}
    )


def _now(body: TranscriptBody, heard: int) -> Callable[[int], int | None]:
    def now(number: int) -> int | None:
        found = moved(body, number, heard)
        return None if found == GONE else found

    return now


def _followed(wrapup: WrapUp, old: TranscriptBody, body: TranscriptBody) -> WrapUp:
    """The evidence of what an agent works on, under the numbers that its turns have now."""
    now = _now(body, old.version)
    return wrapup.model_copy(
        update={"content": renumbered(wrapup.content, now), "flags": renumbered_flags(wrapup.flags, now)}
    )
