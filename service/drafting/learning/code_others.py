"""Further codes of a call: one call may have several reasons, and each code is asked for by itself."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.drafting.learning.arrays import Arrays, NotArrays
from service.drafting.learning.calibration import Doubles, Flags, best_sigmoid, sigmoid
from service.drafting.learning.code_fit import Rows
from service.drafting.learning.code_words import Floats, Vector

LEAST = 20
"""Calls with several codes from which on a second one is proposed."""

STRENGTH = 1.0
BOUNDS: Doubles = np.linspace(0.1, 0.9, 33)
ABSENT = -2.0


@dataclass(frozen=True)
class Linear:
    """A score for each of C codes from a call's W words: `weights` is W x C."""

    weights: Floats
    biases: Floats

    def scores(self, call: Vector) -> Floats:
        product = call.weights @ self.weights[call.places]
        return np.asarray(product + self.biases, np.float32)


@dataclass(frozen=True)
class Others:
    """`slope` and `offset` make chances of scores; a code stands beside the main one from `bound` on."""

    linear: Linear
    slope: float
    offset: float
    bound: float

    def chances(self, call: Vector) -> Doubles:
        return sigmoid(self.linear.scores(call).astype(np.float64), self.slope, self.offset)

    def dump(self) -> Arrays:
        return {
            "weights": self.linear.weights.astype(np.float16),
            "biases": self.linear.biases,
            "turning": np.array([self.slope, self.offset, self.bound]),
        }

    @classmethod
    def load(cls, arrays: Arrays, codes: int, words: int) -> "Others":
        """Raises `NotArrays`."""
        weights, biases, turning = arrays["weights"], arrays["biases"], arrays["turning"]
        shapes = (weights.shape, biases.shape, turning.shape)
        if shapes != ((words, codes), (codes,), (3,)) or weights.dtype != np.float16:
            raise NotArrays
        if not all(np.isfinite(one.astype(np.float64)).all() for one in (weights, biases, turning)):
            raise NotArrays
        slope, offset, bound = (float(one) for one in turning.astype(np.float64))
        return cls(Linear(weights.astype(np.float32), biases.astype(np.float32)), slope, offset, bound)


def fitted(calls: Rows, present: Flags) -> Linear:
    """`present` says of each call which codes it has."""
    from sklearn.svm import LinearSVC  # noqa: PLC0415 - loads slowly

    weights = np.zeros((calls.shape[1], present.shape[1]), np.float32)
    biases = np.full(present.shape[1], ABSENT, np.float32)
    for code in np.flatnonzero(present.any(axis=0) & ~present.all(axis=0)):
        one = LinearSVC(C=STRENGTH, tol=1e-2, random_state=0).fit(calls, present[:, code])
        weights[:, code], biases[code] = one.coef_[0], one.intercept_[0]
    return Linear(weights, biases)


def settled(
    linear: Linear, scores: Floats, present: Flags, main: Sequence[int] | NDArray[np.int64]
) -> Others:
    """Chances and bound from scores of calls that had no part in them, so that most sets of codes are exact."""
    slope, offset = best_sigmoid(scores.ravel().astype(np.float64), present.ravel())
    chances = sigmoid(scores.astype(np.float64), slope, offset)
    chances[np.arange(len(chances)), main] = 1.0
    exact = [np.count_nonzero(((chances >= bound) == present).all(axis=1)) for bound in BOUNDS]
    return Others(linear, slope, offset, float(BOUNDS[int(np.argmax(exact))]))
