"""The project's own lines that raise topics or none, and labelled calls, as the commands on topics read them."""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from connectors.contracts import Speaker, Turn
from service.domain.content import Flag
from service.domain.draft import Material
from service.domain.profile import BUILT_IN_TOPICS, Topic
from service.drafting.spoken import listen
from service.drafting.topics import flags

TESTS = Path(__file__).resolve().parents[1]
DATA = TESTS / "service" / "drafting" / "topics" / "data"
OF_MASKING = TESTS / "service" / "drafting" / "masking" / "data"
# Free of what a profile adds: the built-in recognition alone is measured.
TOPICS = tuple(Topic(topic=name) for name in sorted(BUILT_IN_TOPICS))
WHEN = datetime(2026, 1, 5, tzinfo=UTC)
SPEAKERS = {"agent": Speaker.AGENT, "customer": Speaker.CUSTOMER}


@dataclass(frozen=True)
class Line:
    """What somebody says on a call; `topic` is empty where it raises none."""

    topic: str
    language: str
    text: str

    @property
    def call(self) -> Material:
        turn = Turn(speaker=Speaker.CUSTOMER, text=self.text)
        return Material(turns=(turn,), started_at=WHEN, language=self.language)


def lines(path: Path) -> list[Line]:
    """A table with the columns `language`, `text` and, but for lines free of topics, `topic`."""
    with path.open(encoding="utf-8", newline="") as table:
        rows = csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Line(row.get("topic") or "", row["language"], row["text"]) for row in rows]


def calls(path: Path, leaving_out: Sequence[str] = ()) -> Iterator[tuple[str, Material]]:
    """Ids and calls of a JSONL file: `id`, and `utterances` of `speaker` and `text`.

    Left out are those with one of these words in a code of their `labels`.
    """
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if any(word in code for code in _codes(row.get("labels") or {}) for word in leaving_out):
            continue
        said = (one for one in row["utterances"] if one["speaker"] in SPEAKERS and one["text"])
        turns = tuple(Turn(speaker=SPEAKERS[one["speaker"]], text=one["text"]) for one in said)
        yield str(row["id"]), Material(turns=turns, started_at=WHEN)


def _codes(labels: dict[str, Any]) -> list[str]:
    return [*(labels.get("dispositions_all") or []), labels.get("disposition") or ""]


def raised(call: Material) -> tuple[Flag, ...]:
    return flags(listen(call), TOPICS)
