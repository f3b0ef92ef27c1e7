"""A family of ways to say one thing: patterns, and words of which one stands in whatever they find."""

import re
from collections.abc import Iterable, Sequence

from service.drafting.text import WORD, listed


class Family:
    """`by_agent`: whether an agent is not meant to say so either; of their own work agents say much of the rest."""

    def __init__(self, words: str, patterns: Sequence[str], *, by_agent: bool = False) -> None:
        self.words = listed(words)
        self.by_agent = by_agent
        self._pattern = re.compile("|".join(patterns))

    def found(self, heard: str) -> bool:
        return self._pattern.search(heard) is not None


class Families:
    """Asks of a text only the families that one of its words or signs is of: most speech costs no pattern."""

    def __init__(self, families: Iterable[Family]) -> None:
        self._of: dict[str, tuple[Family, ...]] = {}
        for family in families:
            for word in family.words:
                self._of[word] = (*self._of.get(word, ()), family)
        self._signs = {word for word in self._of if not WORD.fullmatch(word)}

    def found(self, heard: str, *, by_agent: bool) -> bool:
        """Whether a text, as `heard.heard` gives it, speaks to the note-taking."""
        told = self._of.keys() & set(WORD.findall(heard))
        told |= {sign for sign in self._signs if sign in heard}
        asked = {family for word in told for family in self._of[word]}
        return any(family.found(heard) for family in asked if family.by_agent or not by_agent)
