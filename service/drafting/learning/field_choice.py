"""Which option a field gets, and how likely that is what the agent confirms: logistic regression, calibrated."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from service.drafting.learning.arrays import Array
from service.drafting.learning.field_claims import Doubles, Option

Weighed: TypeAlias = tuple[int, list[Option], tuple[str, ...]]
"""A field's place, its options on one call, and the values confirmed there."""

BOUND = 8.0
# Places in `Option.numbers` of pairs that say more together: a value said, on a call that is about it.
PAIRS = (
    (0, 4),
    (0, 11),
    (7, 8),
    (1, 11),
    (7, 4),
    (0, 7),
    (12, 11),
    (0, 12),
    (12, 7),
    (15, 0),
    (17, 0),
    (17, 19),
    (17, 20),
    (19, 20),
    (16, 18),
)
FIRST, SECOND = ([pair[side] for pair in PAIRS] for side in (0, 1))
FILL, KIN = 11, 12
RANKING, CALIBRATION = 0.3, 1.0  # inverse strength of regularisation


@dataclass(frozen=True)
class Choice:
    mean: Doubles
    scale: Doubles
    weights: Doubles
    biases: Doubles
    last: Doubles

    def best(self, place: int, options: Sequence[Option]) -> tuple[Option, float] | None:
        """The likeliest option, and its probability; None where there is no option."""
        if not options:
            return None
        scores = self._inputs(options) @ self.weights + self.biases[place]
        top = int(np.argmax(scores))
        logit = float(self.last[0] + _summary(scores, options[top]) @ self.last[1:])
        return options[top], float(1 / (1 + np.exp(-logit)))

    def dump(self) -> dict[str, Array]:
        return {
            "mean": self.mean,
            "scale": self.scale,
            "weights": self.weights,
            "biases": self.biases,
            "last": self.last,
        }

    @classmethod
    def load(cls, arrays: Mapping[str, Array]) -> "Choice":
        return cls(
            **{
                name: arrays[name].astype(np.float64)
                for name in ("mean", "scale", "weights", "biases", "last")
            }
        )

    @classmethod
    def fit(cls, weighed: Sequence[Weighed], fields: int) -> "Choice":
        """From options whose scores were made by models that had not seen these calls."""
        from scipy.sparse import csr_matrix, hstack  # noqa: PLC0415 - loads slowly
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - loads slowly

        numbers = _clipped(option for _, options, _ in weighed for option in options)
        mean, scale = numbers.mean(axis=0), numbers.std(axis=0) + 1e-6
        right = np.array([option.key in confirmed for _, options, confirmed in weighed for option in options])
        places = np.array([place for place, options, _ in weighed for _ in options])
        which = csr_matrix(
            (np.ones(len(places)), (np.arange(len(places)), places)), shape=(len(places), fields)
        )
        inputs = hstack([_paired((numbers - mean) / scale), which]).tocsr()
        ranking = LogisticRegression(C=RANKING, max_iter=300).fit(inputs, right)
        count = inputs.shape[1] - fields
        weights, biases = ranking.coef_[0][:count], ranking.coef_[0][count:] + ranking.intercept_[0]
        ranked = cls(mean, scale, weights, biases, np.zeros(5))
        return cls(mean, scale, weights, biases, ranked._calibrated(weighed))

    def _calibrated(self, weighed: Sequence[Weighed]) -> Doubles:
        """How sure one may be of the option that comes out best."""
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - loads slowly

        summaries, right = [], []
        for place, options, confirmed in weighed:
            scores = self._inputs(options) @ self.weights + self.biases[place]
            top = options[int(np.argmax(scores))]
            summaries.append(_summary(scores, top))
            right.append(top.key in confirmed)
        if len(set(right)) == 1:
            return np.array([BOUND if right[0] else -BOUND, 0, 0, 0, 0], dtype=np.float64)
        model = LogisticRegression(C=CALIBRATION).fit(np.array(summaries), np.array(right))
        return np.concatenate([model.intercept_, model.coef_[0]])

    def _inputs(self, options: Sequence[Option]) -> Doubles:
        return _paired((_clipped(options) - self.mean) / self.scale)


def _clipped(options: Iterable[Option]) -> Doubles:
    return np.clip(np.array([option.numbers for option in options], dtype=np.float64), -BOUND, BOUND)


def _paired(numbers: Doubles) -> Doubles:
    return np.hstack([numbers, numbers[:, FIRST] * numbers[:, SECOND]])


def _summary(scores: Doubles, top: Option) -> Doubles:
    """The best score, its lead over the next, and how likely the field is filled at all."""
    ranked = np.sort(scores)
    lead = ranked[-1] - (ranked[-2] if len(ranked) > 1 else -BOUND)
    return np.array([ranked[-1], min(lead, BOUND), top.numbers[FILL], top.numbers[KIN]])
