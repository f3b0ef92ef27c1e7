"""What masking finds and what it loses, counted as secrets: `python -m tests.bench.masking_quality [FOLDER...] [--json]`."""

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

from connectors.contracts import Speaker, Turn
from service.drafting.evaluation.intervals import wilson
from service.drafting.masking import mask_turns
from service.drafting.masking.languages.base import words
from tests.bench.masking_cases import Case, Span, cases, marked, masked_spans

CASES = Path(__file__).resolve().parents[1] / "service" / "drafting" / "masking"
IRREVERSIBLE = {"card", "security code", "pin", "expiry"}
_WORD = re.compile(r"\w+")
# What may stay of a secret: words that are none of its digits, letters or names.
_FILLERS = words(
    "um uh er and then dash space yeah yes no sorry okay ok so it s is that the or was "
    "eh y luego vale si perdon perdón es el la los guion guión que entonces "
    "euh et puis ensuite oui non pardon c est le les tiret alors donc "
    "äh ähm ah und dann ja nein also ist die der das strich nochmal mit"
)
_SPEAKERS = {"agent": Speaker.AGENT, "customer": Speaker.CUSTOMER}
Tally: TypeAlias = dict[tuple[str, str], Counter[str]]


class Miss(NamedTuple):
    """A secret of which something is left, or a mask on what is none."""

    language: str
    what: str
    said: str
    became: str


class Found(NamedTuple):
    """Outcomes by language and kind, words and false masks by language, and each miss."""

    secrets: Tally
    words: Counter[str]
    false: Tally
    misses: list[Miss]


def measure(measured: Sequence[Case]) -> Found:
    found = Found(defaultdict(Counter), Counter(), defaultdict(Counter), [])
    for case in measured:
        became = [turn.text for turn in mask_turns(case.turns).turns]
        for turn, stays, text in zip(case.turns, case.stays, became, strict=True):
            _count(found, case.language, turn.text, stays, text)
    return found


def _count(found: Found, language: str, said: str, stays: str, became: str) -> None:
    secrets, masks = masked_spans(said, stays), masked_spans(said, became)
    found.words[language] += len(said.split())
    for secret in secrets:
        outcome = _outcome(said, secret, masks)
        found.secrets[language, secret.kind][outcome] += 1
        if outcome != "masked":
            found.misses.append(Miss(language, f"{secret.kind} {outcome}", said, became))
    for mask in masks:
        if not any(_overlap(mask, secret) for secret in secrets):
            kind = "irreversible" if mask.kind in IRREVERSIBLE else "reversible"
            found.false[language, kind]["false"] += 1
            found.misses.append(Miss(language, f"false {mask.kind}", said, became))


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _outcome(said: str, secret: Span, masks: Sequence[Span]) -> str:
    """ "masked", "complete" where all of it is left, else "part"."""
    words = [
        Span(secret.start + word.start(), secret.start + word.end(), word[0].lower())
        for word in _WORD.finditer(said[secret.start : secret.end])
    ]
    left = [word for word in words if not any(_overlap(word, mask) for mask in masks)]
    if len(left) == len(words):
        return "complete"
    return "part" if any(word.kind not in _FILLERS for word in left) else "masked"


def share(right: int, count: int) -> str:
    low, high = wilson(right, count) if count else (0.0, 1.0)
    return f"{right}/{count} [{low:.3f}, {high:.3f}]"


def table(found: Found) -> Iterator[str]:
    yield f"{'language':9}{'kind':15}{'wholly masked':>26}{'complete':>10}{'in part':>9}"
    for (language, kind), outcomes in sorted(found.secrets.items()):
        masked = share(outcomes["masked"], outcomes.total())
        yield f"{language:9}{kind:15}{masked:>26}{outcomes['complete']:>10}{outcomes['part']:>9}"
    for language, count in sorted(found.words.items()):
        rates = (
            f"{found.false[language, kind]['false']} {kind} ({per_1000(found, language, kind)})"
            for kind in ("irreversible", "reversible")
        )
        yield f"{language:9}false masks in {count} words: {', '.join(rates)} per 1,000"
    for miss in found.misses:
        yield f"  {miss.language} {miss.what}: {miss.said}\n     became: {miss.became}"


def per_1000(found: Found, language: str, kind: str) -> float:
    return round(found.false[language, kind]["false"] / found.words[language] * 1000, 2)


def as_json(found: Found) -> str:
    secrets = [
        {"language": language, "kind": kind, "count": outcomes.total(), **outcomes,
         "interval": list(wilson(outcomes["masked"], outcomes.total()))}
        for (language, kind), outcomes in sorted(found.secrets.items())
    ]  # fmt: skip
    false = [
        {"language": language, "words": words,
         **{kind: found.false[language, kind]["false"] for kind in ("irreversible", "reversible")}}
        for language, words in sorted(found.words.items())
    ]  # fmt: skip
    return json.dumps(
        {"secrets": secrets, "false": false, "misses": [miss._asdict() for miss in found.misses]}
    )


def conversations(path: Path, limit: int | None) -> Iterator[tuple[str, str, list[Span]]]:
    """Turns of JSONL calls as they were said and became, with what was masked of them."""
    for line in path.read_text(encoding="utf-8").splitlines()[:limit]:
        turns = [
            Turn(speaker=_SPEAKERS.get(said["speaker"], Speaker.UNKNOWN), text=said["text"])
            for said in json.loads(line)["utterances"]
        ]
        for turn, masked in zip(turns, mask_turns(turns).turns, strict=True):
            yield turn.text, masked.text, masked_spans(turn.text, masked.text)


def listed(path: Path, limit: int | None) -> Iterator[str]:
    """Each mask with its turn, for a person to label, and the counts."""
    words, kinds = 0, Counter[str]()
    for said, became, masks in conversations(path, limit):
        words += len(said.split())
        for mask in masks:
            kinds[mask.kind] += 1
            yield f"{mask.kind}\t{said[mask.start : mask.end]}\t{became}"
    yield f"{path.name}: {words} words, {kinds.total()} masks: {dict(kinds)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "folders", nargs="*", type=Path, default=[CASES], help="of lines_*.txt, dialogues_*.txt"
    )
    parser.add_argument("--names", default="*", help="only files of these names: 'seen*'")
    parser.add_argument("--marked", action="store_true", help="secrets stand in braces, as in masking/unseen")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--conversations", type=Path, help="list each mask in these JSONL calls instead")
    parser.add_argument("--limit", type=int, help="so many calls")
    asked = parser.parse_args()
    if asked.conversations:
        sys.stdout.writelines(f"{line}\n" for line in listed(asked.conversations, asked.limit))
        return
    if asked.marked:
        found = measure([case for folder in asked.folders for case in marked(folder)])
    else:
        found = measure(list(cases(asked.folders, asked.names)))
    sys.stdout.writelines([as_json(found)] if asked.json else (f"{line}\n" for line in table(found)))


if __name__ == "__main__":
    main()
