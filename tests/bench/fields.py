"""What the reader of CRM fields gets right on labelled calls: `python -m tests.bench.fields --pool FILE --dev FILE`.

Fitted on the one file, measured on the other; without the second, by cross-validation over five parts of the
first. Both are masked as intake masks. PINs are left out: masking keeps none.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from connectors.contracts import Turn
from service.domain.draft import Material
from service.domain.learning import Example
from service.domain.profile import FieldSpec, Profile
from service.drafting.evaluation.intervals import bootstrap
from service.drafting.evaluation.labelled import Labelled, profile_of, read_line, with_slugs
from service.drafting.evaluation.noise import Noise
from service.drafting.learning.field_same import same_value, veiled
from service.drafting.learning.fields import FieldReader
from service.drafting.masking import mask_turns, reveal
from service.drafting.spoken import listen

PARTS = 5
SEED = 20


@dataclass(frozen=True)
class Outcome:
    """One call: fields proposed, proposed and right, and labelled; and what reading it took."""

    proposed: Counter[str]
    right: Counter[str]
    labelled: Counter[str]
    ms: float
    words: int
    confidences: tuple[tuple[float, bool], ...]


def main() -> int:
    asked = _arguments()
    pool = [*calls_of(drawn(asked.pool.read_text(encoding="utf-8").splitlines(), asked.limit))]
    dev = [*calls_of(asked.dev.read_text(encoding="utf-8").splitlines())] if asked.dev else None
    started = time.perf_counter()
    rates = sorted({0.0, asked.word_errors})
    by_rate = measured(pool, dev, rates)
    told: dict[str, Any] = {
        "measured_on": asked.dev.name if asked.dev else f"{PARTS} parts of {asked.pool.name}",
        "fitted_on": len(pool) if dev else len(pool) * (PARTS - 1) // PARTS,
        "seconds": round(time.perf_counter() - started, 1),
        **figures(by_rate[0.0]),
    }
    if asked.word_errors:
        told["with_word_errors"] = {"rate": asked.word_errors, **figures(by_rate[asked.word_errors])}
    if asked.json:
        print(json.dumps(told, indent=1))
    else:
        show(told)
    return 0


def drawn(lines: Sequence[str], limit: int | None) -> list[str]:
    """As many of the lines as are asked for, at random but always the same."""
    if limit is None or limit >= len(lines):
        return [*lines]
    places = np.random.default_rng(SEED).permutation(len(lines))[:limit]
    return [lines[place] for place in places]


def calls_of(lines: Iterable[str]) -> Iterator[Labelled]:
    for call in with_slugs(read_line(line) for line in lines):
        kept = {name: values for name, values in call.fields.items() if name.split("_")[-1] != "pin"}
        yield call.model_copy(update={"fields": kept})


def measured(
    pool: Sequence[Labelled], dev: Sequence[Labelled] | None, rates: Sequence[float]
) -> dict[float, list[Outcome]]:
    """Outcomes by the share of misheard words, of one fit."""
    noises = {
        rate: Noise((turn for call in pool for turn in call.material.turns), rate, SEED) for rate in rates
    }
    if dev is not None:
        reader = _fitted(pool)
        return {rate: [*_read(reader, dev, noise)] for rate, noise in noises.items()}
    order = np.random.default_rng(SEED).permutation(len(pool))
    found: dict[float, list[Outcome]] = {rate: [] for rate in rates}
    for part in range(PARTS):
        reader = _fitted([pool[at] for at in order[np.arange(len(order)) % PARTS != part]])
        for rate, noise in noises.items():
            found[rate] += _read(reader, [pool[at] for at in order[part::PARTS]], noise)
        sys.stderr.write(f"part {part + 1} of {PARTS}\n")
    return found


def _fitted(calls: Sequence[Labelled]) -> FieldReader:
    reader = FieldReader.fit([_example(call) for call in calls], _profile(calls))
    if reader is None:
        raise SystemExit("bench: too few labelled calls to fit a reader")
    return reader


def _profile(calls: Sequence[Labelled]) -> Profile:
    """The catalogue of the labels, with all their fields."""
    names = sorted({name for call in calls for name in call.fields})
    fields = tuple(FieldSpec(name=name, title=name) for name in names)
    bare = (call.model_copy(update={"fields": {}}) for call in calls)
    return profile_of(bare).model_copy(update={"fields": fields})


def _example(call: Labelled) -> Example:
    fields = {
        name: tuple(veiled(value, call.vault) for value in values) for name, values in call.fields.items()
    }
    return Example(id=call.id, material=call.material, codes=call.codes, fields=fields)


def _read(reader: FieldReader, calls: Iterable[Labelled], noise: Noise) -> Iterator[Outcome]:
    for call in calls:
        material, vault = _disturbed(call, noise)
        started = time.process_time()
        heard = listen(material)
        found = reader.read(heard, material.started_at.date())
        took = (time.process_time() - started) * 1000
        judged = {one.name: _right(one.value, call.fields.get(one.name, ()), vault) for one in found}
        yield Outcome(
            proposed=Counter(list(judged)),
            right=Counter(name for name, right in judged.items() if right),
            labelled=Counter(list(call.fields)),
            ms=took,
            words=sum(len(turn.text.split()) for turn in material.turns),
            confidences=tuple((one.confidence or 0.0, judged[one.name]) for one in found),
        )


def _disturbed(call: Labelled, noise: Noise) -> tuple[Material, dict[str, str]]:
    """The call with simulated errors: made in what was said, before it is masked."""
    said: list[Turn] = [
        turn.model_copy(update={"text": reveal(turn.text, call.vault)}) for turn in call.material.turns
    ]
    masked = mask_turns(noise.disturbed(said, call.id))
    return call.material.model_copy(update={"turns": masked.turns}), masked.vault


def _right(value: str, confirmed: Sequence[str], vault: dict[str, str]) -> bool:
    return any(same_value(reveal(value, vault), one) for one in confirmed)


def figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    counts = np.array([[one.right.total(), one.proposed.total(), one.labelled.total()] for one in outcomes])
    by_field = sorted({name for one in outcomes for name in one.labelled | one.proposed})
    return {
        "calls": len(outcomes),
        "labelled": int(counts[:, 2].sum()),
        "proposed": int(counts[:, 1].sum()),
        "right": int(counts[:, 0].sum()),
        **{name: _with_interval(counts, place) for place, name in enumerate(("precision", "recall", "f1"))},
        "calibration": calibration([pair for one in outcomes for pair in one.confidences]),
        "ms_per_1000_words": round(
            1000 * sum(one.ms for one in outcomes) / max(sum(one.words for one in outcomes), 1), 2
        ),
        "fields": {name: _field(outcomes, name) for name in by_field},
    }


def shares(counts: NDArray[np.int64]) -> tuple[float, float, float]:
    """Precision, recall and F1 of rows of right, proposed and labelled."""
    right, proposed, labelled = counts.sum(axis=0)
    return (
        float(right / max(proposed, 1)),
        float(right / max(labelled, 1)),
        float(2 * right / max(proposed + labelled, 1)),
    )


def calibration(pairs: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error over ten equal ranges of confidence."""
    if not pairs:
        return 0.0
    values = np.array(pairs, dtype=np.float64)
    ranges = np.minimum((values[:, 0] * 10).astype(int), 9)
    gaps = [
        abs(values[ranges == at, 0].mean() - values[ranges == at, 1].mean()) * (ranges == at).mean()
        for at in set(ranges.tolist())
    ]
    return round(float(sum(gaps)), 4)


def _with_interval(counts: NDArray[np.int64], place: int) -> dict[str, Any]:
    low, high = bootstrap(len(counts), lambda drawn: shares(counts[drawn])[place])
    return {"value": round(shares(counts)[place], 4), "interval": [round(low, 4), round(high, 4)]}


def _field(outcomes: Sequence[Outcome], name: str) -> dict[str, Any]:
    counts = np.array([[one.right[name], one.proposed[name], one.labelled[name]] for one in outcomes])
    precision, recall, f1 = shares(counts)
    right, proposed, labelled = (int(value) for value in counts.sum(axis=0))
    return {
        "labelled": labelled,
        "proposed": proposed,
        "right": right,
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "f1": round(f1, 3),
    }


def show(told: dict[str, Any]) -> None:
    print(f"{told['calls']} calls of {told['measured_on']}, fitted on {told['fitted_on']}")
    _show_shares(told)
    if "with_word_errors" in told:
        print(f"with {told['with_word_errors']['rate']:.0%} of the words misheard")
        _show_shares(told["with_word_errors"])
    for name, one in sorted(told["fields"].items(), key=lambda pair: -pair[1]["labelled"]):
        print(
            f"  {name:<40}{one['precision']:>7.1%}{one['recall']:>7.1%}{one['labelled']:>7}{one['proposed']:>7}"
        )


def _show_shares(told: dict[str, Any]) -> None:
    for name in ("precision", "recall", "f1"):
        low, high = told[name]["interval"]
        print(f"  {name:<10}{told[name]['value']:.1%}  ({low:.1%} to {high:.1%})")
    print(f"  {told['right']} right of {told['proposed']} proposed and {told['labelled']} labelled")
    print(f"  calibration error {told['calibration']:.1%}, {told['ms_per_1000_words']} ms per 1,000 words")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pool", type=Path, required=True, help="labelled calls to fit on, JSONL")
    parser.add_argument("--dev", type=Path, help="labelled calls to measure on, JSONL")
    parser.add_argument("--word-errors", type=float, default=0.0, help="share of words misheard")
    parser.add_argument("--limit", type=int, help="take so many calls of the pool, drawn at random")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
