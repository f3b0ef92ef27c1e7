"""How sure a measured figure is: Wilson's interval for shares, the bootstrap over calls for the rest."""

import math
from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Interval: TypeAlias = tuple[float, float]
Z95 = 1.959964
ROUNDS = 1_000


def wilson(right: int, count: int, z: float = Z95) -> Interval:
    """95% interval of a share (E. B. Wilson 1927); (0, 1) where nothing was counted."""
    if count == 0:
        return (0.0, 1.0)
    share = right / count
    centre = share + z * z / (2 * count)
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    scale = 1 + z * z / count
    return (max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale))


def bootstrap(
    count: int, figure: Callable[[NDArray[np.int64]], float], *, rounds: int = ROUNDS, seed: int = 7
) -> Interval:
    """95% percentile interval of a figure of calls drawn again (B. Efron 1979); `figure` takes their places."""
    if count == 0:
        return (0.0, 1.0)
    chance = np.random.default_rng(seed)
    drawn = [figure(chance.integers(0, count, count)) for _ in range(rounds)]
    low, high = np.quantile(drawn, (0.025, 0.975))
    return (float(low), float(high))


def quantile(values: Sequence[float], share: float) -> float:
    return float(np.quantile(values, share)) if values else 0.0
