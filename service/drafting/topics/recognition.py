"""The built-in topics: their lexicons, and which of their rules a sentence fulfils.

A lexicon has a rule a line (`rules.py`), under a heading that begins with its language where it is of one. `~ ` marks
a rule that needs company in the call, `- ` an idiom that means something else, `name = words` a concept.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import zip_longest

from service.drafting.topics.languages import LANGUAGES
from service.drafting.topics.rules import Concepts, Rule, Sequence, parse, phrases

LEXICON = "service.drafting.topics.lexicon"
SHARED = "shared"
# Rules by number, and which of their sequences, as a bit.
Places = list[tuple[int, int]]
ANY = ""
WEAK = "~ "
_BLANKED = "# "
# Rules stand under the name of the language they are in.
_HEADING = re.compile(r"# (\w+)")


@dataclass(frozen=True)
class Entry:
    """A rule of one topic; `language` is empty where it holds in any, a `weak` one needs company in the call."""

    topic: str
    language: str
    rule: Rule
    weak: bool


class Index:
    """Rules by the words without which they cannot match: one or another for each of a rule's telling sequences."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._all = tuple((1 << len(entry.rule.telling)) - 1 for entry in self.entries)
        self._whole = defaultdict[str, Places](list)
        self._begun = defaultdict[str, Places](list)
        self._followed = defaultdict[str, dict[str, Places]](dict)
        for number, entry in enumerate(self.entries):
            for place, part in enumerate(entry.rule.telling):
                for opener in part.anchor.openers:
                    self._places(opener).append((number, 1 << place))
        self._longest = max(map(len, self._begun), default=0)
        self._of = lru_cache(maxsize=20_000)(self._speaks_for)

    def _places(self, opener: str) -> Places:
        first, _, second = opener.partition(" ")
        if second:
            return self._followed[first].setdefault(second, [])
        return self._begun[first.rstrip("*")] if first.endswith("*") else self._whole[first]

    def _speaks_for(self, word: str) -> tuple[Places, dict[str, Places]]:
        """What a word speaks for by itself, and by the word that follows it."""
        begun = (self._begun.get(word[:end], ()) for end in range(1, min(len(word), self._longest) + 1))
        alone = [*self._whole.get(word, ()), *(one for several in begun for one in several)]
        return alone, self._followed.get(word, {})

    def worth_trying(self, words: list[str]) -> list[Entry]:
        """The rules of which every telling sequence has one of its words here."""
        seen: dict[int, int] = {}
        for (alone, followed), following in zip_longest(map(self._of, words), words[1:]):
            for number, place in alone:
                seen[number] = seen.get(number, 0) | place
            if following in followed:
                for number, place in followed[following]:
                    seen[number] = seen.get(number, 0) | place
        return [self.entries[number] for number, places in seen.items() if places == self._all[number]]


@dataclass(frozen=True)
class Lexicon:
    indexes: Mapping[str, Index]
    idioms: Mapping[str, tuple[Sequence, ...]]

    def topics(self, words: list[str], languages: Iterable[str]) -> tuple[set[str], set[str]]:
        """The built-in topics that a sentence in one of these languages raises, and those it perhaps does.

        Given as its folded words.
        """
        text = f" {' '.join(words)} "
        raised, perhaps = set[str](), set[str]()
        for language in languages:
            for entry in self.indexes[language].worth_trying(words):
                found = perhaps if entry.weak else raised
                if entry.topic not in found and entry.rule.matches(text) and self._meant(entry, text):
                    found.add(entry.topic)
        return raised, perhaps - raised

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
        entries += _entries(topic, lines, known)
        idioms[topic] = tuple(parse(line[1:].strip(), known).wanted[0] for line in lines if line[0] == "-")
    indexes = {name: Index(one for one in entries if one.language in (name, ANY)) for name in LANGUAGES}
    return Lexicon(indexes, idioms)


def _entries(topic: str, lines: list[str], known: Concepts) -> Iterator[Entry]:
    language = ANY
    for line in lines:
        if heading := _HEADING.match(line):
            language = heading[1] if heading[1] in LANGUAGES else ANY
        elif not line.startswith(("-", "#")) and not _defines(line):
            yield Entry(topic, language, parse(line.removeprefix(WEAK), known), weak=line.startswith(WEAK))


def _names() -> list[str]:
    found = (file.name for file in files(LEXICON).iterdir())
    return sorted(
        name.removesuffix(".txt") for name in found if name.endswith(".txt") and name != f"{SHARED}.txt"
    )


def _lines(name: str) -> list[str]:
    text = files(LEXICON).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip()]


def _defines(line: str) -> bool:
    return " = " in line and not line.startswith("#")


def _concepts(lines: list[str], known: Concepts) -> dict[str, tuple[str, ...]]:
    """Concepts that these lines define, each perhaps by those before it; a name may be written on several lines."""
    found = dict[str, tuple[str, ...]]()
    for line in lines:
        if _defines(line):
            name, choices = line.split(" = ")
            words = phrases(choices.replace(" | ", "|"), {**known, **found})
            found[name.strip()] = found.get(name.strip(), ()) + words
    return found
