"""CRM fields without a model: what was learnt where it was, else values by pattern, cue and choice."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from service.domain.content import Doubt, FieldValue, Support
from service.domain.profile import FieldSpec, Profile
from service.drafting.cues import matcher
from service.drafting.field_values import candidates, fits, names_money, tidy
from service.drafting.learning.fields import FieldReader
from service.drafting.masking.marks import TOKEN
from service.drafting.spoken import Heard, Spoken

NAMED = 0.85  # the cue stands in the sentence, or in the question it answers
FREE = 0.5  # only the value's own shape speaks for it
ANSWER_WORDS = 6
ANSWER_TURNS = 2  # a "yes, one moment" may come first
YES = (
    "yes",
    "yeah",
    "yep",
    "correct",
    "that's right",
    "exactly",
    "sí",
    "oui",
    "ja",
    "genau",
    "right",
    "perfect",
)


@dataclass(frozen=True)
class Candidate:
    """`allowed` says whether who must have said it did, or affirmed it."""

    value: str
    sentence: Spoken
    confidence: float
    allowed: bool = True


def fill(
    heard: Heard, profile: Profile, today: date, reader: FieldReader | None = None
) -> tuple[FieldValue, ...]:
    """Fields with a value, and required ones without, in the profile's order."""
    learnt = {one.name: one for one in reader.read(heard, today)} if reader else {}
    known = reader.known if reader else frozenset()
    filled = (
        _learnt(spec, learnt.get(spec.name)) if spec.name in known else _patterned(spec, heard, today)
        for spec in profile.fields
    )
    return tuple(one for one in filled if one is not None)


def _learnt(spec: FieldSpec, value: FieldValue | None) -> FieldValue | None:
    if value is None:
        return _missing(spec, Doubt.MISSING)
    tidied = tidy(spec, value.value)
    if not fits(spec, tidied):
        return _missing(spec, Doubt.FORM)
    return value.model_copy(update={"value": tidied, "crm": spec.crm})


def _patterned(spec: FieldSpec, heard: Heard, today: date) -> FieldValue | None:
    found = [*_candidates(spec, heard, today)]
    best = _best([one for one in found if one.allowed])
    if best is not None:
        return _field(spec, best)
    return _missing(spec, Doubt.SPEAKER if found else Doubt.MISSING)


def _missing(spec: FieldSpec, doubt: Doubt) -> FieldValue | None:
    """A required field is shown also where there is nothing to put in it."""
    if not spec.required:
        return None
    return FieldValue(id=f"f-{spec.name}", name=spec.name, value="", doubt=doubt, crm=spec.crm)


def _candidates(spec: FieldSpec, heard: Heard, today: date) -> Iterator[Candidate]:
    naming = {sentence.text for sentence in heard.naming(spec.cues)}
    choosing = {sentence.text for sentence in heard.perhaps_naming(spec.choices)}
    asked: Spoken | None = None
    for number, sentence in enumerate(heard.sentences):
        named = sentence.text in naming
        answers = (
            asked is not None and sentence.by_customer and 0 < sentence.turn - asked.turn <= ANSWER_TURNS
        )
        if named and sentence.by_agent:
            asked = sentence
        if not (named or answers or _speaks_for_itself(spec)):
            continue
        if spec.type == "choice" and sentence.text not in choosing:
            continue
        for one in _in_sentence(spec, sentence, today, named=named, answers=answers):
            yield replace(one, allowed=_allowed(spec, heard, number))


def _in_sentence(
    spec: FieldSpec, sentence: Spoken, today: date, *, named: bool, answers: bool
) -> Iterator[Candidate]:
    found = (tidy(spec, value) for value in candidates(spec, sentence, today))
    told = named or answers
    # A token shows no form that could speak for itself: it may be any long number of the call.
    values = [value for value in found if value and fits(spec, value) and (told or not _covers(spec, value))]
    if values:
        confidence = _confidence(spec, sentence, told=told)
        yield from (Candidate(value, sentence, confidence) for value in values)
    elif answers and not named and _free_text(spec) and sentence.length <= ANSWER_WORDS:
        value = tidy(spec, sentence.cleaned.strip(" .,!?"))
        if value:
            yield Candidate(value, sentence, FREE)


def _allowed(spec: FieldSpec, heard: Heard, number: int) -> bool:
    """Whether who must have said it did. What an agent read back and the customer affirmed, the customer said."""
    sentence = heard.sentences[number]
    if spec.said_by == "anyone":
        return True
    if spec.said_by == "agent":
        return sentence.by_agent
    if sentence.by_customer:
        return True
    reply = next((one for one in heard.sentences[number + 1 :] if one.turn > sentence.turn), None)
    affirming = matcher(YES)
    return (
        reply is not None
        and reply.by_customer
        and affirming is not None
        and affirming.search(reply.text) is not None
    )


def _confidence(spec: FieldSpec, sentence: Spoken, *, told: bool) -> float:
    return NAMED if told and (spec.type != "number" or names_money(sentence)) else FREE


def _best(found: list[Candidate]) -> Candidate | None:
    """The surest, the customer's before the agent's, the last before the first: people correct themselves."""
    return max(
        reversed(found),
        key=lambda one: (one.confidence, one.sentence.by_customer, one.sentence.turn),
        default=None,
    )


def _speaks_for_itself(spec: FieldSpec) -> bool:
    if spec.type == "email":
        return not spec.cues
    return bool(spec.choices) or (spec.pattern is not None and not spec.cues)


def _covers(spec: FieldSpec, value: str) -> bool:
    return spec.type == "text" and TOKEN.fullmatch(value) is not None


def _free_text(spec: FieldSpec) -> bool:
    return spec.type == "text" and spec.pattern is None and not spec.choices


def _field(spec: FieldSpec, best: Candidate) -> FieldValue:
    return FieldValue(
        id=f"f-{spec.name}",
        name=spec.name,
        value=best.value,
        confidence=best.confidence,
        evidence=(best.sentence.evidence,),
        support=Support.GROUNDED,
        crm=spec.crm,
    )
