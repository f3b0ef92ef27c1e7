"""One field of a model's answer, checked: its form, and that its value was said, and by whom."""

from collections.abc import Iterable
from datetime import date

from rapidfuzz import fuzz

from service.domain.content import FieldValue, Support
from service.domain.profile import FieldSpec
from service.drafting.answer import Value
from service.drafting.field_values import fits, tidy
from service.drafting.grounding import Ground, worst
from service.drafting.masking.marks import TOKEN
from service.drafting.numbers import missing
from service.drafting.text import clean, words
from service.drafting.transcript import ACCEPT, HeardTurn, Located, squash

LOCAL_DIGITS = 7  # a number written with its country code was said without it


def checked_field(spec: FieldSpec, given: Value, ground: Ground, day: date) -> FieldValue:
    """The value stays even where nothing supports it, so that the agent sees it marked."""
    value = tidy(spec, clean(given.value))
    located = ground.locate(given.evidence)
    return FieldValue(
        id=f"f-{spec.name}",
        name=spec.name,
        value=value,
        evidence=tuple(one.evidence for one in located),
        support=_support(spec, value, located, ground, day),
        crm=spec.crm,
    )


def _support(spec: FieldSpec, value: str, located: tuple[Located, ...], ground: Ground, day: date) -> Support:
    of_agent = spec.type == "text" and ground.introductions.agents(value)
    if not located or not fits(spec, value) or of_agent:
        return Support.UNSUPPORTED
    sure = Support.GROUNDED if any(one.sure for one in located) else Support.WEAK
    if spec.type == "date":
        heard = date.fromisoformat(value) in ground.days_near(located, day)
        return worst((sure, Support.GROUNDED if heard else Support.UNSUPPORTED))
    near = ground.transcript.near(located)
    if _said(spec, value, near):
        return sure
    if spec.type == "choice" or _said(spec, value, ground.transcript.turns) or _nearly(value, near):
        return Support.WEAK
    return Support.UNSUPPORTED


def _said(spec: FieldSpec, value: str, turns: Iterable[HeardTurn]) -> bool:
    if TOKEN.fullmatch(value):
        return any(value in turn.tokens for turn in turns)
    if spec.type == "number":
        return any(not missing(value, turn.numbers) for turn in turns)
    if spec.type == "choice":
        return any(set(words(value)) <= turn.words for turn in turns)
    wanted = squash(value)
    if spec.type == "phone":
        wanted = wanted[-LOCAL_DIGITS:]
    return bool(wanted) and any(wanted in turn.squashed for turn in turns)


def _nearly(value: str, turns: Iterable[HeardTurn]) -> bool:
    """Free words that were said slightly otherwise; a figure is never nearly right."""
    if any(map(str.isdigit, value)):
        return False
    lower = value.lower()
    return any(
        len(lower) <= len(turn.folded.text) and fuzz.partial_ratio(lower, turn.folded.text) >= ACCEPT
        for turn in turns
    )
