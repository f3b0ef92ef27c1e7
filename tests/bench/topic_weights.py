"""Makes the weights by which topics are recognised from likeness: `python -m tests.bench.topic_weights FILE...`.

Fitted on the project's own lines and, for what is said on ordinary calls, on the turns of these files (JSONL, one
call a line) in which no rule finds a topic, and of the dialogues that masking is tested with, which are of all trades
and in all four languages: most of the calls to learn from, the others to set each topic's limit by.
"""

import argparse
import random
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.svm import LinearSVC

from service.domain.draft import Material
from service.drafting.spoken import listen
from service.drafting.topics import likeness
from service.drafting.topics.folded import tokens
from service.drafting.topics.languages import of_each
from service.drafting.topics.likeness import BUCKETS, FEW, LEAST_WORDS, traits
from service.drafting.topics.recognition import lexicon
from tests.bench.masking_cases import marked
from tests.bench.topic_lines import DATA, OF_MASKING, WHEN, Line, calls, lines

OUT = Path(likeness.__file__).with_name(likeness.WEIGHTS)
SPOKEN = ("seen.tsv", "unseen.tsv")
CLEAN = ("clean.tsv", "unseen_clean.tsv")
# The last such set is kept to measure on.
SETS = ("unseen", "unseen_second", "unseen_third")
FEWEST = 3  # sentences that make a dialogue
FEW_OF_OTHERS = 0.01
SEED = 3
SOFTNESS = 5
# The smallest weights fill the file and decide nothing.
LEAST = 0.12
STEPS = 127
# Share of the ordinary calls that is learnt from; by the others the limits are set.
TAUGHT = 0.7
# Share of calls without a topic that each topic's limit lets through: more where, by cross-validation over the
# project's lines, that finds more of what the rules miss.
LET_THROUGH = {
    "bereavement": 0.001,
    "complaint": 0.003,
    "escalation": 0.003,
    "fraud": 0.003,
    "job_loss": 0.002,
    "legal": 0.002,
    "medical": 0.001,
    "retention": 0.002,
    "vulnerable_customer": 0.003,
}

Words = list[str]
Weights = NDArray[np.float64]


def main() -> int:
    asked = _arguments()
    free = [judged(call) for call in ordinary(asked.calls, asked.most, asked.leave_out)]
    other = of_all_trades()
    taught, shown = int(len(free) * TAUGHT), int(len(other) * TAUGHT)
    topics, weights = fitted(
        paraphrases(), [*clean_lines(), *_distinct(free[:taught]), *_distinct(other[:shown])]
    )
    let_through = np.array([LET_THROUGH[topic] for topic in topics])
    limits = np.maximum(
        limits_of(weights, free[taught:], let_through), limits_of(weights, other[shown:], FEW_OF_OTHERS)
    )
    np.savez_compressed(asked.out, allow_pickle=False, **packed(topics, weights, limits))
    sys.stdout.write(
        f"{len(free)} calls, {np.count_nonzero(weights)} weights, {asked.out.stat().st_size} bytes\n"
    )
    return 0


def paraphrases() -> list[Line]:
    return [line for name in SPOKEN for line in lines(DATA / name)]


def clean_lines() -> list[Words]:
    own = [line.text for name in CLEAN for line in lines(DATA / name)]
    return [tokens(text) for text in (*own, *_of_masking())]


def ordinary(files: Sequence[Path], most: int, leaving_out: Sequence[str] = ()) -> list[list[Words]]:
    """Calls in which no rule finds a topic, as sentences of folded words, in an order of chance."""
    found: list[list[Words]] = []
    for file in files:
        told = [sentences(call) for _, call in calls(file, leaving_out)]
        random.Random(SEED).shuffle(told)  # noqa: S311 - no secret
        found += [call for call in told[:most] if not any(map(_ruled, call, of_each(call)))]
    random.Random(SEED).shuffle(found)  # noqa: S311 - no secret
    return found


def sentences(call: Material) -> list[Words]:
    return [tokens(sentence.cleaned) for sentence in listen(call).sentences]


def judged(call: list[Words]) -> list[Words]:
    """The sentences that the recogniser reads for likeness."""
    return [words for words in call if len(words) >= LEAST_WORDS]


def fitted(said: Sequence[Line], clean: Sequence[Words]) -> tuple[list[str], Weights]:
    """Topics, and their weights by bucket and topic, the smallest taken out."""
    topics = sorted({line.topic for line in said})
    rows = matrix([*(tokens(line.text) for line in said), *clean])
    columns = [
        _weights(rows, np.array([line.topic == topic for line in said] + [False] * len(clean)))
        for topic in topics
    ]
    return topics, np.stack(columns, axis=1)


def of_all_trades() -> list[list[Words]]:
    """Dialogues about deliveries, bills, bookings, faults in four languages, without what a rule finds a topic in."""
    told = (case for name in SETS for case in marked(OF_MASKING.parent / name))
    calls = [sentences(Material(turns=one.turns, started_at=WHEN, language=one.language)) for one in told]
    free = (
        judged([words for words, of in zip(call, of_each(call), strict=True) if not _ruled(words, of)])
        for call in calls
    )
    found = [call for call in free if len(call) >= FEWEST]
    random.Random(SEED).shuffle(found)  # noqa: S311 - no secret
    return found


def limits_of(weights: Weights, free: Sequence[list[Words]], let_through: Weights | float) -> Weights:
    """By topic, what the best sentence of all but a share of these calls stays below."""
    scores = np.stack([np.asarray(matrix(call) @ weights).max(axis=0) for call in free if call])
    shares = np.broadcast_to(let_through, scores.shape[1:])
    return np.array([np.quantile(scores[:, at], 1 - share) for at, share in enumerate(shares)])


def matrix(texts: Iterable[Words]) -> sparse.csr_matrix:
    """How often each text has each trait, by the root of how many it has as the recogniser judges it."""
    found = [traits(words) for words in texts]
    lengths = np.array([len(one) for one in found])
    columns = np.fromiter((bucket for one in found for bucket in one), dtype=np.int32)
    values = np.repeat(1 / np.sqrt(lengths + FEW), lengths)
    ends = np.concatenate([[0], np.cumsum(lengths)])
    rows = sparse.csr_matrix((values, columns, ends), shape=(len(found), BUCKETS))
    rows.sum_duplicates()
    return rows


def packed(topics: list[str], weights: Weights, limits: Weights) -> dict[str, NDArray[Any]]:
    """As the recogniser reads it: of each topic in turn, the buckets that have weights and the weights in steps."""
    scales = np.abs(weights).max(axis=0) / STEPS
    kept = [np.flatnonzero(np.round(column / scale)) for column, scale in zip(weights.T, scales, strict=True)]
    steps = [np.round(weights[at, topic] / scales[topic]) for topic, at in enumerate(kept)]
    return {
        "topics": np.array(topics),
        "counts": np.array([len(at) for at in kept], dtype=np.int32),
        "buckets": np.concatenate(kept).astype(np.uint16),
        "weights": np.concatenate(steps).astype(np.int8),
        "scales": scales.astype(np.float32),
        "limits": limits.astype(np.float32),
    }


def _weights(rows: sparse.csr_matrix, wanted: NDArray[np.bool_]) -> Weights:
    found: Weights = LinearSVC(C=SOFTNESS, random_state=SEED).fit(rows, wanted).coef_[0]
    return np.where(np.abs(found) < LEAST, 0, found)


def _ruled(words: Words, languages: tuple[str, ...]) -> bool:
    return any(lexicon().topics(words, languages))


def _of_masking() -> list[str]:
    """What is said in the lines that masking is tested with: ordinary, and in every language."""
    told = (
        line
        for file in sorted(OF_MASKING.glob("lines_*.txt"))
        for line in file.read_text("utf-8").splitlines()
    )
    return [line.split(" => ")[0] for line in told if line and not line.startswith("#")]


def _distinct(free: Sequence[list[Words]]) -> list[Words]:
    return [list(words) for words in dict.fromkeys(tuple(words) for call in free for words in call)]


def _arguments() -> argparse.Namespace:
    reads: Callable[[str], Path] = Path
    parser = argparse.ArgumentParser(prog="python -m tests.bench.topic_weights", description=__doc__)
    parser.add_argument("calls", nargs="+", type=reads, metavar="FILE")
    parser.add_argument("--most", type=int, default=1_500, help="calls taken of each file (default 1500)")
    parser.add_argument(
        "--leave-out", nargs="*", default=(), metavar="WORD", help="calls left out, by words in their codes"
    )
    parser.add_argument("--out", type=reads, default=OUT)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
