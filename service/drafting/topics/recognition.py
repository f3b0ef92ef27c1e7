"""The built-in topics: their lexicons, and which of their rules a sentence fulfils."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from service.drafting.topics.rules import Concepts, Rule, Sequence, parse, phrases

LEXICON = "service.drafting.topics.lexicon"
SHARED = "shared"
_BLANKED = "# "


@dataclass(frozen=True)
class Entry:
    """A rule of one topic; `number` tells it apart."""

    number: int
    topic: str
    rule: Rule


class Index:
    """Rules by the words without which they cannot match."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self._whole = defaultdict[str, list[Entry]](list)
        self._begun = defaultdict[str, list[Entry]](list)
        for entry in entries:
            for anchor in entry.rule.anchors:
                where = self._begun if anchor.endswith("*") else self._whole
                where[anchor.rstrip("*")].append(entry)
        self.of = lru_cache(maxsize=20_000)(self._of)

    def _of(self, word: str) -> tuple[Entry, ...]:
        begun = (self._begun.get(word[:end], ()) for end in range(1, len(word) + 1))
        return (*self._whole.get(word, ()), *(entry for entries in begun for entry in entries))

    def worth_trying(self, words: Collection[str]) -> Iterator[Entry]:
        seen = set[int]()
        for word in words:
            for entry in self.of(word):
                if entry.number not in seen:
                    seen.add(entry.number)
                    yield entry


@dataclass(frozen=True)
class Lexicon:
    index: Index
    idioms: dict[str, tuple[Sequence, ...]]

    def topics(self, words: list[str]) -> set[str]:
        """The built-in topics that a sentence raises, given as its folded words."""
        text = f" {' '.join(words)} "
        found = set[str]()
        for entry in self.index.worth_trying(words):
            if entry.topic not in found and entry.rule.matches(text) and self._meant(entry, text):
                found.add(entry.topic)
        return found

    def _meant(self, entry: Entry, text: str) -> bool:
        """Whether the rule still holds once idioms that mean something else are taken out."""
        rest = text
        for idiom in self.idioms[entry.topic]:
            rest = idiom.pattern.sub(_BLANKED, rest)
        return rest == text or entry.rule.matches(rest)


@cache
def lexicon() -> Lexicon:
    """All built-in topics, read once a process."""
    shared = _concepts(_lines(SHARED), {})
    entries: list[Entry] = []
    idioms = {}
    for topic in _names():
        lines = _lines(topic)
        known = shared | _concepts(lines, shared)
        rules = (parse(line, known) for line in lines if not (line.startswith("-") or _defines(line)))
        entries += [Entry(len(entries) + number, topic, rule) for number, rule in enumerate(rules)]
        idioms[topic] = tuple(parse(line[1:].strip(), known).wanted[0] for line in lines if line[0] == "-")
    return Lexicon(Index(tuple(entries)), idioms)


def _names() -> list[str]:
    found = (file.name for file in files(LEXICON).iterdir())
    return sorted(
        name.removesuffix(".txt") for name in found if name.endswith(".txt") and name != f"{SHARED}.txt"
    )


def _lines(name: str) -> list[str]:
    text = files(LEXICON).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _defines(line: str) -> bool:
    return " = " in line


def _concepts(lines: list[str], known: Concepts) -> dict[str, tuple[str, ...]]:
    """Concepts that these lines define, each perhaps by those before it; a name may be written on several lines."""
    found = dict[str, tuple[str, ...]]()
    for line in lines:
        if _defines(line):
            name, choices = line.split(" = ")
            words = phrases(choices.replace(" | ", "|"), {**known, **found})
            found[name.strip()] = found.get(name.strip(), ()) + words
    return found
