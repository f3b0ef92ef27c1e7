"""What the small local model gives: `python -m tests.local_llm --calls 20` tells times, tokens and reasons.

A figure of the plumbing, never of quality.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.local_llm import house
from tests.local_llm.fetch import fetch


def measured(count: int, folder: Path) -> dict[str, Any]:
    weights = fetch()
    started = time.monotonic()
    with house.running(weights, folder) as machine:
        ready = time.monotonic()
        drafted = house.sent(machine, folder, count)
        done = time.monotonic()
    return {
        "calls": count,
        "start_s": round(ready - started, 1),
        "all_drafted_s": round(done - ready, 1),
        **_told(drafted),
    }


def _told(drafted: Sequence[house.Drafted]) -> dict[str, Any]:
    by_model = [one.wrapup for one in drafted if one.kind == "llm"]
    supports = Counter(
        part["support"]
        for wrapup in by_model
        for section in wrapup["content"]["summary"]
        for part in section["sentences"]
    )
    return {
        "by_model": len(by_model),
        "others": dict(Counter(one.reason for one in drafted if one.kind != "llm")),
        "model_ms": _spread([wrapup["draft"]["timings_ms"]["model"] for wrapup in by_model]),
        "check_ms": _spread([wrapup["draft"]["timings_ms"]["check"] for wrapup in by_model]),
        "tokens": {
            kind: _spread([wrapup["draft"]["tokens"][kind] for wrapup in by_model])
            for kind in ("prompt", "cached", "completion")
        },
        "sentences": dict(supports),
    }


def _spread(values: Sequence[int]) -> dict[str, float]:
    if not values:
        return {}
    return {"least": min(values), "median": statistics.median(values), "most": max(values)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="local-model-") as folder:
        print(json.dumps(measured(asked.calls, Path(folder)), indent=2))


if __name__ == "__main__":
    main()
