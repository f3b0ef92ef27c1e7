"""Fitting `code_reason.Weights`: the likelihood of the code that was told first, climbed in small steps (Adam)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.drafting.learning.code_reason import Weights
from service.drafting.learning.code_words import Floats, Places, Vector

Doubles: TypeAlias = NDArray[np.float64]
Rows: TypeAlias = Any
"""A scipy CSR matrix; scipy has no types of its own."""

# Chosen by cross-validation on 13,178 calls of 47 codes and, with fewer examples, on parts of them.
STEPS = 310
RATE = 0.02
DECAY = 0.05
SMALLEST_BATCH, LARGEST_BATCH = 16, 256
GOING_ON = 1.0  # where the weights start, most lines tell nothing
MOMENTUM, SPREAD, TINY = 0.9, 0.99, 1e-6
NEVER = -1e9


@dataclass(frozen=True)
class Calls:
    """Calls as matrices. `starts` says where each call's lines begin among all, and where the last ones end."""

    lines: Rows
    wholes: Rows
    starts: Places
    codes: Places

    def __len__(self) -> int:
        return len(self.codes)

    def part(self, places: Places) -> "Calls":
        counts = self.starts[places + 1] - self.starts[places]
        starts = np.concatenate([[0], np.cumsum(counts)])
        rows = np.arange(starts[-1]) + np.repeat(self.starts[places] - starts[:-1], counts)
        return Calls(self.lines[rows], self.wholes[places], starts, self.codes[places])


def joined(one: Calls, other: Calls) -> Calls:
    from scipy.sparse import vstack  # noqa: PLC0415 - loads slowly

    return Calls(
        lines=vstack([one.lines, other.lines], format="csr"),
        wholes=vstack([one.wholes, other.wholes], format="csr"),
        starts=np.concatenate([one.starts, one.starts[-1] + other.starts[1:]]),
        codes=np.concatenate([one.codes, other.codes]),
    )


def rows_of(vectors: Sequence[Vector], size: int) -> Rows:
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - loads slowly

    starts = np.cumsum([0, *(len(one.places) for one in vectors)])
    places = np.concatenate([np.empty(0, np.int64), *(one.places for one in vectors)])
    weights = np.concatenate([np.empty(0, np.float32), *(one.weights for one in vectors)])
    return csr_matrix((weights, places, starts), shape=(len(vectors), size), dtype=np.float32)


def fitted(calls: Calls, codes: int) -> Weights:
    """The same for the same calls in the same order."""
    shapes = ((calls.lines.shape[1], codes + 1), (calls.wholes.shape[1], codes + 1))
    weights = Weights(
        line=np.zeros(shapes[0], np.float32),
        call=np.zeros(shapes[1], np.float32),
        end=np.zeros((shapes[1][0], codes), np.float32),
        line_bias=np.zeros(codes + 1, np.float32),
        end_bias=np.zeros(codes, np.float32),
    )
    weights.line_bias[-1] = GOING_ON
    climbing = [
        _Adam(one) for one in (weights.line, weights.call, weights.end, weights.line_bias, weights.end_bias)
    ]
    for step, batch in enumerate(_batches(calls)):
        rate = RATE * (1 - step / STEPS)
        for parameter, slope in zip(climbing, _slopes(weights, batch), strict=True):
            parameter.step(slope, rate)
    return weights


def foretold(weights: Weights, calls: Calls) -> Floats:
    """How likely each code was told first, call by call: what `told_first` says of one, for many (calls x codes)."""
    counts = np.diff(calls.starts)
    steps, ends = _logits(weights, calls)
    shares, going = np.zeros(ends.shape, np.float64), np.zeros(len(calls))
    for number in range(int(counts.max(initial=0))):
        still = np.flatnonzero(counts > number)
        rows = calls.starts[still] + number
        shares[still] += np.exp(going[still, None] + steps[rows, :-1])
        going[still] += steps[rows, -1]
    return np.asarray(shares + np.exp(going[:, None] + ends), np.float32)


class _Adam:
    """D. P. Kingma, J. Ba, Adam, 2015, with the decay of weights apart (I. Loshchilov, F. Hutter 2019)."""

    def __init__(self, values: Floats) -> None:
        self._values = values
        self._mean, self._square = np.zeros_like(values), np.zeros_like(values)
        self._steps = 0

    def step(self, slope: Floats, rate: float) -> None:
        """Changes the values in place."""
        self._steps += 1
        self._mean *= MOMENTUM
        self._mean += (1 - MOMENTUM) * slope
        self._square *= SPREAD
        self._square += (1 - SPREAD) * np.square(slope)
        change = np.sqrt(self._square)
        change /= np.sqrt(1 - SPREAD**self._steps)
        change += TINY
        np.divide(self._mean, change, out=change)
        if self._values.ndim > 1:
            self._values *= 1 - rate * DECAY
        change *= rate / (1 - MOMENTUM**self._steps)
        self._values -= change


def _batches(calls: Calls) -> Iterator[Calls]:
    """So many random batches, each call as often as any other."""
    chance = np.random.default_rng(0)
    size = min(LARGEST_BATCH, max(SMALLEST_BATCH, len(calls) // 40))
    order = np.empty(0, np.int64)
    for _ in range(STEPS):
        while len(order) < size:
            order = np.concatenate([order, chance.permutation(len(calls))])
        yield calls.part(order[:size])
        order = order[size:]


def _slopes(weights: Weights, calls: Calls) -> list[Floats]:
    """How the mean negative log-likelihood of a batch rises with each weight."""
    owner = np.repeat(np.arange(len(calls)), np.diff(calls.starts))
    of_steps, of_ends = _blame(*_logits(weights, calls), calls)
    by_call = np.zeros((len(calls), of_steps.shape[1]), np.float32)
    np.add.at(by_call, owner, of_steps)
    return [
        np.asarray(calls.lines.T @ of_steps),
        np.asarray(calls.wholes.T @ by_call),
        np.asarray(calls.wholes.T @ of_ends),
        of_steps.sum(axis=0),
        of_ends.sum(axis=0),
    ]


def _logits(weights: Weights, calls: Calls) -> tuple[Floats, Floats]:
    """Logarithms of the chances of every line's steps, and of every call's ends."""
    owner = np.repeat(np.arange(len(calls)), np.diff(calls.starts))
    steps = calls.lines @ weights.line + (calls.wholes @ weights.call)[owner] + weights.line_bias
    return _log_softmax(steps), _log_softmax(calls.wholes @ weights.end + weights.end_bias)


def _blame(steps: Floats, ends: Floats, calls: Calls) -> tuple[Floats, Floats]:
    """Slopes by the logits of every line and of every end, from the logarithms of their chances.

    The code may have been told at any line, after going on until there: each way is blamed by its part.
    """
    number, counts = np.arange(len(calls)), np.diff(calls.starts)
    there = np.arange(max(int(counts.max(initial=0)), 1)) < counts[:, None]
    owner = np.repeat(number, counts)
    going, telling = np.zeros(there.shape), np.full(there.shape, NEVER)
    going[there] = steps[:, -1]
    telling[there] = steps[np.arange(len(steps)), calls.codes[owner]]
    passed = np.cumsum(going, axis=1)
    ways = np.column_stack([passed - going + telling, passed[:, -1] + ends[number, calls.codes]])
    part = np.exp(_log_softmax(ways))
    later = np.cumsum(part[:, ::-1], axis=1)[:, ::-1][:, 1:]
    told_here, told_later = part[:, :-1][there], later[there]
    of_steps = (told_here + told_later)[:, None] * np.exp(steps)
    of_steps[np.arange(len(steps)), calls.codes[owner]] -= told_here
    of_steps[:, -1] -= told_later
    of_ends = part[:, -1:] * np.exp(ends)
    of_ends[number, calls.codes] -= part[:, -1]
    return (of_steps / len(calls)).astype(np.float32), (of_ends / len(calls)).astype(np.float32)


def _log_softmax(logits: NDArray[Any]) -> NDArray[Any]:
    shifted = np.asarray(logits) - np.max(logits, axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))
