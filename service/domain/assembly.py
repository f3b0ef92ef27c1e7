"""Reports of one call put together: the same reports give the same call, in whatever order they came."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from connectors.contracts import Direction, LegKind, ParsedCall, Speaker
from service.domain.values import Stored, Value

MOST_LEGS = 64
MOST_REPORTS = 500
_LAST = datetime.max.replace(tzinfo=UTC)
_MACHINE = frozenset({Speaker.IVR, Speaker.CUSTOMER})

T = TypeVar("T")


class Report(Stored):
    """What one delivery said, without the words that were spoken.

    `spoke` are the roles heard in its transcript and `digest` is that transcript's; both empty without one.
    `awaits` says that the leg's transcript is still to come, `never` that none will.
    `live` says that it was told turn by turn: while the call ran, or, where it is `final`, at its end.
    """

    external_id: str
    other_ids: tuple[str, ...] = ()
    leg: str = ""
    kind: LegKind = LegKind.UNKNOWN
    previous: str = ""
    direction: Direction = "unknown"
    started_at: datetime | None = None
    ended_at: datetime | None = None
    language: str | None = None
    queue: str | None = None
    customer_phone: str | None = None
    customer_crm_id: str | None = None
    customer_name: str | None = None
    agent_id: str = ""
    agent_name: str = ""
    acw_started_at: datetime | None = None
    acw_ended_at: datetime | None = None
    code: str = ""
    notes: str = ""
    awaits: bool = False
    never: bool = False
    revision: int = 0
    final: bool = True
    digest: str = ""
    spoke: tuple[Speaker, ...] = ()
    live: bool = False

    @classmethod
    def of(cls, parsed: ParsedCall, digest: str) -> "Report":
        return cls(
            external_id=parsed.external_id,
            other_ids=parsed.other_ids,
            leg=parsed.leg.id,
            kind=parsed.leg.kind,
            previous=parsed.leg.previous_id,
            direction=parsed.direction,
            started_at=parsed.started_at,
            ended_at=parsed.ended_at,
            language=parsed.language,
            queue=parsed.queue,
            customer_phone=parsed.customer.phone,
            customer_crm_id=parsed.customer.crm_id,
            customer_name=parsed.customer.name,
            agent_id=parsed.agent.id,
            agent_name=parsed.agent.name,
            acw_started_at=parsed.after_call_work.started_at,
            acw_ended_at=parsed.after_call_work.ended_at,
            code=parsed.hint.code,
            notes=parsed.hint.notes,
            awaits=parsed.awaits_transcript or parsed.reference is not None,
            never=parsed.no_transcript,
            revision=parsed.revision,
            final=parsed.final,
            digest=digest,
            spoke=tuple(sorted({turn.speaker for turn in parsed.turns})),
        )

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id by which the sender knows this call, the call's own first."""
        return tuple(dict.fromkeys(one for one in (self.external_id, *self.other_ids) if one))

    @property
    def rank(self) -> tuple[bool, int, str]:
        """Of two transcripts of a leg the one that ranks higher stands."""
        return (self.final, self.revision, self.digest)


class LegPicture(Value):
    """One leg as all its reports together tell it. `key` is the sender's id of it."""

    key: str
    kind: LegKind
    previous: str
    agent_id: str
    agent_name: str
    queue: str | None
    started_at: datetime | None
    ended_at: datetime | None
    acw_started_at: datetime | None
    acw_ended_at: datetime | None
    code: str
    notes: str
    awaits: bool
    spoke: frozenset[Speaker]

    @property
    def heard(self) -> bool:
        return bool(self.spoke)

    @property
    def has_person(self) -> bool:
        """Whether an agent took it: named by the sender, or not ruled out by who spoke."""
        if self.kind is not LegKind.UNKNOWN:
            return self.kind is LegKind.AGENT
        if self.agent_id:
            return True
        if self.spoke:
            return not (Speaker.IVR in self.spoke and self.spoke <= _MACHINE)
        return self.awaits or not self.key


class Picture(Value):
    """The whole call. Its first leg is the root, by which the CRM knows it."""

    external_id: str
    direction: Direction
    started_at: datetime | None
    ended_at: datetime | None
    language: str | None
    queue: str | None
    customer_phone: str | None
    customer_crm_id: str | None
    customer_name: str | None
    legs: tuple[LegPicture, ...]


def assemble(reports: Iterable[Report]) -> Picture:
    """The call of at least one report."""
    told = sorted(set_of(reports), key=_order)
    legs = _legs(told)
    return Picture(
        external_id=_root(told, legs),
        direction=_first(told, lambda one: None if one.direction == "unknown" else one.direction)
        or "unknown",
        started_at=min((one.started_at for one in told if one.started_at), default=None),
        ended_at=max((one.ended_at for one in told if one.ended_at), default=None),
        language=_first(told, lambda one: one.language),
        queue=next((leg.queue for leg in legs if leg.queue), None) or _first(told, lambda one: one.queue),
        customer_phone=_first(told, lambda one: one.customer_phone),
        customer_crm_id=_first(told, lambda one: one.customer_crm_id),
        customer_name=_first(told, lambda one: one.customer_name),
        legs=legs,
    )


def set_of(reports: Iterable[Report]) -> tuple[Report, ...]:
    """Each report once: a sender says many things twice."""
    return tuple({report.model_dump_json(): report for report in reports}.values())


def standing(reports: Iterable[Report]) -> dict[str, Report]:
    """Of each leg the report whose transcript stands."""
    found: dict[str, Report] = {}
    for report in reports:
        if report.digest and (report.leg not in found or found[report.leg].rank < report.rank):
            found[report.leg] = report
    return found


def running(reports: Iterable[Report], keys: Collection[str] | None = None) -> tuple[Report, ...]:
    """Reports of a call that still goes on, of these legs or of all: what is told so far of each.

    Facts alone do not end it, since they come beside its words: its transcript does, or the end of one that
    was told turn by turn.
    """
    told = [one for one in reports if keys is None or one.leg in keys]
    over = {one.leg for one in told if one.final and (one.digest or one.live)}
    return tuple(one for one in told if not one.final and one.leg not in over)


def _order(report: Report) -> tuple[datetime, str]:
    """The earliest leg's word counts first; the text decides where times do not."""
    return (report.started_at or _LAST, report.model_dump_json())


def _first(told: Sequence[Report], value: Callable[[Report], T | None]) -> T | None:
    return next((found for one in told if (found := value(one))), None)


def _legs(told: Sequence[Report]) -> tuple[LegPicture, ...]:
    heard = standing(told)
    keys = sorted({one.leg for one in told})
    legs = {key: _leg(key, [one for one in told if one.leg == key], heard.get(key)) for key in keys}
    if "" in legs and any(leg.has_person for key, leg in legs.items() if key):
        # What is said of the whole call is then no leg beside those that it is made of.
        del legs[""]
    starts = _starts(legs)
    return tuple(sorted(legs.values(), key=lambda leg: _place(leg, legs, starts)))


def _leg(key: str, told: Sequence[Report], heard: Report | None) -> LegPicture:
    return LegPicture(
        key=key,
        kind=_first(told, lambda one: None if one.kind is LegKind.UNKNOWN else one.kind) or LegKind.UNKNOWN,
        previous=_first(told, lambda one: one.previous) or "",
        agent_id=_first(told, lambda one: one.agent_id) or "",
        agent_name=_first(told, lambda one: one.agent_name) or "",
        queue=_first(told, lambda one: one.queue),
        started_at=min((one.started_at for one in told if one.started_at), default=None),
        ended_at=max((one.ended_at for one in told if one.ended_at), default=None),
        acw_started_at=_first(told, lambda one: one.acw_started_at),
        acw_ended_at=_first(told, lambda one: one.acw_ended_at),
        code=_first(told, lambda one: one.code) or "",
        notes=_first(told, lambda one: one.notes) or "",
        awaits=any(one.awaits for one in told) and not any(one.never for one in told),
        spoke=frozenset(heard.spoke) if heard else frozenset(),
    )


def _starts(legs: dict[str, LegPicture]) -> dict[str, datetime]:
    """When each began: a leg that does not tell, not after the first of those that came from it."""
    told = {key: leg.started_at for key, leg in legs.items() if leg.started_at}
    found = dict(told)
    for key in sorted(told):
        before = legs.get(legs[key].previous)
        while before is not None and before.key not in told and told[key] < found.get(before.key, _LAST):
            found[before.key] = told[key]
            before = legs.get(before.previous)
    return found


def _place(
    leg: LegPicture, legs: dict[str, LegPicture], starts: dict[str, datetime]
) -> tuple[datetime, int, str]:
    """When it began, else when the leg before it did; then how many legs stand before it."""
    depth, at, seen = 0, starts.get(leg.key), {leg.key}
    before = legs.get(leg.previous)
    while before is not None and before.key not in seen:
        seen.add(before.key)
        depth += 1
        at = at or starts.get(before.key)
        before = legs.get(before.previous)
    return (at or _LAST, depth, leg.key)


def _root(told: Sequence[Report], legs: Sequence[LegPicture]) -> str:
    """The id that reports of several legs agree on, else the whole call's, else the first leg's."""
    named = {one.external_id for one in told if one.leg and one.external_id != one.leg}
    whole = {one.external_id for one in told if not one.leg}
    if named or whole:
        return min(named or whole)
    return next((leg.key for leg in legs if leg.key), told[0].external_id)
