"""A ranker of wrap-up codes, fitted on confirmed calls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from service.domain.content import NONE_OF_THESE, Evidence
from service.domain.draft import Material
from service.domain.learning import Example, RankerFigures
from service.domain.profile import Profile
from service.drafting.learning import code_others
from service.drafting.learning.arrays import Arrays, NotArrays, under, within
from service.drafting.learning.calibration import Calibration, best_calibration
from service.drafting.learning.code_fit import fitted
from service.drafting.learning.code_lessons import (
    Lessons,
    Tried,
    further,
    lessons_of,
    measured,
    second,
    tried,
)
from service.drafting.learning.code_linear import Linear, overall
from service.drafting.learning.code_lines import Line, lines_of
from service.drafting.learning.code_others import Others
from service.drafting.learning.code_reason import Weights, told_first
from service.drafting.learning.code_words import Vector, Vocabulary
from service.drafting.text import sentences

QUOTED = 5
COOLEST, HOTTEST, LOUDEST = 0.1, 10.0, 10.0


@dataclass(frozen=True)
class Ranking:
    """`shares` are calibrated: how likely each code is the main one, best first, "none" among them.

    `chosen` are the codes to propose, the main one first; `beside` is how likely each of the further ones is a
    code of this call. `evidence` is where the likeliest codes were told, for those that one line tells.
    `counted` is how many confirmed calls of evidence all this rests on.
    """

    shares: dict[str, float]
    chosen: tuple[str, ...]
    beside: Mapping[str, float] = field(default_factory=dict)
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    counted: int = 0


@dataclass(frozen=True)
class CodeRanker:
    """Immutable, so that many threads may ask it at once."""

    codes: tuple[str, ...]
    vocabulary: Vocabulary
    weights: Weights
    second: Linear
    calibration: Calibration
    others: Others | None
    figures: RankerFigures

    @classmethod
    def fit(cls, examples: Sequence[Example], profile: Profile) -> "CodeRanker | None":
        """None where the examples are too few. The same for the same examples in the same order."""
        lessons = lessons_of(examples, profile)
        if lessons is None:
            return None
        found = tried(lessons)
        counting = lessons.counting
        every, nothing = np.arange(len(counting)), np.empty(0, np.int64)
        fit = cls(
            codes=lessons.codes,
            vocabulary=lessons.vocabulary,
            weights=fitted(lessons.but(nothing), len(lessons.codes)),
            second=second(lessons, every),
            calibration=best_calibration(
                found.shares[counting], found.votes[counting], lessons.calls.codes[counting]
            ),
            others=_others(lessons, found),
            figures=measured(examples, profile, lessons, found),
        )
        # What is used from here on is what will be read from the store, its precision included.
        return replace(cls.load(fit.dump()), figures=fit.figures)

    def rank(self, material: Material) -> Ranking:
        lines = lines_of(material)
        call = self.vocabulary.of_call(lines)
        vectors = [self.vocabulary.of_line(line) for line in lines]
        told = told_first(self.weights, vectors, call)
        votes = self.second.scores(overall(vectors, self.vocabulary))
        shares = self.calibration(told.shares.astype(np.float64), votes.astype(np.float64))
        best = [int(place) for place in np.argsort(-shares, kind="stable")]
        beside = self._beside(call, best[0])
        return Ranking(
            shares={self.codes[place]: float(shares[place]) for place in best},
            chosen=(self.codes[best[0]], *beside),
            beside=beside,
            evidence=self._evidence(material, lines, best[:QUOTED], told.lines),
            counted=self.figures.evidence,
        )

    def dump(self) -> Arrays:
        others = {} if self.others is None else under("others", self.others.dump())
        return {
            "codes": np.frombuffer("\n".join(self.codes).encode(), np.uint8),
            "setting": np.array([self.calibration.heat, self.calibration.vote]),
            "lift": self.calibration.lift,
            "examples": np.array([self.figures.examples, self.figures.evidence]),
            **under("words", self.vocabulary.dump()),
            **under("reason", self.weights.dump()),
            **under("second", self.second.dump()),
            **others,
        }

    @classmethod
    def load(cls, arrays: Arrays) -> "CodeRanker":
        """Raises `NotArrays`. The figures that stand beside it in the store are not known here but for counts."""
        try:
            codes = tuple(arrays["codes"].tobytes().decode().split("\n"))
            examples = arrays["examples"].astype(np.int64)
            calibration = _calibration(arrays, len(codes))
            vocabulary = Vocabulary.load(within("words", arrays))
            weights = Weights.load(within("reason", arrays), len(codes), vocabulary.size, vocabulary.words)
            second = Linear.load(within("second", arrays), len(codes), 2 * vocabulary.spoken)
            stored = within("others", arrays)
            others = Others.load(stored, len(codes), vocabulary.words) if stored else None
        except (KeyError, ValueError):
            raise NotArrays from None
        if len(set(codes)) != len(codes) or NONE_OF_THESE not in codes:
            raise NotArrays
        if examples.shape != (2,) or examples.min() < 0:
            raise NotArrays
        figures = RankerFigures(examples=int(examples[0]), evidence=int(examples[1]))
        return cls(codes, vocabulary, weights, second, calibration, others, figures)

    def _beside(self, call: Vector, main: int) -> dict[str, float]:
        """Further codes, the likeliest first; none beside "none of these"."""
        if self.others is None or self.codes[main] == NONE_OF_THESE:
            return {}
        chances = self.others.chances(call)
        likely = [
            (float(chances[place]), code)
            for place, code in enumerate(self.codes)
            if place != main and code != NONE_OF_THESE and chances[place] >= self.others.bound
        ]
        return {code: chance for chance, code in sorted(likely, key=lambda one: -one[0])}

    def _evidence(
        self, material: Material, lines: Sequence[Line], places: Sequence[int], told: Sequence[int]
    ) -> dict[str, Evidence]:
        told_in = {self.codes[place]: lines[told[place]].turn for place in places if told[place] >= 0}
        return {code: _quoted(material, turn) for code, turn in told_in.items()}


def _calibration(arrays: Arrays, codes: int) -> Calibration:
    setting, lift = arrays["setting"].astype(np.float64), arrays["lift"].astype(np.float64)
    if (setting.shape, lift.shape) != ((2,), (codes,)) or not np.isfinite(lift).all():
        raise NotArrays
    heat, vote = (float(one) for one in setting)
    if not COOLEST < heat < HOTTEST or not 0 <= vote <= LOUDEST:
        raise NotArrays
    return Calibration(heat, vote, lift)


def _quoted(material: Material, turn: int) -> Evidence:
    """The longest sentence of a turn: greetings are short."""
    return Evidence(turn=turn, quote=max(sentences(material.turns[turn].text), key=len))


def _others(lessons: Lessons, found: Tried) -> Others | None:
    if found.scores is None:
        return None
    linear = further(lessons, np.arange(len(lessons.calls)))
    return code_others.settled(linear, found.scores, lessons.present, found.shares.argmax(axis=1))
