"""Fields of one call beside each other: two that usually agree support a value, two that never do dispute it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.drafting.learning.field_mentions import Mention

Doubles: TypeAlias = NDArray[np.float64]
UNHEARD = -6.0  # logit of a value that nobody said


@dataclass(frozen=True)
class Option:
    """A value that a field may have, its best mention and the place of that among all; `numbers` are what the
    choice between options is made on.
    """

    key: str
    numbers: tuple[float, ...]
    mention: Mention | None
    row: int


class Claims:
    """`agreement` is between the fields looked for, `logits` each one's of all mentions, `options` each one's."""

    def __init__(
        self, agreement: Doubles, logits: Sequence[Doubles], options: Sequence[list[Option]]
    ) -> None:
        self._agreement = agreement
        self._logits = np.stack(logits) if logits else np.zeros((0, 0))
        self._options = options
        self._tops = [max(found, key=lambda one: one.numbers[0], default=None) for found in options]
        self._sure = [1 / (1 + np.exp(-top.numbers[0])) if top else 0.0 for top in self._tops]

    def weighed(self, at: int) -> list[Option]:
        """The options of a field, with what the other fields say of them."""
        disputed = self._disputed(at)
        return [
            replace(one, numbers=(*one.numbers, *self._said(at, one, disputed))) for one in self._options[at]
        ]

    def _said(self, at: int, one: Option, disputed: Doubles) -> tuple[float, float, float, float]:
        for_it = against = 0.0
        for other, top in enumerate(self._tops):
            if other != at and top is not None and top.key == one.key:
                agreed = float(self._agreement[at, other]) * self._sure[other]
                for_it, against = for_it + max(agreed, 0.0), against + max(-agreed, 0.0)
        claim = float(disputed[one.row]) if one.row >= 0 else UNHEARD
        return min(for_it, 3.0), min(against, 3.0), claim, one.numbers[0] - claim

    def _disputed(self, at: int) -> Doubles:
        """How strongly each mention is claimed by some field that does not usually agree with this one."""
        others = [
            other for other in range(len(self._tops)) if other != at and self._agreement[at, other] <= 0
        ]
        if not others or not self._logits.size:
            return np.full(self._logits.shape[1] if self._logits.size else 1, UNHEARD)
        strongest: Doubles = self._logits[others].max(axis=0)
        return strongest
