"""The ranker of codes on labelled calls: `python -m tests.bench.ranker [--pool FILE] [--dev FILE] [--folds 5] [--json]`.

Every call of the pool is judged once, by a ranker fitted on the other folds. With `--dev`, one more is fitted on
the whole pool and judges the calls of that file. Wilson's 95% intervals for shares, the bootstrap for the rest.
In "rare as frequent" no code weighs more than five calls in each fold.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from service.domain.content import NONE_OF_THESE
from service.domain.profile import Profile
from service.drafting.evaluation.figures import ece
from service.drafting.evaluation.intervals import bootstrap, wilson
from service.drafting.evaluation.labelled import (
    Labelled,
    NotLabelled,
    example_of,
    profile_of,
    read_line,
    with_slugs,
)
from service.drafting.learning.codes import CodeRanker
from service.drafting.learning.guarantee import Outcome, lowest
from service.flows.evaluate import Fold, folds

FREQUENT = 15
AT_MOST = 5
PRECISION, CONFIDENCE = 0.98, 0.95
POOL = Path(__file__).resolve().parents[3] / "shared" / "data" / "pool" / "multidogo.jsonl"


class Seen(NamedTuple):
    """One call, judged by a ranker that was not fitted on it."""

    code: str
    several: bool
    main: str
    share: float
    among: bool
    exact: bool
    weight: float = 1.0


class Run(NamedTuple):
    seen: list[Seen]
    fit_s: list[float]
    rank_ms: float


def read(path: Path) -> list[Labelled]:
    calls = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            calls.append(read_line(line))
        except NotLabelled:
            continue
    return list(with_slugs(calls))


def run(parts: Iterable[Fold], profile: Profile) -> Run:
    seen: list[Seen] = []
    fit_s, rank_s = [], 0.0
    for part in parts:
        started = time.perf_counter()
        ranker = CodeRanker.fit([example_of(call) for call in part.fitted_on], profile)
        if ranker is None:
            raise SystemExit("too few calls to fit a ranker on")
        fitted = time.perf_counter()
        seen += weighed([judged(ranker, call) for call in part.measured])
        fit_s.append(fitted - started)
        rank_s += time.perf_counter() - fitted
    return Run(seen, fit_s, rank_s * 1000 / len(seen))


def judged(ranker: CodeRanker, call: Labelled) -> Seen:
    ranking = ranker.rank(call.material)
    return Seen(
        code=call.code,
        several=len(call.codes) > 1,
        main=ranking.chosen[0],
        share=ranking.shares[ranking.chosen[0]],
        among=call.code in list(ranking.shares)[:3],
        exact=set(ranking.chosen) == set(call.codes),
    )


def weighed(seen: Sequence[Seen]) -> list[Seen]:
    """With weights as if at most so many calls of each code had been drawn."""
    counts = Counter(one.code for one in seen)
    return [one._replace(weight=min(1.0, AT_MOST / counts[one.code])) for one in seen]


def figures(made: Run) -> dict[str, Any]:
    seen = made.seen
    counts = Counter(one.code for one in seen)
    frequent = [one for one in seen if counts[one.code] >= FREQUENT]
    several = [one for one in seen if one.several]
    right = np.array([one.code == one.main for one in seen])
    sure = np.array([one.share for one in seen])
    weight = np.array([one.weight for one in seen])
    return {
        "accuracy": share(right.tolist()),
        "accuracy, rare as frequent": [
            round(float(np.average(right, weights=weight)), 4),
            *bootstrap(len(seen), lambda at: float(np.average(right[at], weights=weight[at])), rounds=300),
            len(seen),
        ],
        f"accuracy, codes of {FREQUENT} calls and more": share([one.code == one.main for one in frequent]),
        "top 3": share([one.among for one in seen]),
        "ECE": [
            round(ece(sure, right), 4),
            *bootstrap(len(seen), lambda at: ece(sure[at], right[at]), rounds=300),
            len(seen),
        ],
        "exact sets": share([one.exact for one in seen]),
        "exact sets, calls with several codes": share([one.exact for one in several]),
        **covered(seen),
        "seconds a fit": [round(one, 1) for one in made.fit_s],
        "ms a call": round(made.rank_ms, 2),
    }


def covered(seen: Sequence[Seen]) -> dict[str, Any]:
    """What may be confirmed alone, and how many of those were right after all."""
    outcomes = [Outcome("", one.share, one.code == one.main) for one in seen]
    bound = lowest(outcomes, precision=PRECISION, confidence=CONFIDENCE)
    count = bound.count if bound.threshold is not None else 0
    alone = [True] * count + [False] * (len(seen) - count)
    return {
        f"covered at a guaranteed {PRECISION:.0%}": share(alone),
        "right among these": share([number >= bound.errors for number in range(count)]),
    }


def share(hits: Sequence[bool]) -> list[float]:
    """The share, its interval, and how many it was counted on."""
    right, count = sum(hits), len(hits)
    return [round(one, 4) for one in (right / max(count, 1), *wilson(right, count))] + [count]


def is_none(code: str) -> bool:
    return code == NONE_OF_THESE or code.endswith(f"_{NONE_OF_THESE}")


def measure(pool: Sequence[Labelled], dev: Sequence[Labelled], count: int) -> dict[str, Any]:
    profile = profile_of([*pool, *dev])
    coded = [call for call in pool if not is_none(call.code)]
    found = {}
    if count:
        found["cross-validation"] = figures(run(folds(pool, count), profile))
    if count and len(coded) < len(pool):
        found["cross-validation, calls of a code"] = figures(run(folds(coded, count), profile_of(coded)))
    if dev:
        found["held out"] = figures(run([Fold(list(pool), list(dev))], profile))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pool", type=Path, default=POOL, help="labelled calls to fit on (JSONL)")
    parser.add_argument("--dev", type=Path, help="labelled calls that are only measured on")
    parser.add_argument("--folds", type=int, default=5, help="0: measure on --dev alone")
    parser.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args()
    found = measure(read(asked.pool), read(asked.dev) if asked.dev else [], asked.folds)
    if asked.json:
        print(json.dumps(found))
        return
    for name, part in found.items():
        print(name)
        for figure, value in part.items():
            print(f"  {figure}: {value}")


if __name__ == "__main__":
    main()
