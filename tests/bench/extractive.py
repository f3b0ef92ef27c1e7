"""Processor time of the draft without a model: `python -m tests.bench.extractive [--pool FILE] [--limit N] [--json]`.

A call of 1,000 words is drafted with each shipped profile. With `--pool` a ranker and a reader of fields are fitted
on labelled calls first, and 1,000 words of others, one after the other, are drafted with and without them.
"""

import argparse
import json
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from connectors.contracts import Turn
from service.domain.draft import Material
from service.domain.profile import Profile
from service.drafting.evaluation.labelled import Labelled, example_of, profile_of, read_line, with_slugs
from service.drafting.extractive import extract
from service.drafting.learning.learned import Learned, fit
from service.drafting.profiles import load_shipped
from tests.bench.masking import turns

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ("default", "telecom", "banking", "retail")
WORDS = 1000
ROUNDS = 15


def long_call(call: Material) -> Material:
    """The same turns over again until they come to 1,000 words."""
    said = [turn for turn in call.turns if turn.text.strip()]
    words = 0
    told: list[Turn] = []
    while words < WORDS:
        turn = said[len(told) % len(said)]
        told.append(turn)
        words += len(turn.text.split())
    return call.model_copy(update={"turns": tuple(told)})


def joined(calls: list[Labelled]) -> Material:
    """1,000 words of several calls, one after the other: nothing in it is said twice."""
    turns_of_all = tuple(turn for call in calls for turn in call.material.turns)
    return long_call(calls[0].material.model_copy(update={"turns": turns_of_all}))


def ms_of(call: Material, profile: Profile, learned: Learned | None = None) -> float:
    """Median processor time of one draft."""
    extract(call, profile, learned)
    spent = []
    for _ in range(ROUNDS):
        started = time.thread_time()
        extract(call, profile, learned)
        spent.append((time.thread_time() - started) * 1000)
    return statistics.median(spent)


def measured(pool: Path | None, limit: int) -> Iterator[tuple[str, float]]:
    built = Material.model_validate({"turns": turns(), "started_at": "2026-11-18T10:00:00Z"})
    call = long_call(built)
    for name in SHIPPED:
        yield name, ms_of(call, load_shipped(ROOT / "prompts" / name))
    if pool is not None:
        lines = pool.read_text(encoding="utf-8").splitlines()
        calls = list(with_slugs(read_line(line) for line in lines[: limit + 30]))
        profile = profile_of(calls)
        learned = fit([example_of(one) for one in calls[:limit]], profile)
        said = joined(calls[limit:])
        yield f"labels of {pool.name}, by catalogue", ms_of(said, profile)
        yield f"labels of {pool.name}, learnt from {limit} calls", ms_of(said, profile, learned)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pool", type=Path, help="labelled calls to fit on (JSONL)")
    parser.add_argument("--limit", type=int, default=1000, help="how many of them")
    parser.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args()
    found = dict(measured(asked.pool, asked.limit))
    if asked.json:
        print(json.dumps(found))
        return
    for what, ms in found.items():
        print(f"{ms:6.1f} ms for 1,000 words: {what}")


if __name__ == "__main__":
    main()
