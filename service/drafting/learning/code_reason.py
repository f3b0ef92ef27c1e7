"""Which turn of a call tells its reason first, and which code that is.

Line after line, a call either goes on (what was said tells no reason) or tells one of the codes; what was told
first is the main code. A call that ends without any is judged as a whole, which is how "none of these" is found.
This is a discrete-time model of competing risks (J. D. Kalbfleisch, R. L. Prentice, The Statistical Analysis of
Failure Time Data, 2002, chapter 8); the chance of each step is linear in the words of the line and of the call.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from service.drafting.learning.arrays import Arrays, NotArrays
from service.drafting.learning.code_words import Floats, Vector

_NAMES = ("line", "call", "end", "line_bias", "end_bias")


@dataclass(frozen=True)
class Weights:
    """For C codes, L places in a line's vector and W in a call's.

    `line` is L x (C+1) and `call` W x (C+1): the last column speaks for going on. `end` is W x C.
    """

    line: Floats
    call: Floats
    end: Floats
    line_bias: Floats
    end_bias: Floats

    @property
    def codes(self) -> int:
        return len(self.end_bias)

    def dump(self) -> Arrays:
        """At half precision: a weight's third digit decides nothing."""
        return {name: getattr(self, name).astype(np.float16) for name in _NAMES}

    @classmethod
    def load(cls, arrays: Arrays, codes: int, size: int, words: int) -> "Weights":
        """Raises `NotArrays` for shapes that do not belong together."""
        shapes = ((size, codes + 1), (words, codes + 1), (words, codes), (codes + 1,), (codes,))
        for name, shape in zip(_NAMES, shapes, strict=True):
            one = arrays[name]
            if one.shape != shape or one.dtype != np.float16 or not np.isfinite(one.astype(np.float32)).all():
                raise NotArrays
        return cls(*(arrays[name].astype(np.float32) for name in _NAMES))


@dataclass(frozen=True)
class Told:
    """`shares` is how likely each code was told first; `lines` the number of the line that tells it for the most
    part, -1 where no single one does.
    """

    shares: Floats
    lines: tuple[int, ...]


def told_first(weights: Weights, lines: Sequence[Vector], call: Vector) -> Told:
    """A call without lines is judged as a whole."""
    from_call = _product(weights.call, call)
    going, chances = 1.0, np.zeros((len(lines) + 1, weights.codes), np.float32)
    for number, line in enumerate(lines):
        steps = softmax(_product(weights.line, line) + from_call + weights.line_bias)
        chances[number] = going * steps[:-1]
        going *= float(steps[-1])
    chances[-1] = going * softmax(_product(weights.end, call) + weights.end_bias)
    shares, best = chances.sum(axis=0), chances.argmax(axis=0)
    clear = (best < len(lines)) & (chances.max(axis=0) > shares / 2)
    return Told(shares, tuple(np.where(clear, best, -1).tolist()))


def softmax(logits: Floats) -> Floats:
    """Over the last axis."""
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), np.float32)


def _product(weights: Floats, vector: Vector) -> Floats:
    return np.asarray(vector.weights @ weights[vector.places], np.float32)
