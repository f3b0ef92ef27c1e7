"""Figures over many judged calls, each with its interval and the count that it rests on."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.drafting.evaluation.intervals import Interval, bootstrap, quantile, wilson
from service.drafting.evaluation.judged import FieldCount, Judged
from service.drafting.learning.guarantee import share_covered

BINS = 10
PRECISIONS = (0.9, 0.95, 0.98)
CONFIDENCE = 0.95
PROPOSED, WANTED = 1, 2  # columns beside that of right values

Places: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]


def figures(calls: Sequence[Judged]) -> dict[str, Any]:
    """All that `aftercall eval` reports, as JSON has it; shares from 0 to 1, each with an interval beside it."""
    return {
        "calls": len(calls),
        "dispositions": dispositions(calls),
        "fields": fields(calls),
        **_grounded(calls),
        "tokens": _tokens(calls),
        "latency_ms": _latency(calls),
    }


def dispositions(calls: Sequence[Judged]) -> dict[str, Any]:
    right = sum(one.right for one in calls)
    among = sum(one.code in {code for code, _ in one.ranked[:3]} for one in calls)
    several = [one for one in calls if len(one.codes) > 1]
    names = {code: place for place, code in enumerate(sorted({code for one in calls for code in _both(one)}))}
    true = np.array([names[one.code] for one in calls], dtype=np.int64)
    said = np.array([names[one.ranked[0][0]] for one in calls], dtype=np.int64)
    sure = np.array([one.confidence for one in calls])
    hits = true == said
    return {
        **_share("accuracy", right, len(calls)),
        **_figure("macro_f1", len(calls), lambda at: macro_f1(true[at], said[at], len(names))),
        **_share("top3", among, len(calls)),
        **_figure("ece", len(calls), lambda at: ece(sure[at], hits[at])),
        **_coverage(calls),
        **_share("exact_sets", sum(one.exact for one in calls), len(calls)),
        **_share("exact_sets_several", sum(one.exact for one in several), len(several)),
        "calls_with_several": len(several),
        "codes": len(names),
    }


def _both(one: Judged) -> tuple[str, str]:
    return one.code, one.ranked[0][0]


def _coverage(calls: Sequence[Judged]) -> dict[str, Any]:
    """The share of these calls that may be confirmed alone at a precision guaranteed on these same calls."""
    sure = [one.confidence for one in calls]
    right = [one.right for one in calls]
    shares, intervals = {}, {}
    for precision in PRECISIONS:
        share = share_covered(sure, right, precision=precision, confidence=CONFIDENCE)
        shares[str(precision)] = share
        intervals[str(precision)] = list(wilson(round(share * len(calls)), len(calls)))
    return {"coverage": shares, "coverage_interval": intervals}


def macro_f1(true: Places, said: Places, codes: int) -> float:
    """The mean F1 of the codes that are true of any call."""
    hits = np.bincount(true[true == said], minlength=codes)
    wanted, proposed = np.bincount(true, minlength=codes), np.bincount(said, minlength=codes)
    present = wanted > 0
    return float(np.mean(2 * hits[present] / (wanted + proposed)[present])) if present.any() else 0.0


def ece(sure: Floats, right: NDArray[np.bool_]) -> float:
    """Expected calibration error over ten bins of equal width (M. P. Naeini et al. 2015)."""
    if not len(sure):
        return 0.0
    bins = np.minimum((sure * BINS).astype(np.int64), BINS - 1)
    gaps = np.bincount(bins, weights=sure - right, minlength=BINS)
    return float(np.abs(gaps).sum() / len(sure))


def fields(calls: Sequence[Judged]) -> dict[str, Any]:
    """Over all fields together: a value is counted once a field and call."""
    rows = [[_sum(one.fields, part) for part in ("right", "proposed", "wanted")] for one in calls]
    counted = np.array(rows, dtype=np.int64).reshape(len(calls), 3)
    made = {
        **_figure("precision", len(calls), lambda at: _ratio(counted[at], PROPOSED)),
        **_figure("recall", len(calls), lambda at: _ratio(counted[at], WANTED)),
        **_figure("f1", len(calls), lambda at: _f1(counted[at])),
    }
    right, proposed, wanted = (int(one) for one in counted.sum(axis=0))
    masked = sum(one.masked_fields for one in calls)
    return {**made, "right": right, "proposed": proposed, "wanted": wanted, "left_out_masked": masked}


def by_field(calls: Sequence[Judged]) -> dict[str, FieldCount]:
    """Counts of each field over all calls, the most wanted first."""
    every: dict[str, list[FieldCount]] = {}
    for one in calls:
        for count in one.fields:
            every.setdefault(count.name, []).append(count)
    summed = {
        name: FieldCount(
            name=name,
            right=_sum(counts, "right"),
            proposed=_sum(counts, "proposed"),
            wanted=_sum(counts, "wanted"),
        )
        for name, counts in every.items()
    }
    return dict(sorted(summed.items(), key=lambda one: -one[1].wanted))


def confusions(calls: Sequence[Judged]) -> list[tuple[str, str, int]]:
    """Pairs of true and proposed code that differ, the most frequent first."""
    pairs = Counter((one.code, one.ranked[0][0]) for one in calls if not one.right)
    return [(true, said, count) for (true, said), count in pairs.most_common()]


def worst(calls: Sequence[Judged], most: int = 25) -> list[Judged]:
    """Wrong calls, those that were surest of themselves first."""
    return sorted((one for one in calls if not one.right), key=lambda one: -one.confidence)[:most]


def _sum(counts: Sequence[FieldCount], part: str) -> int:
    return sum(getattr(one, part) for one in counts)


def _ratio(counted: Places, of: int) -> float:
    right, whole = int(counted[:, 0].sum()), int(counted[:, of].sum())
    return right / whole if whole else 0.0


def _f1(counted: Places) -> float:
    right, proposed, wanted = (int(one) for one in counted.sum(axis=0))
    return 2 * right / (proposed + wanted) if proposed + wanted else 0.0


def _grounded(calls: Sequence[Judged]) -> dict[str, Any]:
    grounded = sum(one.supports.get("grounded", 0) for one in calls)
    every = sum(sum(one.supports.values()) for one in calls)
    return {**_share("grounded", grounded, every), "sentences": every}


def _tokens(calls: Sequence[Judged]) -> dict[str, Any]:
    """Sums over all calls, and a call on average, of what a model counted; empty without a model."""
    names = sorted({name for one in calls for name in one.tokens})
    sums = {name: sum(one.tokens.get(name, 0) for one in calls) for name in names}
    return {"sum": sums, "a_call": {name: count / len(calls) for name, count in sums.items()}} if sums else {}


def _latency(calls: Sequence[Judged]) -> dict[str, float]:
    took = [one.latency_ms for one in calls]
    return {name: round(quantile(took, share), 2) for name, share in (("p50", 0.5), ("p95", 0.95))}


def _share(name: str, right: int, count: int) -> dict[str, Any]:
    return _with(name, right / count if count else 0.0, wilson(right, count))


def _figure(name: str, count: int, figure: Callable[[Places], float]) -> dict[str, Any]:
    everything = np.arange(count)
    return _with(name, figure(everything) if count else 0.0, bootstrap(count, figure))


def _with(name: str, value: float, interval: Interval) -> dict[str, Any]:
    return {name: round(value, 4), f"{name}_interval": [round(one, 4) for one in interval]}
