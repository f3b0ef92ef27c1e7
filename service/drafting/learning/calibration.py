"""Confidence that means what it says: fitted on calls that the ranker had not seen when it judged them."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Doubles: TypeAlias = NDArray[np.float64]
Places: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

HEATS: Doubles = np.exp(np.linspace(np.log(0.4), np.log(2.5), 17))
LEANS: Doubles = np.array([0.0, 0.1, 0.2])
LEAST = 1e-9
ROUNDS = 25
FIRMNESS = 1e-3


@dataclass(frozen=True)
class Calibration:
    """`heat` above 1 makes shares less sure of themselves; `lift` is what the logarithm of each code's gains:
    a fit that has seen a code seldom trusts it less than it should.
    """

    heat: float
    lift: Doubles

    def __call__(self, shares: Doubles) -> Doubles:
        """Calibrated shares (calls x codes)."""
        logs = np.log(np.maximum(shares, LEAST)) / self.heat + self.lift
        raised = np.exp(logs - logs.max(axis=-1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def best_calibration(shares: Doubles, true: Places) -> Calibration:
    """The one under which the true codes are likeliest; shares stay as they are without calls to judge by.

    Temperature scaling (C. Guo et al., On Calibration of Modern Neural Networks, 2017) with an adjustment for
    how frequent codes are (A. K. Menon et al., Logit Adjustment, 2021).
    """
    codes = shares.shape[1]
    if not len(true):
        return Calibration(1.0, np.zeros(codes))
    logs = np.log(np.maximum(shares, LEAST))
    rarity = -np.log((np.bincount(true, minlength=codes) + 1) / (len(true) + codes))
    tried = [Calibration(float(heat), lean * rarity) for heat in HEATS for lean in LEANS]
    return min(tried, key=lambda one: _cost(logs / one.heat + one.lift, true))


def _cost(logits: Doubles, true: Places) -> float:
    highest = logits.max(axis=1)
    whole = np.log(np.exp(logits - highest[:, None]).sum(axis=1)) + highest
    return float(np.mean(whole - logits[np.arange(len(true)), true]))


def sigmoid(scores: Doubles, slope: float, offset: float) -> Doubles:
    return np.asarray(1 / (1 + np.exp(-(slope * scores + offset))))


def best_sigmoid(scores: Doubles, hits: Flags) -> tuple[float, float]:
    """Slope and offset that make scores chances (J. Platt 1999), by Newton's method."""
    columns = np.column_stack([scores, np.ones_like(scores)])
    at = np.array([1.0, 0.0])
    for _ in range(ROUNDS):
        chances = sigmoid(scores, *at)
        slope = columns.T @ (chances - hits) + FIRMNESS * at
        curve = (columns * (chances * (1 - chances))[:, None]).T @ columns + FIRMNESS * np.eye(2)
        at = at - np.clip(np.linalg.solve(curve, slope), -2, 2)
    return float(at[0]), float(at[1])
