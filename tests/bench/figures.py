"""Percentiles, the way they are told everywhere in the report."""

import math
from collections.abc import Iterable

Figures = dict[str, float]

SHARES = {"p50": 0.50, "p90": 0.90, "p99": 0.99, "max": 1.0}


def figures(values: Iterable[float]) -> Figures:
    """p50, p90, p99 and the largest, each a value that was measured (nearest rank); empty without values."""
    ordered = sorted(values)
    if not ordered:
        return {}
    return {name: round(ordered[_rank(share, len(ordered))], 1) for name, share in SHARES.items()}


def _rank(share: float, count: int) -> int:
    return max(0, math.ceil(share * count) - 1)
