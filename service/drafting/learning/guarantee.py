"""How far confirmed wrap-ups prove that the next ones may be confirmed alone: a bound that holds for any sample.

A threshold on the score is certified when the exact upper bound of its error (C. J. Clopper, E. S. Pearson
1934) stays within what is allowed. Many thresholds are tested (A. N. Angelopoulos et al., Learn then Test, 2021),
the strictest first, and share what may go wrong: half of it belongs to the one that a quarter of the wrap-ups lie
above, the rest is dealt out evenly, and one that passes hands on all it had (the fallback procedure of B. L.
Wiens 2003). So one early error is no end. The thresholds are chosen by how many wrap-ups lie above them, never
by which were right.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from service.domain.learning import Certificate

THRESHOLDS = 20
STRONG, STRONG_PART = 0.25, 0.5
"""The threshold with this share of all wrap-ups above it has this part of what may go wrong."""

PRECISE = 1e-9


class Outcome(NamedTuple):
    """One wrap-up that counts as evidence: its main code, the score of the whole, and whether all was right."""

    code: str
    score: float
    right: bool


@dataclass(frozen=True)
class Bound:
    """The lowest certified threshold, how many lie at or above it, and how many of these were wrong."""

    threshold: float | None
    count: int
    errors: int


def certify(
    outcomes: Sequence[Outcome], *, precision: float, confidence: float, thresholds: int = THRESHOLDS
) -> tuple[Certificate, ...]:
    """One certificate a code, in the order of the codes; `threshold` None where the evidence is not enough.

    Each code's certificate holds with `confidence` by itself.
    """
    by_code: defaultdict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        by_code[one.code].append(one)
    made = []
    for code, of_code in sorted(by_code.items()):
        bound = lowest(of_code, precision=precision, confidence=confidence, thresholds=thresholds)
        certificate = Certificate(
            code=code,
            threshold=bound.threshold,
            precision=precision,
            confidence=confidence,
            count=bound.count,
            errors=bound.errors,
        )
        made.append(certificate)
    return tuple(made)


def lowest(
    outcomes: Sequence[Outcome], *, precision: float, confidence: float, thresholds: int = THRESHOLDS
) -> Bound:
    """The lowest threshold for which the error is at most `1 - precision`, at this confidence."""
    ranked = sorted(outcomes, key=lambda one: -one.score)
    found = Bound(None, len(ranked), sum(not one.right for one in ranked))
    handed_on = 0.0
    for size, own in _tests(ranked, precision, confidence, thresholds):
        errors = sum(not one.right for one in ranked[:size])
        risk = own + handed_on
        passed = error_bound(errors, size, 1 - risk) <= 1 - precision
        handed_on = risk if passed else 0.0
        if passed:
            found = Bound(ranked[size - 1].score, size, errors)
    return found


def _tests(
    ranked: Sequence[Outcome], precision: float, confidence: float, thresholds: int
) -> list[tuple[int, float]]:
    """How many wrap-ups each threshold is tested on, and its own part of the risk; the strictest first."""
    risk, every = 1 - confidence, len(ranked)
    least = least_evidence(precision, 1 - STRONG_PART * risk)
    if every < least:  # one test of all there is, with the whole risk
        return [(every, risk)] if every >= least_evidence(precision, confidence) else []
    sizes = _sizes(ranked, least, thresholds)
    if len(sizes) == 1:
        return [(sizes[0], risk)]
    strong = next(size for size in sizes if size >= STRONG * every)
    even = (1 - STRONG_PART) * risk / (len(sizes) - 1)
    return [(size, STRONG_PART * risk if size == strong else even) for size in sizes]


def _sizes(ranked: Sequence[Outcome], least: int, thresholds: int) -> list[int]:
    """How many lie above each threshold, the strictest first; scores that are equal are never parted."""
    every = len(ranked)
    steps = [least + round((every - least) * step / max(thresholds - 1, 1)) for step in range(thresholds)]
    sizes = []
    for size in steps:
        while size < every and ranked[size].score == ranked[size - 1].score:
            size += 1  # noqa: PLW2901 - grown to where the next score is lower
        sizes.append(size)
    return sorted(set(sizes))


def least_evidence(precision: float, confidence: float) -> int:
    """Without a single error so many are needed: 59, 149 and 299 for 95%, 98% and 99% at 95% confidence."""
    return math.ceil(math.log(1 - confidence) / math.log(precision))


@lru_cache(maxsize=20_000)
def error_bound(errors: int, count: int, confidence: float) -> float:
    """The exact one-sided upper bound of an error rate after `errors` among `count`."""
    if errors >= count:
        return 1.0
    low, high = errors / count, 1.0
    while high - low > PRECISE:
        rate = (low + high) / 2
        if _at_most(errors, count, rate) > 1 - confidence:
            low = rate
        else:
            high = rate
    return high


def _at_most(errors: int, count: int, rate: float) -> float:
    """The chance of at most so many errors among `count`, at this rate."""
    log_rate, log_rest = math.log(rate), math.log1p(-rate) if rate < 1 else -math.inf
    terms = (
        math.lgamma(count + 1)
        - math.lgamma(number + 1)
        - math.lgamma(count - number + 1)
        + number * log_rate
        + (count - number) * log_rest
        for number in range(errors + 1)
    )
    return math.fsum(math.exp(term) for term in terms)


def share_covered(
    scores: Sequence[float],
    right: Sequence[bool],
    *,
    precision: float,
    confidence: float,
    thresholds: int = THRESHOLDS,
) -> float:
    """The share of these calls at or above the threshold that they certify together, whatever their codes."""
    outcomes = [Outcome("", score, is_right) for score, is_right in zip(scores, right, strict=True)]
    bound = lowest(outcomes, precision=precision, confidence=confidence, thresholds=thresholds)
    return bound.count / len(outcomes) if outcomes and bound.threshold is not None else 0.0
