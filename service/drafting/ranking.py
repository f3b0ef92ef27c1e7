"""Wrap-up codes by the cues of the catalogue: the answer without a model, and "none" when nothing speaks."""

from dataclasses import dataclass

from service.domain.content import NONE_OF_THESE, Alternative, Disposition, Evidence
from service.domain.profile import DispositionSpec, Profile
from service.drafting.cues import found
from service.drafting.spoken import Heard, Spoken

CUSTOMER_WEIGHT = 2.0
AGENT_WEIGHT = 1.0
OPENING_SHARE = 0.34  # the reason for a call is said early
OPENING_WEIGHT = 1.5
SILENCE = 1.5  # what "none of these" weighs before anything is said
ENOUGH = 2.0
AS_CLEAR = 0.75  # a second code stands beside the first from this share of its score
MOST = 3


@dataclass(frozen=True)
class Scored:
    """A code, what speaks for it, and the sentences that do."""

    spec: DispositionSpec
    score: float
    evidence: tuple[Evidence, ...]


def rank(heard: Heard, profile: Profile) -> tuple[Scored, ...]:
    """Codes with any cue in the call, best first; the profile's order breaks ties."""
    scored = [_score(heard, spec) for spec in profile.dispositions]
    return tuple(sorted((one for one in scored if one.score), key=lambda one: -one.score))


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
    return tuple(_disposition(one, one.score / total) for one in clear), alternatives


def none_of_these(confidence: float | None) -> Disposition:
    return Disposition(
        id=f"d-{NONE_OF_THESE}", code=NONE_OF_THESE, label="None of these", confidence=confidence
    )


def _own_words(one: Scored, before: list[Scored]) -> bool:
    """Several codes stand only if each has a sentence of its own: one sentence has one reason."""
    taken = {evidence for other in before for evidence in other.evidence}
    return any(evidence not in taken for evidence in one.evidence)


def _disposition(one: Scored, confidence: float) -> Disposition:
    return Disposition(
        id=f"d-{one.spec.code}",
        code=one.spec.code,
        label=one.spec.label,
        confidence=confidence,
        evidence=one.evidence[:MOST],
    )


def _score(heard: Heard, spec: DispositionSpec) -> Scored:
    """Each distinct cue counts once, at its best place; longer cues say more."""
    best: dict[str, float] = {}
    evidence: list[Evidence] = []
    for sentence in heard.naming(spec.cues):
        for hit in found(spec.cues, sentence.text):
            best[hit] = max(best.get(hit, 0.0), _weight(sentence) * _length_weight(hit))
        evidence.append(sentence.evidence)
    return Scored(spec, sum(best.values()), tuple(evidence))


def _weight(sentence: Spoken) -> float:
    weight = CUSTOMER_WEIGHT if sentence.by_customer else AGENT_WEIGHT
    return weight * (OPENING_WEIGHT if sentence.share <= OPENING_SHARE else 1.0)


def _length_weight(cue: str) -> float:
    return 1.0 + 0.5 * cue.count(" ")
