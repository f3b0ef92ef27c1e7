"""Each code against all others, by a call as a whole: a second opinion on the main code, and what tells further ones."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from service.drafting.learning.arrays import Arrays, NotArrays
from service.drafting.learning.calibration import Flags
from service.drafting.learning.code_fit import Rows
from service.drafting.learning.code_words import NOTHING, Floats, Vector, Vocabulary

OPENING = 10
"""Words after which the next line no longer belongs to a call's opening, where most say why they call."""

ABSENT = -2.0
"""The score of a code that no call has."""


@dataclass(frozen=True)
class Linear:
    """A score for each of C codes from the W places of a call's vector: `weights` is W x C."""

    weights: Floats
    biases: Floats

    def scores(self, call: Vector) -> Floats:
        product = call.weights @ self.weights[call.places]
        return np.asarray(product + self.biases, np.float32)

    def dump(self) -> Arrays:
        return {"weights": self.weights.astype(np.float16), "biases": self.biases}

    @classmethod
    def load(cls, arrays: Arrays, codes: int, places: int) -> "Linear":
        """Raises `NotArrays`, or KeyError for one that is missing."""
        weights, biases = arrays["weights"], arrays["biases"].astype(np.float32)
        if (weights.shape, biases.shape) != ((places, codes), (codes,)) or weights.dtype != np.float16:
            raise NotArrays
        made = cls(weights.astype(np.float32), biases)
        if not all(np.isfinite(one).all() for one in (made.weights, made.biases)):
            raise NotArrays
        return made


def fitted(calls: Rows, present: Flags, *, strength: float, evenly: float = 0.0) -> Linear:
    """`present` says of each call which codes it has. The rarer a code, the more its calls weigh: as its share of
    the most frequent one's calls to the power of `-evenly`.
    """
    from sklearn.svm import LinearSVC  # noqa: PLC0415 - loads slowly

    weights = np.zeros((calls.shape[1], present.shape[1]), np.float32)
    biases = np.full(present.shape[1], ABSENT, np.float32)
    times = present.sum(axis=0)
    told = (times > 0) & (times < len(present)) & (calls.shape[1] > 0)
    for code in np.flatnonzero(told):
        weight = {True: float((times[code] / times.max()) ** -evenly)}
        one = LinearSVC(C=strength, class_weight=weight, tol=1e-2, random_state=0)
        one.fit(calls, present[:, code])
        weights[:, code], biases[code] = one.coef_[0], one.intercept_[0]
    return Linear(weights, biases)


def overall(lines: Sequence[Vector], known: Vocabulary) -> Vector:
    """Words and pairs of all lines, and once more, behind them, those of the opening: twice `known.spoken` places."""
    whole, opening = _added(lines, known.spoken), _added(lines[: _opening(lines, known.words)], known.spoken)
    return Vector(
        np.concatenate([whole.places, opening.places + known.spoken]),
        np.concatenate([whole.weights, opening.weights]),
    )


def _opening(lines: Sequence[Vector], words: int) -> int:
    said = 0
    for number, line in enumerate(lines):
        if said >= OPENING:
            return number
        said += int(np.count_nonzero(line.places < words))
    return len(lines)


def _added(lines: Sequence[Vector], spoken: int) -> Vector:
    """At unit length; parts of words are left out."""
    places = np.concatenate([NOTHING.places, *(one.places for one in lines)])
    weights = np.concatenate([NOTHING.weights, *(one.weights for one in lines)])
    at, owner = np.unique(places[places < spoken], return_inverse=True)
    if not len(at):
        return NOTHING
    sums = np.bincount(owner, weights=weights[places < spoken])
    return Vector(at, (sums / np.linalg.norm(sums)).astype(np.float32))
