"""One field of a model's answer, checked: its form, that its value was said, and by whom it had to be."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from rapidfuzz import fuzz

from connectors.contracts import Speaker
from service.domain.content import Doubt, FieldValue, Support
from service.domain.profile import FieldSpec
from service.drafting.answer import Value
from service.drafting.field_values import fits, tidy
from service.drafting.grounding import Ground
from service.drafting.grounding.figures import ORDINAL, TIME
from service.drafting.grounding.quantities import names_time
from service.drafting.grounding.reading import Reading
from service.drafting.grounding.verdicts import BORNE_OUT, Verdict, gravest, unsupported, weak
from service.drafting.masking.fold import fold
from service.drafting.masking.marks import TOKEN
from service.drafting.names import names
from service.drafting.numbers import missing
from service.drafting.text import clean, words
from service.drafting.times import time_of
from service.drafting.transcript import ACCEPT, HeardTurn, Located, squash

LOCAL_DIGITS = 7  # a number written with its country code was said without it
SPEAKERS = {
    "anyone": frozenset(Speaker),
    "customer": frozenset({Speaker.CUSTOMER, Speaker.UNKNOWN}),
    "agent": frozenset({Speaker.AGENT, Speaker.UNKNOWN}),
}

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_SPELLING = re.compile(
    r"\b(?:at|dot|point|underscore|dash|hyphen|arroba|punto|guion|arobase|tiret|punkt|minus)\b"
)
_OF_CUSTOMER = re.compile(r"(?:customer|caller|client|full|first|last)_?name|name")

Said = Callable[[Sequence[HeardTurn]], bool]


def checked_field(spec: FieldSpec, given: Value, ground: Ground) -> FieldValue:
    """A value that is not borne out is left empty, with the doubt that says why; its evidence stays."""
    value = tidy(spec, clean(given.value))
    located = ground.locate(given.evidence)
    verdict = _verdict(spec, value, located, ground)
    return FieldValue(
        id=f"f-{spec.name}",
        name=spec.name,
        value="" if verdict.support is Support.UNSUPPORTED else value,
        evidence=tuple(one.evidence for one in located),
        support=verdict.support,
        doubt=verdict.doubt,
        crm=spec.crm,
    )


def _verdict(spec: FieldSpec, value: str, located: tuple[Located, ...], ground: Ground) -> Verdict:
    if not located:
        return unsupported(Doubt.QUOTE)
    if not (fits(spec, value) and _is_of_type(spec, value)):
        return unsupported(Doubt.FORM)
    sure = BORNE_OUT if any(one.sure for one in located) else weak(Doubt.QUOTE)
    return gravest((sure, _of_whom(spec, value, ground), _heard(spec, value, located, ground)))


def _is_of_type(spec: FieldSpec, value: str) -> bool:
    if spec.type == "time":
        return time_of(value) is not None
    return spec.type != "email" or TOKEN.fullmatch(value) is not None or _EMAIL.fullmatch(value) is not None


def _of_whom(spec: FieldSpec, value: str, ground: Ground) -> Verdict:
    """A name is neither the agent's nor, where the field is of the customer's, anybody else's."""
    if spec.type != "text":
        return BORNE_OUT
    if ground.introductions.agents(value):
        return unsupported(Doubt.NAME)
    customers = ground.introductions.customers
    if customers and _OF_CUSTOMER.fullmatch(spec.name) and not set(words(value)) & customers:
        return weak(Doubt.NAME)
    return BORNE_OUT


def _heard(spec: FieldSpec, value: str, located: Sequence[Located], ground: Ground) -> Verdict:
    said: Said = partial(_said, spec, value, ground)
    may_say = SPEAKERS[spec.said_by]
    near = ground.transcript.near(located)
    allowed = [turn for turn in near if turn.speaker in may_say]
    cited = {one.evidence.turn for one in located}
    if said([turn for turn in allowed if turn.number in cited]):
        return BORNE_OUT
    doubt = _doubt(spec, value)
    if said(allowed):
        return weak(doubt) if _rivals(spec, value, ground, [near[0], *near], cited) else BORNE_OUT
    return _not_near(spec, value, located, ground, said, near)


def _not_near(
    spec: FieldSpec,
    value: str,
    located: Sequence[Located],
    ground: Ground,
    said: Said,
    near: Sequence[HeardTurn],
) -> Verdict:
    may_say = SPEAKERS[spec.said_by]
    everywhere = [turn for turn in ground.transcript.turns if turn.speaker in may_say]
    if spec.type == "choice" and any(one.speaker in may_say for one in located):
        return weak(Doubt.TOPIC)
    if spec.type not in ("choice", "date") and (said(everywhere) or _nearly(value, everywhere, near)):
        return weak(_doubt(spec, value))
    others = [turn for turn in ground.transcript.turns if turn.speaker not in may_say]
    by_others = spec.type == "choice" or said(others)
    return unsupported(Doubt.SPEAKER if others and by_others else _doubt(spec, value))


def _doubt(spec: FieldSpec, value: str) -> Doubt:
    if spec.type in ("date", "time"):
        return Doubt.DATE
    if spec.type == "number":
        return Doubt.AMOUNT
    if spec.type in ("phone", "email") or any(map(str.isdigit, value)):
        return Doubt.IDENTIFIER
    return Doubt.NAME if value.istitle() else Doubt.TOPIC


def _said(spec: FieldSpec, value: str, ground: Ground, turns: Sequence[HeardTurn]) -> bool:
    if TOKEN.fullmatch(value):
        return any(value in turn.tokens for turn in turns)
    if spec.type in ("number", "date", "time"):
        return any(_measured(spec, value, ground.reading(turn)) for turn in turns)
    if spec.type == "choice":
        return any(set(words(value)) <= turn.words for turn in turns)
    if spec.type == "email":
        wanted = squash(_SPELLING.sub(" ", value))
        return any(wanted in squash(_SPELLING.sub(" ", turn.folded.text)) for turn in turns)
    return any(_copied(spec, value, turn) for turn in turns)


def _measured(spec: FieldSpec, value: str, heard: Reading) -> bool:
    if spec.type == "date":
        return date.fromisoformat(value) in heard.days.dates
    if spec.type == "time":
        clock = time_of(value)
        return clock is not None and names_time(replace(clock, sure=True), heard)
    readings = [one.readings for one in heard.figures if one.kind not in (TIME, ORDINAL)]
    return not missing(value, frozenset().union(*readings))


def _copied(spec: FieldSpec, value: str, turn: HeardTurn) -> bool:
    """Word for word, or letter for letter where it was spelled out."""
    folded = fold(value).text
    if set(words(folded)) <= turn.words:
        return bool(folded)
    wanted = squash(folded)
    if spec.type == "phone":
        wanted = wanted[-LOCAL_DIGITS:]
    spelled = any(map(str.isdigit, wanted)) or any(len(word) == 1 for word in turn.words)
    return bool(wanted) and spelled and wanted in turn.squashed


def _rivals(spec: FieldSpec, value: str, ground: Ground, near: Iterable[HeardTurn], cited: set[int]) -> bool:
    """Whether the cited turns themselves give another value of this kind."""
    readings = [(turn, ground.reading(turn)) for turn in near if turn.number in cited]
    if spec.type == "date":
        return any(one.days.dates for _, one in readings)
    if spec.type == "time":
        return any(one.clocks for _, one in readings)
    if spec.type == "number":
        return any(figure.kind not in (TIME, ORDINAL) for _, one in readings for figure in one.figures)
    return value.istitle() and any(not name.doubtful for turn, _ in readings for name in names(turn.raw))


def _nearly(value: str, turns: Iterable[HeardTurn], near: Sequence[HeardTurn]) -> bool:
    """Free words that were said slightly otherwise next to the evidence; a figure is never nearly right."""
    if any(map(str.isdigit, value)):
        return False
    lower = value.lower()
    return any(
        len(lower) <= len(turn.folded.text) and fuzz.partial_ratio(lower, turn.folded.text) >= ACCEPT
        for turn in turns
        if turn in near
    )
