"""CRM fields without a model: values by pattern, cue and choice, with the agent's question as context."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from service.domain.content import FieldValue, Support
from service.domain.profile import FieldSpec, Profile
from service.drafting.field_values import candidates, fits, names_money
from service.drafting.spoken import Heard, Spoken

NAMED = 0.85  # the cue stands in the sentence, or in the question it answers
FREE = 0.5  # only the value's own shape speaks for it
ANSWER_WORDS = 6
ANSWER_TURNS = 2  # a "yes, one moment" may come first


@dataclass(frozen=True)
class Candidate:
    value: str
    sentence: Spoken
    confidence: float


def fill(heard: Heard, profile: Profile, today: date) -> tuple[FieldValue, ...]:
    """Fields with a value, in the profile's order."""
    filled = ((spec, _best(list(_candidates(spec, heard, today)))) for spec in profile.fields)
    return tuple(_field(spec, best) for spec, best in filled if best is not None)


def _candidates(spec: FieldSpec, heard: Heard, today: date) -> Iterator[Candidate]:
    naming = {sentence.text for sentence in heard.naming(spec.cues)}
    choosing = {sentence.text for sentence in heard.perhaps_naming(spec.choices)}
    asked: Spoken | None = None
    for sentence in heard.sentences:
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
        values = [value for value in candidates(spec, sentence, today) if value and fits(spec, value)]
        if values:
            confidence = _confidence(spec, sentence, told=named or answers)
            yield from (Candidate(value, sentence, confidence) for value in values)
        elif answers and not named and _free_text(spec) and sentence.length <= ANSWER_WORDS:
            value = sentence.cleaned.strip(" .,!?")
            if value:
                yield Candidate(value, sentence, FREE)


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
    return bool(spec.choices) or (spec.pattern is not None and not spec.cues)


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
