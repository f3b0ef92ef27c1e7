"""What the checks catch: `python -m tests.bench.planted --file star.jsonl [--file ...] [--json] [--misses]`.

Every conversation gives a true draft; every lie stands in a draft of its own, among true statements. Of each
kind of lie equally many are taken, as many as the rarest has. A lie is caught where it is not `grounded`.
"""

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from connectors.contracts import Speaker, Turn
from service.domain.content import Content, Doubt, Support
from service.domain.draft import Material
from service.domain.profile import DispositionSpec, FieldSpec, Profile, PromptTexts, SectionSpec
from service.drafting.evaluation.intervals import wilson
from service.drafting.response import read_response
from tests.bench.planted.plant import FIELDS, KINDS, MORE, Conversation, Note, conversation

PROFILE = Profile(
    name="bench",
    sections=(SectionSpec(id="note", title="Note", max_sentences=10),),
    dispositions=(DispositionSpec(code="other", label="Other"),),
    fields=tuple(
        FieldSpec.model_validate({"name": name, "title": name, "type": kind}) for name, kind in FIELDS.items()
    ),
    prompts=PromptTexts(system="-", user="-"),
)


@dataclass(frozen=True)
class Verdict:
    call: str
    note: Note
    support: Support
    doubt: Doubt | None


def checked(call: Conversation, lie: Note | None) -> Iterator[Verdict]:
    """What the checks say of each statement of one draft."""
    notes = [*call.true, lie] if lie else list(call.true)
    fields = {note.field: note for note in notes if note.part == "field"}  # a lie is the last and wins
    sentences = [note for note in notes if note.part == "sentence"]
    promises = [note for note in notes if note.part == "promise"][-8:]
    content = _read(call, sentences, fields, promises)
    for note, sentence in zip(sentences, content.summary[0].sentences, strict=True):
        yield Verdict(call.id, note, sentence.support, sentence.doubt)
    for note, promise in zip(promises, content.commitments, strict=True):
        yield Verdict(call.id, note, promise.support, promise.doubt)
    for value in content.fields:
        if value.name in fields:
            yield Verdict(
                call.id,
                fields[value.name],
                value.support if value.value else Support.UNSUPPORTED,
                value.doubt,
            )


def _read(
    call: Conversation, sentences: Iterable[Note], fields: dict[str, Note], promises: Iterable[Note]
) -> Content:
    answer = {
        "summary": {"note": [{"text": one.text, "evidence": _evidence(one)} for one in sentences]},
        "dispositions": [{"code": "other", "confidence": 50, "evidence": []}],
        "alternatives": [],
        "fields": {
            spec.name: {"value": one.text, "evidence": _evidence(one)}
            if (one := fields.get(spec.name))
            else None
            for spec in PROFILE.fields
        },
        "commitments": [
            {"who": one.who, "what": one.text, "due": None, "evidence": _evidence(one)} for one in promises
        ],
        "never_automate": [],
    }
    return read_response(json.dumps(answer), _material(call), PROFILE, cued=()).content


def _evidence(note: Note) -> list[dict[str, Any]]:
    return [{"turn": one.turn, "quote": one.quote} for one in note.cited]


def _material(call: Conversation) -> Material:
    return Material(
        turns=tuple(Turn(speaker=Speaker(speaker), text=text) for speaker, text in call.turns),
        started_at=datetime(call.day.year, call.day.month, call.day.day, 10, tzinfo=UTC),
    )


def drafts(calls: Iterable[Conversation]) -> list[tuple[Conversation, Note]]:
    """Lies by kind, equally many of each of the six, in an order that does not depend on the files'."""
    by_kind: dict[str, list[tuple[Conversation, Note]]] = defaultdict(list)
    for call in calls:
        for lie in call.planted:
            by_kind[lie.kind].append((call, lie))
    most = min((len(by_kind[kind]) for kind in KINDS), default=0)
    random = Random(0)  # noqa: S311
    taken = []
    for kind in (*KINDS, *MORE):
        random.shuffle(by_kind[kind])
        taken += by_kind[kind][:most]
    return taken


def measure(calls: list[Conversation]) -> tuple[dict[str, Any], list[Verdict], list[Verdict]]:
    true = [one for call in calls if call.true for one in checked(call, None)]
    planted = drafts(calls)
    start = time.process_time()
    lies = [next(one for one in checked(call, lie) if one.note is lie) for call, lie in planted]
    spent = time.process_time() - start
    six = [one for one in lies if one.note.kind in KINDS]
    report = {
        "calls": len(calls),
        "drafts": len(six),
        "caught": _caught(six),
        "kinds": {kind: _caught([one for one in lies if one.note.kind == kind]) for kind in (*KINDS, *MORE)},
        "parts": {
            part: _caught([one for one in six if one.note.part == part])
            for part in ("sentence", "field", "promise")
        },
        "true": {
            str(support): _share(sum(one.support is support for one in true), len(true))
            for support in (Support.GROUNDED, Support.WEAK, Support.UNSUPPORTED)
        },
        "doubts_of_true": Counter(
            f"{one.support} {one.doubt}" for one in true if one.support is not Support.GROUNDED
        ),
        "ms_a_draft": round(1000 * spent / max(len(planted), 1), 2),
    }
    return (
        report,
        [one for one in lies if one.support is Support.GROUNDED],
        [one for one in true if one.support is not Support.GROUNDED],
    )


def _caught(verdicts: list[Verdict]) -> dict[str, Any]:
    return _share(sum(one.support is not Support.GROUNDED for one in verdicts), len(verdicts))


def _share(right: int, count: int) -> dict[str, Any]:
    return {
        "count": right,
        "of": count,
        "share": round(right / count, 4) if count else None,
        "interval": [round(end, 4) for end in wilson(right, count)],
    }


def read(files: Iterable[Path], skip: int, most: int) -> list[Conversation]:
    calls = []
    for file in files:
        with file.open(encoding="utf-8") as lines:
            calls += [conversation(json.loads(line)) for line in islice(lines, skip, skip + most)]
    return calls


def show(report: dict[str, Any]) -> None:
    print(
        f"{report['calls']} calls, {report['drafts']} drafts with one lie each, {report['ms_a_draft']} ms a draft"
    )
    rows = {"all six kinds": report["caught"], **report["kinds"], **report["parts"]}
    for name, share in rows.items():
        print(f"  caught {name:18} {_told(share)}")
    for name, share in report["true"].items():
        print(f"  true   {name:18} {_told(share)}")
    print("  doubts of true statements:", dict(report["doubts_of_true"].most_common()))


def _told(share: dict[str, Any]) -> str:
    if not share["of"]:
        return "none"
    low, high = share["interval"]
    return f"{share['count']:5} of {share['of']:5}  {share['share']:.1%}  ({low:.1%} to {high:.1%})"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.planted", description=__doc__)
    parser.add_argument(
        "--file", type=Path, action="append", required=True, help="labelled calls, one JSON a line"
    )
    parser.add_argument("--most", type=int, default=10_000, help="calls of each file")
    parser.add_argument("--skip", type=int, default=0, help="calls of each file to leave out first")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--misses", action="store_true", help="print lies that passed and true statements that did not"
    )
    asked = parser.parse_args()
    report, passed, marked = measure(read(asked.file, asked.skip, asked.most))
    print(json.dumps(report)) if asked.json else show(report)
    for name, verdicts in (("PASSED", passed), ("MARKED", marked)) if asked.misses else ():
        for one in verdicts:
            cited = " / ".join(f"{quote.turn}: {quote.quote}" for quote in one.note.cited)
            print(
                f"{name} {one.note.kind} [{one.support} {one.doubt}] {one.note.part} {one.note.field}{one.note.who}: {one.note.text}  <- {cited}"
            )


if __name__ == "__main__":
    main()
