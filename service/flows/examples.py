"""Confirmed wrap-ups → what a ranker is fitted on: what was said, what a person confirmed, and what it is worth."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from service.domain.content import NONE_OF_THESE, Content
from service.domain.draft import Draft, DraftKind
from service.domain.errors import NotFound
from service.domain.learning import Example, Lesson, Proposed, Seen, score_of
from service.domain.ports import UnitOfWork, Work
from service.domain.profile import VersionedProfile
from service.domain.values import Value
from service.domain.wrapup import State, WrapUp
from service.flows.draft_model import Case

NEWEST: Mapping[Seen, int] = {Seen.BLIND: 1_500, Seen.EDITED: 1_000, Seen.ACCEPTED: 500}
"""How many of each are learnt from, the newest ones. Those that are worth most are rare, and go back furthest."""

MOST_CHARACTERS = 12_000_000
"""Of all transcripts together: about as much as 3,000 calls of ten minutes; it bounds the memory of a fit."""

SETTLED = timedelta(minutes=1)
"""A confirmation is learnt from once nobody can take it back any more."""

BATCH = 50
CONFIRMED = {State.CONFIRMED, State.WRITTEN}


class Examples(Value):
    """`of` holds the wrap-up of each; `judged` is the kind of the drafts that the evidence speaks of."""

    examples: tuple[Example, ...]
    judged: DraftKind | None = None


class _Known(Value):
    """One example, and the draft that its person judged."""

    example: Example
    draft: Draft
    telling: bool
    right: bool


def gathered(work: Work, tenant_id: str, profile: VersionedProfile) -> Examples:
    """Examples for a fit, in short transactions. What retention has taken since is passed over."""
    known: list[_Known] = []
    room = MOST_CHARACTERS
    for one in _each(work, tenant_id, profile):
        room -= sum(len(turn.text) for turn in one.example.turns)
        if room < 0:
            break
        known.append(one)
    judged = _judged_kind(known)
    return Examples(examples=tuple(_told(one, judged) for one in known), judged=judged)


def _each(work: Work, tenant_id: str, profile: VersionedProfile) -> Iterator[_Known]:
    """What is worth most first."""
    with work.read(tenant_id) as unit:
        before = unit.now - SETTLED
        lessons = [
            lesson
            for seen, most in NEWEST.items()
            for lesson in unit.lessons.newest(profile.profile.name, seen, before=before, limit=most)
        ]
    for start in range(0, len(lessons), BATCH):
        with work.read(tenant_id) as unit:
            found = [_known(unit, lesson, profile) for lesson in lessons[start : start + BATCH]]
        yield from (one for one in found if one is not None)


def _known(unit: UnitOfWork, lesson: Lesson, profile: VersionedProfile) -> _Known | None:
    """None where there is nothing to learn from: erased, opened again, not heard, or of a code that is no more."""
    try:
        wrapup = unit.wrapups.get(lesson.wrapup_id)
        call = unit.calls.get(wrapup.call_id)
        transcript = unit.calls.transcript(call.id)
        draft = unit.drafts.get(wrapup.id, wrapup.draft.number)
    except NotFound:
        return None
    case = Case(wrapup=wrapup, call=call, transcript=transcript, profile=profile)
    codes = tuple(one.code for one in wrapup.content.dispositions) or (NONE_OF_THESE,)
    taken = {spec.code for spec in profile.profile.codes} | {NONE_OF_THESE}
    if wrapup.state not in CONFIRMED or not case.heard or not taken.issuperset(codes):
        return None
    example = Example(
        id=wrapup.id,
        material=case.material,
        codes=codes,
        fields=confirmed_fields(wrapup.content, transcript.vault),
        seen=lesson.seen,
    )
    return _Known(
        example=example, draft=draft, telling=_is_telling(lesson, draft, wrapup), right=lesson.right
    )


def _is_telling(lesson: Lesson, draft: Draft, wrapup: WrapUp) -> bool:
    """Whether it says how often drafts are right as a whole.

    Only what chance alone chose does: edited ones are there because they were wrong, audits because their score
    was high. And only drafts of a ranker, of wrap-ups that could have been confirmed without a person: those
    are what a certificate is about.
    """
    by_chance = lesson.seen is Seen.BLIND and not lesson.audit
    found = wrapup.targets and all(
        one.match in {"matched", "chosen"} and len(one.candidates) == 1 for one in wrapup.targets
    )
    return by_chance and draft.ranker is not None and not wrapup.flags and bool(found)


def _judged_kind(known: list[_Known]) -> DraftKind | None:
    """The kind of most drafts that tell something: what is found of one kind says nothing of another."""
    kinds = [one.draft.kind for one in known if one.telling]
    return max(DraftKind, key=kinds.count) if kinds else None


def _told(one: _Known, judged: DraftKind | None) -> Example:
    if not one.telling or one.draft.kind is not judged:
        return one.example
    content = one.draft.proposal.content
    codes = tuple(each.code for each in content.dispositions)
    proposed = Proposed(codes=codes, score=score_of(content), right=one.right)
    return one.example.model_copy(update={"proposed": proposed})


def confirmed_fields(content: Content, vault: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Values by name, in the words of the masked transcript: a number that stands there as a token is that token."""
    tokens = {value.casefold(): token for token, value in vault.items()}
    values: dict[str, tuple[str, ...]] = {}
    for one in content.fields:
        if one.value:
            values[one.name] = (*values.get(one.name, ()), tokens.get(one.value.casefold(), one.value))
    return values
