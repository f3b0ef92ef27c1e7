"""A report → the call that it is about, made or brought up to date; all in the caller's transaction.

Reports of one call come in any order, more than once, and may show only late that two calls are one. What a
call is follows from the set of its reports alone (`service.domain.assembly`); here the rows follow it.
"""

from collections.abc import Collection, Iterable, Sequence

from connectors.contracts import ParsedCall
from service.domain.arrangement import Part, arranged, parts_of
from service.domain.assembly import (
    MOST_LEGS,
    MOST_REPORTS,
    LegPicture,
    Picture,
    Report,
    assemble,
    set_of,
    standing,
)
from service.domain.call import Call, CallFacts, Leg, TranscriptBody, facts_of, leg_of
from service.domain.errors import NotFound
from service.domain.ids import new_id
from service.domain.ports import UnitOfWork, VersionMoved
from service.domain.values import Value
from service.drafting.masking.join import joined
from service.flows.legs import follow, open_wrapups, with_legs_at_work
from service.flows.owed import move_fetches, owe_fetch

OVERGROWN = f"call: more than {MOST_LEGS} legs or {MOST_REPORTS} reports"


class Origin(Value):
    """Where reports come from. `language` is the source's own, for calls that do not tell theirs."""

    source: str
    language: str | None = None


class Told(Value):
    """One report, read and masked. `reference` is kept only where it leads to a transcript elsewhere.

    `keys` name the turns, one each, where they come one by one.
    """

    report: Report
    transcript: TranscriptBody
    reference: ParsedCall | None = None
    keys: tuple[str, ...] = ()


class Taken(Value):
    """What one report came to: news, or nothing, since it was known, its call was erased, or too much."""

    call_id: str = ""
    news: bool = False
    erased: bool = False
    refused: str | None = None


def take(unit: UnitOfWork, origin: Origin, told: Told) -> Taken:
    """Raises `AlreadyStored` and `VersionMoved` where somebody else was faster: read again then."""
    known = unit.calls.named(origin.source, told.report.ids)
    if not known:
        return _begin(unit, origin, told)
    gone = next((call_id for call_id in known if unit.erasures.gone(call_id)), None)
    calls = _locked(unit, known) if gone is None else []
    if unit.calls.named(origin.source, told.report.ids) != known:
        # Meanwhile one of them became part of another, under whose key it is.
        raise VersionMoved
    if gone is not None:
        return Taken(call_id=gone, erased=True)
    call, absorbed = _one_of(unit, calls)
    apart = set(known) - {call.id, *(other.id for other in absorbed)}
    return _join(unit, origin, call, absorbed, told, apart)


def _begin(unit: UnitOfWork, origin: Origin, told: Told) -> Taken:
    picture = assemble((told.report,))
    call_id = new_id()
    legs = tuple(_leg(unit, leg_id=new_id(), picture=picture, position=i) for i in range(len(picture.legs)))
    body = _first_body(told, picture)
    call = Call(
        id=call_id,
        tenant_id=unit.tenant_id,
        source=origin.source,
        started_at=picture.started_at,
        ended_at=picture.ended_at,
        language=picture.language or origin.language or "en",
        queue=picture.queue,
        received_at=unit.now,
        turns_count=len(body.turns),
        facts=facts_of(picture, (told.report,), legs),
        legs=legs,
        timings={"accepted": unit.now},
    )
    unit.calls.add(call, body)
    open_wrapups(unit, call, body, picture)
    owe_fetch(unit, origin.source, call.id, told.reference)
    return Taken(call_id=call.id, news=True)


def _first_body(told: Told, picture: Picture) -> TranscriptBody:
    if not told.report.digest:
        return TranscriptBody()
    part = _part(told)
    body = arranged(TranscriptBody(vault=told.transcript.vault), {part.leg: part}, picture)
    return body.model_copy(update={"version": 1, "moves": ()})


def _join(
    unit: UnitOfWork,
    origin: Origin,
    call: Call,
    absorbed: Sequence[Call],
    told: Told,
    apart: Collection[str],
) -> Taken:
    before = _reports(call)
    reports = _kept((*before, *(one for other in absorbed for one in _reports(other)), told.report))
    picture = assemble(reports)
    if len(picture.legs) > MOST_LEGS or len(reports) > MOST_REPORTS:
        return Taken(call_id=call.id, refused=OVERGROWN)
    old = unit.calls.transcript(call.id)
    body = _heard(unit, old, absorbed, told, picture, reports)
    fetching = owe_fetch(unit, origin.source, call.id, told.reference)
    for other in absorbed:
        move_fetches(unit, other, call.id)
    if reports == before and body is old:
        return Taken(call_id=call.id, news=fetching)
    changed = _retold(unit, origin, call, picture, reports, body)
    changed = _with_absorbed(changed, absorbed)
    for other in absorbed:
        _absorb(unit, other, call.id)
    changed = with_legs_at_work(unit, call, changed)
    unit.calls.save(changed, beside=apart)
    if body is not old:
        unit.calls.put_transcript(call.id, body)
    follow(unit, call, changed, picture, old, body)
    return Taken(call_id=call.id, news=True)


def _retold(
    unit: UnitOfWork,
    origin: Origin,
    call: Call,
    picture: Picture,
    reports: tuple[Report, ...],
    body: TranscriptBody,
) -> Call:
    """The call as its reports tell it now."""
    legs = _legs(unit, call, picture)
    return call.model_copy(
        update={
            "started_at": picture.started_at,
            "ended_at": picture.ended_at,
            "language": picture.language or origin.language or call.language,
            "queue": picture.queue,
            "facts": facts_of(picture, reports, legs).model_copy(update={"absorbed": call.facts.absorbed}),
            "legs": legs,
            "turns_count": len(body.turns),
        }
    )


def _locked(unit: UnitOfWork, known: Sequence[str]) -> list[Call]:
    try:
        return [unit.calls.locked(call_id) for call_id in known]
    except NotFound:
        raise VersionMoved from None


def _one_of(unit: UnitOfWork, calls: Sequence[Call]) -> tuple[Call, list[Call]]:
    """The call that goes on, and those that become part of it.

    Nothing that somebody worked on is moved: the call they worked on goes on, and of two such each stays.
    """
    begun = [call for call in calls if _is_begun(unit, call)]
    first = (begun or calls)[0]
    return first, [call for call in calls if call is not first and call not in begun]


def _is_begun(unit: UnitOfWork, call: Call) -> bool:
    return any(unit.wrapups.get(wrapup_id).begun for wrapup_id in call.wrapup_ids)


def _reports(call: Call) -> tuple[Report, ...]:
    """A call stored before there were reports is its own first one."""
    return call.facts.reports or (_as_report(call.facts, call),)


def _as_report(facts: CallFacts, call: Call) -> Report:
    leg = call.legs[0] if call.legs else Leg(id="")
    return Report(
        external_id=facts.external_id,
        direction=facts.direction,
        started_at=call.started_at,
        ended_at=call.ended_at,
        language=call.language,
        queue=call.queue,
        customer_phone=facts.customer_phone,
        customer_crm_id=facts.customer_crm_id,
        customer_name=facts.customer_name,
        agent_id=facts.agent_external_id,
        agent_name=facts.agent_name,
        acw_started_at=leg.acw_started_at,
        acw_ended_at=leg.acw_ended_at,
    )


def _kept(reports: Iterable[Report]) -> tuple[Report, ...]:
    """Each report once. Of what a call said while it still ran only the last of each leg is kept.

    Where it was told turn by turn, its end says all that was told before.
    """
    told = set_of(reports)
    early = sorted((one for one in told if not one.final), key=lambda one: (one.revision, one.digest))
    last = {one.leg: one for one in early}
    over = {one.leg for one in told if one.final and one.live}
    return tuple(
        one for one in told if one.final or (one is last[one.leg] and not (one.live and one.leg in over))
    )


def _heard(
    unit: UnitOfWork,
    old: TranscriptBody,
    absorbed: Sequence[Call],
    told: Told,
    picture: Picture,
    reports: Sequence[Report],
) -> TranscriptBody:
    """The transcripts that stand, arranged; the old body itself where all stays as it was."""
    parts, vault = parts_of(old), old.vault
    came = [_part(told)] if told.report.digest else []
    vaults = [told.transcript.vault] if came else []
    for other in absorbed:
        body = unit.calls.transcript(other.id)
        came += parts_of(body).values()
        vaults += [body.vault] * (len(came) - len(vaults))
    stand = standing(reports)
    for part, theirs in zip(came, vaults, strict=True):
        wanted = stand.get(part.leg)
        if wanted is not None and wanted.rank == part.rank and parts.get(part.leg) != part:
            if part.leg in parts and parts[part.leg].rank == part.rank:
                continue
            named = joined(part.turns, theirs, vault)
            parts[part.leg], vault = part.model_copy(update={"turns": named.turns}), named.vault
    body = arranged(old, parts, picture)
    return body if body is old else body.model_copy(update={"vault": vault})


def _part(told: Told) -> Part:
    report = told.report
    return Part(
        leg=report.leg,
        turns=told.transcript.turns,
        started_at=report.started_at,
        rank=report.rank,
        keys=told.keys,
    )


def _legs(unit: UnitOfWork, call: Call, picture: Picture) -> tuple[Leg, ...]:
    """Rows of the picture's legs: each keeps the row of its key, else takes one of its agent whose leg is no more."""
    by_key = {leg.key: leg for leg in call.legs}
    keys = {leg.key for leg in picture.legs}
    free = [leg for leg in call.legs if leg.key not in keys]
    legs = []
    for position, told in enumerate(picture.legs):
        row = by_key.get(told.key)
        if row is None and told.has_person:
            row = next((one for one in free if _may_be(one, told)), None)
            free = [one for one in free if one is not row]
        leg_id = row.id if row else new_id()
        legs.append(_leg(unit, leg_id=leg_id, picture=picture, position=position))
    return tuple(legs)


def _may_be(leg: Leg, told: LegPicture) -> bool:
    """Whether nothing says that they are two agents': what one of them wrote must not become the other's."""
    return not (leg.agent_external_id and told.agent_id and leg.agent_external_id != told.agent_id)


def _leg(unit: UnitOfWork, *, leg_id: str, picture: Picture, position: int) -> Leg:
    told = picture.legs[position]
    agent = unit.agents.by_telephony_id(told.agent_id, told.agent_name) if told.agent_id else None
    return leg_of(told, id=leg_id, position=position, agent_id=agent.id if agent else None)


def _with_absorbed(call: Call, others: Sequence[Call]) -> Call:
    """The call with the ids of all that became part of it, however many steps ago."""
    new = (one for other in others for one in (other.id, *other.facts.absorbed))
    absorbed = tuple(dict.fromkeys((*call.facts.absorbed, *new)))
    return call.model_copy(update={"facts": call.facts.model_copy(update={"absorbed": absorbed})})


def _absorb(unit: UnitOfWork, other: Call, into: str) -> None:
    for wrapup_id in other.wrapup_ids:
        unit.wrapups.remove(wrapup_id)
    unit.calls.absorb(other, into)
