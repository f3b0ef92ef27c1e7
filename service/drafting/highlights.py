"""Sections of a note in the call's own words: why the customer called, what was done, how it ended."""

import re
from collections.abc import Sequence

from service.domain.content import Evidence, Section, Sentence, Support
from service.domain.profile import Profile, SectionSpec
from service.drafting.highlight_cues import (
    ACCEPTED,
    ANYTHING_ELSE,
    DONE,
    EMPTY_REQUEST,
    IN_CALL,
    NEED,
    NOT_POSSIBLE,
    SMALL_TALK,
    TELLS,
)
from service.drafting.promises import promised_by
from service.drafting.spoken import Spoken
from service.drafting.text import readable

SMALL_CALL_TURNS = 4
SMALL_CALL_WORDS = 20
REASON_UNTIL = 0.6
OUTCOME_FROM = 0.25
REASON_WORDS = 3
FULL_WORDS = 6
TOLD_WORDS = 4
REASON_FLOOR = 0.6  # a second sentence of the reason must be this good beside the best

# Section ids by what they ask for, where the profile does not say; a section that none of these names is the
# model's, or the agent's.
_ROLES = {
    "reason": re.compile(r"reason|issue|problem|purpose|why|inquiry|enquiry"),
    "outcome": re.compile(r"outcome|resol|result|conclusion"),
    "next": re.compile(r"next|follow|promise|commit|todo|to_do"),
    "actions": re.compile(r"action|done|steps|work|handling"),
}

_SAID = {
    "en": ("Agent said", "Customer said", "Said on the call"),
    "es": ("El agente dijo", "El cliente dijo", "Se dijo en la llamada"),
    "fr": ("L’agent a dit", "Le client a dit", "Dit pendant l’appel"),
    "de": ("Agent sagte", "Kunde sagte", "Im Gespräch gesagt"),
}


def is_small(spoken: tuple[Spoken, ...]) -> bool:
    """Too little was said to call anything an outcome."""
    turns = {sentence.turn for sentence in spoken}
    return len(turns) < SMALL_CALL_TURNS and sum(sentence.length for sentence in spoken) < SMALL_CALL_WORDS


def sections(
    spoken: tuple[Spoken, ...], profile: Profile, language: str, telling: frozenset[Evidence]
) -> tuple[Section, ...]:
    """Every section of the profile, in its order; one without a sentence stays empty.

    `telling` is the evidence of the likeliest code: such a sentence is a better reason than another.
    """
    picked = _pick(spoken, profile, telling)
    return tuple(
        Section(
            id=f"g-{spec.id}",
            section=spec.id,
            title=spec.title,
            sentences=tuple(
                _sentence(spec, number, sentence, language)
                for number, sentence in enumerate(picked.get(spec.id, ()), start=1)
            ),
        )
        for spec in profile.sections
    )


def _pick(
    spoken: tuple[Spoken, ...], profile: Profile, telling: frozenset[Evidence]
) -> dict[str, Sequence[Spoken]]:
    """Sentences for each section, none of them twice; the outcome chooses before the actions."""
    specs = {role: spec for spec in reversed(profile.sections) if (role := _role(spec))}
    useful = [sentence for sentence in spoken if not SMALL_TALK.match(sentence.text)]
    if is_small(spoken):
        specs = {role: spec for role, spec in specs.items() if role == "reason"}
    picked: dict[str, Sequence[Spoken]] = {}
    taken: set[str] = set()
    for role in ("reason", "next", "outcome", "actions"):
        if role in specs:
            free = [sentence for sentence in useful if sentence.text not in taken]
            chosen = _CHOOSERS[role](free, specs[role].max_sentences, telling)
            taken |= {sentence.text for sentence in chosen}
            picked[specs[role].id] = chosen
    return picked


def _role(spec: SectionSpec) -> str | None:
    return spec.role or next((role for role, names in _ROLES.items() if names.search(spec.id)), None)


def _reason(free: list[Spoken], most: int, telling: frozenset[Evidence]) -> Sequence[Spoken]:
    again = _asked_again(free)
    said = [
        one
        for one in free
        if one.by_customer and one.length >= REASON_WORDS and (one.share <= REASON_UNTIL or one.turn in again)
    ]
    said = said or [one for one in free if one.by_customer][:1]
    scores = {one: _reason_score(one, place, telling, again) for place, one in enumerate(said)}
    best = max(scores.values(), default=0.0)
    good = [one for one in said if scores[one] >= REASON_FLOOR * best]
    return _in_order(sorted(good, key=lambda one: -scores[one])[:most])


def _asked_again(free: list[Spoken]) -> frozenset[int]:
    """Turns that answer "anything else?": a second reason for the call is said there."""
    return frozenset(one.turn + 1 for one in free if one.by_agent and ANYTHING_ELSE.search(one.text))


def _reason_score(one: Spoken, place: int, telling: frozenset[Evidence], again: frozenset[int]) -> float:
    score = 1 / (1 + 0.2 * place)
    score += 0.6 if NEED.search(one.text) else 0.0
    score += 0.5 if one.evidence in telling else 0.0
    score += 0.4 if one.turn in again else 0.0
    score -= 0.8 if EMPTY_REQUEST.match(one.text) else 0.0
    return score + (0.2 if one.length >= FULL_WORDS else 0.0)


def _next(free: list[Spoken], most: int, _telling: frozenset[Evidence]) -> Sequence[Spoken]:
    return _unlike([one for one in free if promised_by(one)], most)


def _outcome(free: list[Spoken], most: int, _telling: frozenset[Evidence]) -> Sequence[Spoken]:
    """What was done or refused towards the end; failing that, the last thing of substance the agent told."""
    late = [one for one in free if one.share >= OUTCOME_FROM and not one.question]
    ends = [
        one
        for one in late
        if (one.by_agent and (_is_done(one) or NOT_POSSIBLE.search(one.text)))
        or (one.by_customer and ACCEPTED.search(one.text))
    ]
    return _unlike(ends, most) or _unlike([one for one in free if _tells(one)], 1)


def _actions(free: list[Spoken], most: int, _telling: frozenset[Evidence]) -> Sequence[Spoken]:
    """What was done before all; then what the agent found and told."""
    done = _unlike([one for one in free if one.by_agent and not one.question and _is_done(one)], most)
    told = [one for one in free if _tells(one) and one not in done]
    return _in_order([*done, *_unlike(told, most - len(done))])


def _is_done(one: Spoken) -> bool:
    return DONE.search(one.text) is not None and not IN_CALL.search(one.text)


def _tells(one: Spoken) -> bool:
    substance = one.by_agent and not one.question and one.length >= TOLD_WORDS
    return substance and TELLS.search(one.text) is not None and not IN_CALL.search(one.text)


def _unlike(found: list[Spoken], most: int) -> Sequence[Spoken]:
    """The last ones, each wording once: the end of a call says what became of it."""
    return _in_order(list({one.text: one for one in found}.values())[-most:]) if most else ()


def _in_order(found: list[Spoken]) -> Sequence[Spoken]:
    return sorted(found, key=lambda one: one.share)


_CHOOSERS = {"reason": _reason, "next": _next, "outcome": _outcome, "actions": _actions}


def _sentence(spec: SectionSpec, number: int, spoken: Spoken, language: str) -> Sentence:
    agent, customer, anyone = _SAID.get(language[:2].lower(), _SAID["en"])
    who = {"agent": agent, "customer": customer}.get(spoken.speaker, anyone)
    return Sentence(
        id=f"s-{spec.id}-{number}",
        text=f"{who}: “{readable(spoken.quote)}”",
        evidence=(spoken.evidence,),
        support=Support.GROUNDED,
    )
