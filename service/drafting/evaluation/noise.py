"""Simulated errors of speech recognition: words replaced by others that sound alike, left out, put in."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable

from connectors.contracts import Turn
from service.drafting.text import words

# Assumed: on conversations recognisers mostly take one word for another, and lose more than they add.
SUBSTITUTED, DELETED = 0.6, 0.25
SMALLEST, LARGEST_RATE = 0.0, 0.9
_VOWELS = str.maketrans("", "", "aeiouyh")
_ALIKE = str.maketrans("bdgvzkqjx", "ptcfsccgs")


class Noise:
    """Errors of one recogniser: which word it takes for which depends on the words it knows."""

    def __init__(self, turns: Iterable[Turn], rate: float, seed: int = 0) -> None:
        if not SMALLEST <= rate <= LARGEST_RATE:
            raise ValueError(f"the share of wrong words must be from {SMALLEST} to {LARGEST_RATE}")
        heard = Counter(word for turn in turns for word in words(turn.text))
        self._rate = rate
        self._seed = seed
        self._common = [word for word, _ in heard.most_common(200)] or ["the"]
        self._sounding: defaultdict[str, list[str]] = defaultdict(list)
        for word in sorted(heard):
            self._sounding[_sound(word)].append(word)

    def disturbed(self, turns: Iterable[Turn], name: str) -> tuple[Turn, ...]:
        """The turns as such a recogniser writes them; the same for the same name, whatever else is heard."""
        chance = random.Random(f"{self._seed}/{name}")  # noqa: S311 - not for secrets
        return tuple(turn.model_copy(update={"text": self._text(turn.text, chance)}) for turn in turns)

    def _text(self, text: str, chance: random.Random) -> str:
        heard: list[str] = []
        for word in text.split():
            if chance.random() >= self._rate:
                heard.append(word)
                continue
            kind = chance.random()
            if kind < SUBSTITUTED:
                heard.append(self._instead(word, chance))
            elif kind >= SUBSTITUTED + DELETED:
                heard += [word, chance.choice(self._common)]
        return " ".join(heard)

    def _instead(self, word: str, chance: random.Random) -> str:
        """A word that sounds alike, where one is known; else a common one."""
        plain = "".join(words(word))
        alike = [other for other in self._sounding.get(_sound(plain), ()) if other != plain]
        return chance.choice(alike or self._common)


def _sound(word: str) -> str:
    """Roughly how a word sounds: its consonants, voiced and voiceless alike."""
    consonants = word.translate(_VOWELS).translate(_ALIKE)
    return word[:1] + consonants[:4] if word[:1] in "aeiou" else consonants[:4] or word
