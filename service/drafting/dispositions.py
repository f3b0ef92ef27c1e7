"""The codes a draft shows: what confirmed calls teach, what the catalogue says, and what a model chose, as one.

Without history and without a model the catalogue speaks alone. Before there is history, a model's codes stand, but
its word for how sure it is does not: models say 100 of what they guess, so the catalogue has to agree. With history the two chances of each code are averaged (a linear opinion pool, M. Stone 1961):
the ranker's, which are calibrated, weigh n / (n + 200) after n confirmed calls that count as evidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.domain.content import NONE_OF_THESE, Alternative, Disposition, Evidence
from service.domain.profile import Profile
from service.drafting.learning.codes import Ranking
from service.drafting.ranking import MOST, Scored, chances_of, choose, disposition_of

HALF = 200
"""Calls of evidence from which on the ranker weighs as much as a model."""

SUREST, UNHEARD = 0.95, 0.75
"""The most that a model's own word is taken for where the catalogue agrees, and where it knows nothing of the call."""

LIKELY = 0.5
MOST_CODES = 5


@dataclass(frozen=True)
class ModelCode:
    """A code that a model named, each once, with its own confidence from 0 to 1; `proposed` or only thought of."""

    code: str
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    proposed: bool = True


Settled = tuple[tuple[Disposition, ...], tuple[Alternative, ...]]


def settle(
    ranking: Ranking | None,
    by_catalogue: tuple[Scored, ...],
    model_codes: Sequence[ModelCode] | None,
    profile: Profile,
) -> Settled:
    """The codes proposed, the main one first, and at most three others by their chance."""
    taken = {spec.code for spec in profile.codes} | {NONE_OF_THESE}
    named = [one for one in model_codes or () if one.code in taken]
    if ranking is not None:
        ranking = _within(ranking, taken)
    if ranking is None:
        return _as_named(named, by_catalogue, profile) if named else choose(by_catalogue)
    pooled = _Pooled(ranking, by_catalogue, named, profile)
    return pooled.dispositions(), pooled.alternatives()


class _Pooled:
    """A ranking and, where a model was asked, its codes."""

    def __init__(
        self, ranking: Ranking, scored: Sequence[Scored], named: Sequence[ModelCode], profile: Profile
    ) -> None:
        self._ranking = ranking
        self._scored = {one.spec.code: one.evidence for one in scored}
        self._named = {one.code: one for one in reversed(named)}
        self._profile = profile
        self._weight = ranking.counted / (ranking.counted + HALF) if named else 1.0
        by_model = _main_chances(named, ranking.shares)
        shares = {code: self._mean(share, by_model.get(code, 0.0)) for code, share in ranking.shares.items()}
        self._shares = dict(sorted(shares.items(), key=lambda one: -one[1]))
        self._codes = self._chosen()

    def dispositions(self) -> tuple[Disposition, ...]:
        return tuple(
            disposition_of(code, self._profile.label_of(code), chance, self._evidence(code))
            for code, chance in self._codes.items()
        )

    def alternatives(self) -> tuple[Alternative, ...]:
        others = [code for code in self._shares if code not in self._codes][:MOST]
        return tuple(
            Alternative(code=code, label=self._profile.label_of(code), confidence=self._shares[code])
            for code in others
        )

    def _chosen(self) -> dict[str, float]:
        main = next(iter(self._shares))
        if main == NONE_OF_THESE:
            return {main: self._shares[main]}
        beside = {code: self._beside(code) for code in self._shares if code not in {main, NONE_OF_THESE}}
        likely = sorted(filter(lambda one: one[1] > 0, beside.items()), key=lambda one: -one[1])
        return dict([(main, self._shares[main]), *likely][:MOST_CODES])

    def _beside(self, code: str) -> float:
        """How likely it is a further code of this call; 0 where it should not be shown as one."""
        own = self._ranking.beside.get(code, 0.0)
        if not self._named:
            return own
        own = max(own, self._ranking.shares[code])
        named = self._named.get(code)
        chance = self._mean(own, named.confidence if named and named.proposed else 0.0)
        return chance if chance >= LIKELY else 0.0

    def _mean(self, by_ranker: float, by_model: float) -> float:
        return self._weight * by_ranker + (1 - self._weight) * by_model

    def _evidence(self, code: str) -> tuple[Evidence, ...]:
        """The model's quotes, else the line that told it, else what the catalogue's cues found."""
        named, told = self._named.get(code), self._ranking.evidence.get(code)
        if named is not None and named.evidence:
            return named.evidence
        return (told,) if told is not None else self._scored.get(code, ())


def _within(ranking: Ranking, taken: set[str]) -> Ranking | None:
    """Without codes that the catalogue has no more; None where nothing is left."""
    shares = {code: share for code, share in ranking.shares.items() if code in taken}
    whole = sum(shares.values())
    if whole <= 0:
        return None
    return Ranking(
        shares={code: share / whole for code, share in shares.items()},
        chosen=tuple(code for code in ranking.chosen if code in taken),
        beside={code: chance for code, chance in ranking.beside.items() if code in taken},
        evidence=ranking.evidence,
        counted=ranking.counted,
    )


def _main_chances(named: Sequence[ModelCode], shares: Mapping[str, float]) -> dict[str, float]:
    """A model's word as chances of the main code: what it leaves open is dealt out as the ranker has it."""
    if not named:
        return {}
    main = named[0]
    rest = {code: share for code, share in shares.items() if code != main.code}
    whole = sum(rest.values()) or 1.0
    return {main.code: main.confidence} | {
        code: (1 - main.confidence) * share / whole for code, share in rest.items()
    }


def _as_named(named: Sequence[ModelCode], scored: tuple[Scored, ...], profile: Profile) -> Settled:
    """The model's codes; what else the catalogue heard stands beside them."""
    chances = chances_of(scored)
    chosen = [one for one in named if one.proposed]
    others = {one.code: _agreed(one, chances) for one in named if not one.proposed}
    heard = {code: share / 3 for code, share in chances.items() if code != NONE_OF_THESE}
    beside = sorted((heard | others).items(), key=lambda one: -one[1])
    codes = {one.code for one in chosen}
    return (
        tuple(
            disposition_of(one.code, profile.label_of(one.code), _agreed(one, chances), one.evidence)
            for one in chosen
        ),
        tuple(
            Alternative(code=code, label=profile.label_of(code), confidence=chance)
            for code, chance in beside
            if code not in codes
        )[:MOST],
    )


def _agreed(named: ModelCode, chances: Mapping[str, float]) -> float:
    """How sure, where nothing was learnt yet; `chances` are the catalogue's, best first."""
    if named.code == next(iter(chances)):
        return min(named.confidence, SUREST)
    if len(chances) == 1:
        return min(named.confidence, UNHEARD)
    # It reads more than the catalogue does.
    return (2 * named.confidence + chances.get(named.code, 0.0)) / 3
