"""How well topics are found, and what that costs: `python -m tests.bench.topics [FILE.tsv...] [--json]`.

Recall on lines that raise a topic, false alarms on lines and calls that raise none, processor time per 1,000 words.
"""

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from service.domain.content import Flag
from service.domain.draft import Material
from service.drafting.evaluation.intervals import wilson
from service.drafting.spoken import listen
from service.drafting.topics import flags
from tests.bench.topic_lines import DATA, TOPICS, Line, calls, lines, raised

RAISING = (DATA / "unseen_second.tsv",)
CLEAN = (DATA / "unseen_second_clean.tsv",)
# The first calls of a process also read the lexicons and weights, and compile the rules that they touch.
ROUNDS = 3
ALL = "all"


class Share(NamedTuple):
    """So many of so many."""

    right: int
    of: int

    @property
    def record(self) -> dict[str, Any]:
        return {"right": self.right, "count": self.of, "interval": list(wilson(self.right, self.of))}

    def __str__(self) -> str:
        low, high = wilson(self.right, self.of)
        return f"{self.right}/{self.of} [{low:.3f}, {high:.3f}]"


class Alarm(NamedTuple):
    """A topic where there is none, or (`topic` missed) none where there is one."""

    where: str
    topic: str
    said: str


Shares = dict[tuple[str, str], Share]


def recall(said: Sequence[Line]) -> tuple[Shares, list[Alarm]]:
    """Shares by topic and language, and over all of either; and what was missed."""
    found = {line: line.topic in {flag.topic for flag in raised(line.call)} for line in said}
    groups = defaultdict[tuple[str, str], list[bool]](list)
    for line, right in found.items():
        for topic in (line.topic, ALL):
            for language in (line.language, ALL):
                groups[topic, language].append(right)
    shares = {group: Share(sum(rights), len(rights)) for group, rights in sorted(groups.items())}
    return shares, [Alarm(line.language, line.topic, line.text) for line, right in found.items() if not right]


def false_alarms(heard: Iterable[tuple[str, Material]]) -> tuple[Share, list[Alarm]]:
    """How many of these calls, all free of topics, raise any; and with what."""
    count, alarms = 0, list[list[Alarm]]()
    for where, call in heard:
        count += 1
        if found := raised(call):
            alarms.append([Alarm(where, flag.topic, _told(flag)) for flag in found])
    return Share(len(alarms), count), [alarm for several in alarms for alarm in several]


def free_calls(files: Sequence[Path], ids: frozenset[str]) -> Iterator[tuple[str, Material]]:
    return ((name, call) for file in files for name, call in calls(file) if name in ids)


def listed(path: Path) -> frozenset[str]:
    """Ids, one a line; what follows a "#" is a comment."""
    told = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return frozenset(name for name in told if name)


def cost(heard: Sequence[Material]) -> tuple[float, int]:
    """Processor milliseconds per 1,000 words once the lexicons are warm (the best round), and how many words."""
    told = [listen(call) for call in heard]
    words = sum(len(turn.text.split()) for call in heard for turn in call.turns)
    rounds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for call in told:
            flags(call, TOPICS)
        rounds.append(time.process_time() - started)
    return min(rounds) / max(words, 1) * 1_000_000, words


def measure(asked: argparse.Namespace) -> dict[str, Any]:
    shares, missed = recall([line for file in asked.lines for line in lines(file)])
    ordinary = [line for file in asked.clean for line in lines(file)]
    found, alarms = false_alarms((line.language, line.call) for line in ordinary)
    result = {"recall": shares, "missed": missed, "clean": found, "alarms": alarms}
    if asked.free:
        free, raising = false_alarms(free_calls(asked.calls, listed(asked.free)))
        result |= {"free": free, "raising": raising}
    timed = [call for file in asked.calls for _, call in calls(file)][: asked.timed]
    ms, words = cost(timed or [line.call for line in ordinary])
    return result | {"ms_per_1000_words": round(ms, 2), "words": words}


def table(result: dict[str, Any]) -> Iterator[str]:
    yield f"{'topic':22}{'language':10}{'recall':>24}"
    for (topic, language), share in result["recall"].items():
        yield f"{topic:22}{language:10}{share!s:>24}"
    yield f"clean lines that raise something: {result['clean']}"
    if "free" in result:
        yield f"free calls that raise something: {result['free']}"
    yield f"{result['ms_per_1000_words']} ms of processor time per 1,000 words, over {result['words']} words"
    for kind in ("missed", "alarms", "raising"):
        for alarm in result.get(kind, ()):
            yield f"  {kind} {alarm.where} {alarm.topic}: {alarm.said}"


def as_json(result: dict[str, Any]) -> str:
    shares = [
        {"topic": topic, "language": language, **share.record}
        for (topic, language), share in result["recall"].items()
    ]
    told = {name: one.record if isinstance(one, Share) else one for name, one in result.items()}
    alarms = {
        kind: [alarm._asdict() for alarm in result.get(kind, ())] for kind in ("missed", "alarms", "raising")
    }
    return json.dumps(told | alarms | {"recall": shares}, ensure_ascii=False)


def _told(flag: Flag) -> str:
    return flag.evidence[0].quote


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.topics", description=__doc__)
    parser.add_argument("lines", nargs="*", type=Path, default=RAISING, help="columns topic, language, text")
    parser.add_argument("--clean", nargs="+", type=Path, default=CLEAN, help="columns language, text")
    parser.add_argument("--calls", nargs="+", type=Path, default=(), metavar="FILE", help="JSONL calls")
    parser.add_argument("--free", type=Path, metavar="LIST", help="ids of the calls that raise no topic")
    parser.add_argument(
        "--timed", type=int, default=400, help="time is measured on so many calls (default 400)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args()
    result = measure(asked)
    sys.stdout.writelines(f"{line}\n" for line in ([as_json(result)] if asked.json else table(result)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
