"""Further codes of a call: one call may have several reasons, and each code is asked for by itself."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.drafting.learning.arrays import Arrays, NotArrays
from service.drafting.learning.calibration import Doubles, Flags, best_sigmoid, sigmoid
from service.drafting.learning.code_linear import Linear
from service.drafting.learning.code_words import Floats, Vector

LEAST = 20
"""Calls with several codes from which on a second one is proposed."""

STRENGTH = 1.0
BOUNDS: Doubles = np.linspace(0.1, 0.9, 33)


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
        return {**self.linear.dump(), "turning": np.array([self.slope, self.offset, self.bound])}

    @classmethod
    def load(cls, arrays: Arrays, codes: int, words: int) -> "Others":
        """Raises `NotArrays`."""
        turning = arrays["turning"].astype(np.float64)
        if turning.shape != (3,) or not np.isfinite(turning).all():
            raise NotArrays
        slope, offset, bound = (float(one) for one in turning)
        return cls(Linear.load(arrays, codes, words), slope, offset, bound)


def settled(
    linear: Linear, scores: Floats, present: Flags, main: Sequence[int] | NDArray[np.int64]
) -> Others:
    """Chances and bound from scores of calls that had no part in them, so that most sets of codes are exact."""
    slope, offset = best_sigmoid(scores.ravel().astype(np.float64), present.ravel())
    chances = sigmoid(scores.astype(np.float64), slope, offset)
    chances[np.arange(len(chances)), main] = 1.0
    exact = [np.count_nonzero(((chances >= bound) == present).all(axis=1)) for bound in BOUNDS]
    return Others(linear, slope, offset, float(BOUNDS[int(np.argmax(exact))]))
