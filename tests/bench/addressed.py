"""`python -m tests.bench.addressed FILE...`: of how many honest calls anything is taken for said to the note-taking.

Files are JSONL with a call a line: `utterances` of `speaker` and `text`. What is found is printed, to be read.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from connectors.contracts import Speaker, Turn
from service.domain.draft import Material
from service.drafting.addressed import quieted
from service.drafting.evaluation.intervals import wilson

SPEAKERS = {"agent": Speaker.AGENT, "customer": Speaker.CUSTOMER}


def _calls(paths: list[Path]) -> Iterator[Material]:
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            turns = tuple(
                Turn(speaker=SPEAKERS.get(one["speaker"], Speaker.UNKNOWN), text=one["text"])
                for one in json.loads(line)["utterances"]
            )
            yield Material(turns=turns, started_at=datetime.now(UTC))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    calls = list(_calls(parser.parse_args().files))
    words = sum(len(turn.text.split()) for call in calls for turn in call.turns)
    started = time.process_time()
    touched = [found for call in calls if (found := quieted(call).addressed)]
    spent = time.process_time() - started
    for found in touched:
        sys.stdout.write(f"  {found[0].quote[:160]}\n")
    low, high = wilson(len(touched), len(calls))
    sys.stdout.write(
        f"{len(touched)} of {len(calls)} calls touched (95% interval {low:.3%} to {high:.3%}); "
        f"{spent / words * 1e6:.1f} ms per 1,000 words over {words} words\n"
    )


if __name__ == "__main__":
    main()
