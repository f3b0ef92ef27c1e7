"""Sections of a note in the call's own words: why the customer called, what was done, how it ended."""

import re
from collections.abc import Sequence

from service.domain.content import Evidence, Section, Sentence, Support
from service.domain.profile import Profile, SectionSpec
from service.drafting.promises import promised_by
from service.drafting.spoken import Spoken
from service.drafting.text import readable

SMALL_CALL_TURNS = 4
SMALL_CALL_WORDS = 20
REASON_UNTIL = 0.6
OUTCOME_FROM = 0.5
REASON_WORDS = 3
FULL_WORDS = 6
REASON_FLOOR = 0.6  # a second sentence of the reason must be this good beside the best

# Section ids by what they ask for; a section that none of these names is the model's, or the agent's.
_ROLES = {
    "reason": re.compile(r"reason|issue|problem|purpose|why|inquiry|enquiry"),
    "outcome": re.compile(r"outcome|resol|result|conclusion"),
    "next": re.compile(r"next|follow|promise|commit|todo|to_do"),
    "actions": re.compile(r"action|done|steps|work|handling"),
}
_SMALL_TALK = re.compile(
    r"^(?:(?:hi|hello|hey|hallo|hai|hola|bonjour|good (?:morning|afternoon|evening)|how are you|thanks?(?: you)?"
    r"|thank you(?: so| very)? much|bye|goodbye|ok(?:ay)?|yes|yeah|no|sure|great|there|sir|madam|please|perfect"
    r"|you too|have a (?:nice|good|great|lovely) (?:day|one|evening|weekend)|\W)+)+$"
)
_NEED = re.compile(
    r"\b(?:i'd like|i would like|i want|i wanted|i need|i have|i've got|i got|i can't|i cannot|i'm (?:trying|calling|looking)"
    r"|calling (?:about|because)|problem|issue|trouble|wrong|broken|doesn't|didn't|not working|never|cancel|charged"
    r"|question|wondering|how (?:do|can)|can (?:you|i)|could (?:you|i)|help)\b"
)
_PARTICIPLE = (
    r"(?:\w+ed|sent|put|made|set|done|taken|given|reset|paid|found|left|gone|got|spoken|begun|withdrawn)"
)
_DONE = re.compile(
    rf"\b(?:i've|i have|we've|we have)(?:\s+(?:just|now|also|already|gone ahead and|went ahead and))*\s+{_PARTICIPLE}\b"
    rf"|\bi (?:just |also |went ahead and )?(?:\w{{3,}}ed|sent|put|made|reset|took)\b"
    rf"|\b(?:has|have) been\s+(?:\w+ly\s+)?{_PARTICIPLE}\b"
    rf"|\b(?:is|are|you're|that's)\s+(?:now\s+|all\s+)?(?:booked|scheduled|cancelled|canceled|confirmed|updated|changed"
    r"|completed?|resolved|fixed|activated?|active|processed|refunded|set|sorted|done|ready)\b"
    r"|\bsuccessfully\b|^(?:all\s+)?(?:booked|done|scheduled|confirmed|cancelled)\b"
)
_NOT_POSSIBLE = re.compile(
    r"\b(?:unfortunately|unable|cannot|can't|won't be able|not (?:available|possible|eligible|able)|no .{0,30}\bavailable)\b"
)
_ACCEPTED = re.compile(
    r"\b(?:works now|working now|it works|that works|that worked|fixed|all (?:good|set|sorted)|sounds good"
    r"|that's (?:fine|great|perfect)|i'll take it|solved|resolved)\b"
)
_IN_CALL = re.compile(r"\b(?:a moment|one moment|bear with|hold on|on hold|checked? (?:that )?for you now)\b")

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
    useful = [sentence for sentence in spoken if not _SMALL_TALK.match(sentence.text)]
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
    return next((role for role, names in _ROLES.items() if names.search(spec.id)), None)


def _reason(free: list[Spoken], most: int, telling: frozenset[Evidence]) -> Sequence[Spoken]:
    said = [
        one for one in free if one.by_customer and one.share <= REASON_UNTIL and one.length >= REASON_WORDS
    ]
    said = said or [one for one in free if one.by_customer][:1]
    scores = {one: _reason_score(one, place, telling) for place, one in enumerate(said)}
    best = max(scores.values(), default=0.0)
    good = [one for one in said if scores[one] >= REASON_FLOOR * best]
    return _in_order(sorted(good, key=lambda one: -scores[one])[:most])


def _reason_score(one: Spoken, place: int, telling: frozenset[Evidence]) -> float:
    score = 1 / (1 + 0.2 * place)
    score += 0.6 if _NEED.search(one.text) else 0.0
    score += 0.5 if one.evidence in telling else 0.0
    return score + (0.2 if one.length >= FULL_WORDS else 0.0)


def _next(free: list[Spoken], most: int, _telling: frozenset[Evidence]) -> Sequence[Spoken]:
    return _unlike([one for one in free if promised_by(one)], most)


def _outcome(free: list[Spoken], most: int, _telling: frozenset[Evidence]) -> Sequence[Spoken]:
    late = [one for one in free if one.share >= OUTCOME_FROM and not one.question]
    ends = [
        one
        for one in late
        if (one.by_agent and (_DONE.search(one.text) or _NOT_POSSIBLE.search(one.text)))
        or (one.by_customer and _ACCEPTED.search(one.text))
    ]
    return _unlike(ends, most)


def _actions(free: list[Spoken], most: int, _telling: frozenset[Evidence]) -> Sequence[Spoken]:
    done = [
        one
        for one in free
        if one.by_agent and not one.question and _DONE.search(one.text) and not _IN_CALL.search(one.text)
    ]
    return _unlike(done, most)


def _unlike(found: list[Spoken], most: int) -> Sequence[Spoken]:
    """The last ones, each wording once: the end of a call says what became of it."""
    return _in_order(list({one.text: one for one in found}.values())[-most:])


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
