"""Wrap-up codes by the catalogue alone: the answer before anything was learnt, and "none" when nothing speaks.

What speaks for a code: its cues, sentences like its examples, and its name. A sentence that is more like what
the catalogue gives as another's (`unlike`) does not count for it. Headings are never proposed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from service.domain.content import NONE_OF_THESE, Alternative, Disposition, Evidence
from service.domain.profile import DispositionSpec, Profile
from service.drafting.cues import found
from service.drafting.likeness import Likeness, Phrases
from service.drafting.spoken import Heard, Spoken

CUSTOMER_WEIGHT = 2.0
AGENT_WEIGHT = 1.0
OPENING_SHARE = 0.34  # the reason for a call is said early
OPENING_WEIGHT = 1.5
SILENCE = 1.5  # what "none of these" weighs before anything is said
ENOUGH = 2.0
AS_CLEAR = 0.75  # a second code stands beside the first from this share of its score
MOST = 3
EXAMPLE_WEIGHT, NAME_WEIGHT = 2.0, 0.75


@dataclass(frozen=True)
class Scored:
    """A code, what speaks for it, and the sentences that do."""

    spec: DispositionSpec
    score: float
    evidence: tuple[Evidence, ...]


def rank(heard: Heard, profile: Profile) -> tuple[Scored, ...]:
    """Codes that anything in the call speaks for, best first; the profile's order breaks ties."""
    likeness = Likeness(heard, Phrases.of(profile.codes))
    order = {sentence: number for number, sentence in enumerate(heard.sentences)}
    scored = [_score(heard, spec, likeness, order) for spec in profile.codes]
    return tuple(sorted((one for one in scored if one.score), key=lambda one: -one.score))


def chances_of(ranked: tuple[Scored, ...]) -> dict[str, float]:
    """The share of the score that each code has, best first, "none" among them. Not calibrated."""
    total = SILENCE + sum(one.score for one in ranked)
    shares = {NONE_OF_THESE: SILENCE / total} | {one.spec.code: one.score / total for one in ranked}
    return dict(sorted(shares.items(), key=lambda one: -one[1]))


def choose(ranked: tuple[Scored, ...]) -> tuple[tuple[Disposition, ...], tuple[Alternative, ...]]:
    """The codes proposed, and at most three others. Confidence is a share of the score, not calibrated."""
    total = SILENCE + sum(one.score for one in ranked)
    clear = [one for one in ranked if one.score >= max(ENOUGH, AS_CLEAR * ranked[0].score)][:MOST]
    clear = [one for number, one in enumerate(clear) if _own_words(one, clear[:number])]
    others = [one for one in ranked if one not in clear][:MOST]
    alternatives = tuple(
        Alternative(code=one.spec.code, label=one.spec.label, confidence=one.score / total) for one in others
    )
    if not clear:
        return (none_of_these(SILENCE / total),), alternatives
    return tuple(
        disposition_of(one.spec.code, one.spec.label, one.score / total, one.evidence) for one in clear
    ), alternatives


def none_of_these(confidence: float | None) -> Disposition:
    return disposition_of(NONE_OF_THESE, "None of these", confidence)


def disposition_of(
    code: str, label: str, confidence: float | None, evidence: tuple[Evidence, ...] = ()
) -> Disposition:
    return Disposition(
        id=f"d-{code}", code=code, label=label, confidence=confidence, evidence=evidence[:MOST]
    )


def _own_words(one: Scored, before: list[Scored]) -> bool:
    """Several codes stand only if each has a sentence of its own: one sentence has one reason."""
    taken = {evidence for other in before for evidence in other.evidence}
    return any(evidence not in taken for evidence in one.evidence)


def _score(heard: Heard, spec: DispositionSpec, likeness: Likeness, order: Mapping[Spoken, int]) -> Scored:
    """Each distinct cue counts once, at its best place, and longer cues say more. Where no cue stands, the
    sentence most like an example or the name counts.
    """
    unlike = likeness.unlike(spec)
    best: dict[str, float] = {}
    spoken: set[Spoken] = set()
    for sentence in heard.naming(spec.cues):
        if sentence not in unlike:
            for hit in found(spec.cues, sentence.text):
                best[hit] = max(best.get(hit, 0.0), _weight(sentence) * _length_weight(hit))
            spoken.add(sentence)
    score = sum(best.values())
    for weight, alike in ((EXAMPLE_WEIGHT, likeness.examples(spec)), (NAME_WEIGHT, likeness.name(spec))):
        telling = {one: share for one, share in alike.items() if one not in unlike | spoken}
        score += max((weight * share * _weight(one) for one, share in telling.items()), default=0.0)
        spoken |= set(telling)
    return Scored(spec, score, tuple(one.evidence for one in sorted(spoken, key=order.__getitem__)))


def _weight(sentence: Spoken) -> float:
    weight = CUSTOMER_WEIGHT if sentence.by_customer else AGENT_WEIGHT
    return weight * (OPENING_WEIGHT if sentence.share <= OPENING_SHARE else 1.0)


def _length_weight(cue: str) -> float:
    return 1.0 + 0.5 * cue.count(" ")
