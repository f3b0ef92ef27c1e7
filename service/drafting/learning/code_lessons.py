"""Confirmed calls made ready for a fit, and judged by rankers that have not seen them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from service.domain.content import NONE_OF_THESE
from service.domain.learning import Certificate, Example, RankerFigures
from service.domain.profile import Profile
from service.drafting.evaluation.figures import ece
from service.drafting.learning import code_linear, code_others
from service.drafting.learning.calibration import Doubles, Flags, best_calibration
from service.drafting.learning.code_catalogue import taught
from service.drafting.learning.code_fit import Calls, Rows, fitted, foretold, joined, rows_of
from service.drafting.learning.code_linear import Linear, overall
from service.drafting.learning.code_lines import Line, lines_of
from service.drafting.learning.code_words import NOTHING, Floats, Places, Vector, Vocabulary
from service.drafting.learning.guarantee import Outcome, certify

LEAST = 30
"""Confirmed calls from which on there is something to learn."""

FOLDS = 5
TOP = 3
STRENGTH, EVENLY = 0.3, 0.5
"""Of the second opinion, by cross-validation."""

RARE, MANY_CALLS, RARE_OF_MANY = 2, 5_000, 3
LARGEST, SMALLEST = 4_000_000, 5_000
"""Weights for lines, and words that are kept however many codes there are."""


@dataclass(frozen=True)
class Lessons:
    """`overall` are the calls as `code_linear.overall` has them, `present` says of each which codes were confirmed,
    `counting` whether it is evidence.
    """

    codes: tuple[str, ...]
    vocabulary: Vocabulary
    calls: Calls
    overall: Rows
    catalogue: Calls
    present: Flags
    counting: Flags

    def but(self, places: Places) -> Calls:
        """What a fit may see that is to judge the calls at these places."""
        rest = np.setdiff1d(np.arange(len(self.calls)), places)
        return joined(self.calls.part(rest), self.catalogue)

    def folds(self) -> Iterator[Places]:
        order = np.random.default_rng(0).permutation(len(self.calls))
        return (np.sort(order[start::FOLDS]) for start in range(FOLDS))


@dataclass(frozen=True)
class Tried:
    """How rankers judged calls that they had not seen (calls x codes): `shares` and `votes` for the main code, and
    `scores` for further ones where calls with several are enough.
    """

    shares: Doubles
    votes: Doubles
    scores: Floats | None


def lessons_of(examples: Sequence[Example], profile: Profile) -> Lessons | None:
    """None where they are too few, or all of one code. Codes that the profile has no more are left out."""
    codes = (*(spec.code for spec in profile.codes), NONE_OF_THESE)
    places = {code: place for place, code in enumerate(codes)}
    told = [(one, [places[code] for code in one.codes if code in places]) for one in examples]
    known = [(one, own) for one, own in told if own]
    if len(known) < LEAST or len({own[0] for _, own in known}) < TOP - 1:
        return None
    said = [lines_of(one.material) for one, _ in known]
    vocabulary = Vocabulary.of(
        [line for lines in said for line in lines],
        least=RARE if len(known) < MANY_CALLS else RARE_OF_MANY,
        most=max(SMALLEST, LARGEST // len(codes)),
    )
    main = [own[0] for _, own in known]
    present = np.zeros((len(known), len(codes)), np.bool_)
    for row, (_, own) in enumerate(known):
        present[row, own] = True
    lessons = taught(profile, Counter(codes[code] for code in main), vocabulary)
    vectors = _vectors(said, vocabulary)
    taught_lines = _vectors([() if line is None else (line,) for _, line in lessons], vocabulary)
    return Lessons(
        codes=codes,
        vocabulary=vocabulary,
        calls=_calls(vectors, [vocabulary.of_call(lines) for lines in said], vocabulary, main),
        overall=rows_of([overall(lines, vocabulary) for lines in vectors], 2 * vocabulary.spoken),
        # They teach what a line says, and nothing of how whole calls are.
        catalogue=_calls(
            taught_lines, [NOTHING] * len(lessons), vocabulary, [places[code] for code, _ in lessons]
        ),
        present=present,
        counting=np.array([one.counts for one, _ in known]),
    )


def _vectors(said: Sequence[Sequence[Line]], known: Vocabulary) -> list[list[Vector]]:
    vector_of = cache(known.of_line)  # many calls have the same lines
    return [[vector_of(line._replace(turn=0)) for line in lines] for lines in said]


def _calls(
    lines: Sequence[Sequence[Vector]], wholes: Sequence[Vector], known: Vocabulary, codes: Sequence[int]
) -> Calls:
    return Calls(
        lines=rows_of([one for of_call in lines for one in of_call], known.size),
        wholes=rows_of(wholes, known.words),
        starts=np.cumsum([0, *map(len, lines)]),
        codes=np.array(codes, np.int64),
    )


def tried(lessons: Lessons) -> Tried:
    """By cross-validation: each part is judged by what was fitted on the others."""
    count = len(lessons.codes)
    several = np.count_nonzero(lessons.present.sum(axis=1) > 1) >= code_others.LEAST
    shape = (len(lessons.calls), count)
    shares, votes, scores = np.zeros(shape), np.zeros(shape), np.zeros(shape, np.float32)
    for places in lessons.folds():
        rest = np.setdiff1d(np.arange(len(lessons.calls)), places)
        judged = lessons.calls.part(places)
        shares[places] = foretold(fitted(lessons.but(places), count), judged)
        voting = second(lessons, rest)
        votes[places] = lessons.overall[places] @ voting.weights + voting.biases
        if several:
            linear = further(lessons, rest)
            scores[places] = judged.wholes @ linear.weights + linear.biases
    return Tried(shares, votes, scores if several else None)


def second(lessons: Lessons, places: Places) -> Linear:
    """The second opinion on the main code, fitted on the calls at these places."""
    main = lessons.calls.codes[places][:, None] == np.arange(len(lessons.codes))
    return code_linear.fitted(lessons.overall[places], main, strength=STRENGTH, evenly=EVENLY)


def further(lessons: Lessons, places: Places) -> Linear:
    """What tells whether a code is among those of a call."""
    wholes, present = lessons.calls.wholes[places], lessons.present[places]
    return code_linear.fitted(wholes, present, strength=code_others.STRENGTH)


def measured(examples: Sequence[Example], profile: Profile, lessons: Lessons, found: Tried) -> RankerFigures:
    """On the calls that count as evidence. The confidence of each part is set by the others, too."""
    counting = lessons.counting
    figures = RankerFigures(
        examples=len(examples),
        evidence=sum(one.counts for one in examples),
        certificates=_certificates(examples, profile),
    )
    if not counting.any():
        return figures
    shares = _set_by_others(lessons, found)[counting]
    true = lessons.calls.codes[counting]
    right = shares.argmax(axis=1) == true
    among = (np.argsort(-shares, axis=1)[:, :TOP] == true[:, None]).any(axis=1)
    return figures.model_copy(
        update={
            "accuracy": float(right.mean()),
            "top3": float(among.mean()),
            "ece": ece(shares.max(axis=1), right),
        }
    )


def _set_by_others(lessons: Lessons, found: Tried) -> Doubles:
    made = np.zeros_like(found.shares)
    for places in lessons.folds():
        rest = lessons.counting.copy()
        rest[places] = False
        setting = best_calibration(found.shares[rest], found.votes[rest], lessons.calls.codes[rest])
        made[places] = setting(found.shares[places], found.votes[places])
    return made


def _certificates(examples: Sequence[Example], profile: Profile) -> tuple[Certificate, ...]:
    """From what was proposed for whole wrap-ups and judged by a person who did not see it."""
    asked = profile.automation
    outcomes = [
        Outcome(one.proposed.codes[0], one.proposed.score, one.proposed.right)
        for one in examples
        if one.counts and one.proposed and one.proposed.codes
    ]
    return certify(outcomes, precision=asked.precision, confidence=asked.confidence)
