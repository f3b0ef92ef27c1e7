"""Folded text to runs of figures and spelled letters: "x one two, three L" is one, whatever stands around it."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from service.drafting.masking.entities.edges import trimmed
from service.drafting.masking.entities.figures import digits_in, is_figure, is_repeat
from service.drafting.masking.entities.items import Item, Read, Run
from service.drafting.masking.entities.letters import COUNTRIES, WEAK, doubled, explained, letter
from service.drafting.masking.languages import SLIPS
from service.drafting.masking.lexer import NUMBER_WORDS, lex
from service.drafting.masking.numbers import runs_of
from service.drafting.text import listed

_TOKEN = re.compile(r"\[\[?[^\[\]]{0,40}\]\]?|[a-z0-9]+(?:'[a-z]+)?|[^\sa-z0-9]")
_SOFT = frozenset("-–.,/():+_#'")
_ORDINAL = re.compile(r"[0-9]+(?:st|nd|rd|th|am|pm|h|k|kg|g|gb|mb|km|x|er|e|eme|uhr|pm)")
_LINKS = frozenset(
    listed(
        "um uh er erm euh eh em ahm aehm mm hmm mhm dash hyphen minus space comma dot slash point punto guion barra coma "
        "tiret virgule espace strich bindestrich punkt komma leerzeichen schragstrich then and y et und luego despues "
        "puis ensuite dann okay ok so next letra letter lettre buchstabe capital mayuscula majuscule gross cle control "
        "the la le les der die das with con avec mit followed by finally yeah yes si oui ja "
        "no nope nein nee non sorry wait perdon perdona perdone pardon entschuldigung quatsch falsch nochmal noch again otra vez "
        "mean actually rather correction digo desole attendez espere moment momento hang sans letras acaba termina minus lo"
    )
)
# They say nothing of their own, and end a run.
_ASIDES = frozenset(
    listed(
        "alors also voila donc bon ben bueno pues entonces vale sure right well claro gut genau na it's its that's c'est es est "
        "ist is ma'am sir please por favor s'il vous plait bitte hi hello thanks danke gracias merci correct ah oui yep yup"
    )
)
_ANDS = frozenset({"y", "et", "und"})
_MOST_LINKS = 3
_TRAILING = 6
_TENS = 2
_SPANISH = frozenset(
    listed(
        "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince veinte treinta cuarenta cincuenta "
        "sesenta setenta ochenta noventa"
    )
)


def read_runs(text: str) -> Read:
    """In one pass over folded text."""
    return _Reader(text).read()


class _Sense(NamedTuple):
    """What a word is by itself."""

    digits: int
    letter: str
    weak: bool
    link: bool


@lru_cache(maxsize=8192)
def _sense(word: str) -> _Sense | None:
    """None for a word that says nothing here, as most."""
    if word.isalpha():
        said, figure, link = letter(word), is_figure(word), word in _LINKS
        if not (said or figure or link):
            return None
        return _Sense(digits_in(word) if figure else 0, said, word in WEAK or word in COUNTRIES, link)
    mixed = word.isdecimal() or (any(map(str.isdigit, word)) and not _ORDINAL.fullmatch(word))
    return _Sense(sum(map(str.isdigit, word)), "", weak=False, link=False) if mixed else None


class _Reader:
    def __init__(self, text: str) -> None:
        self._matches = list(_TOKEN.finditer(text))
        self._words = [match[0] for match in self._matches]
        self._found = Read()
        self._items: list[Item] = []
        self._links = 0
        self._ands = 0

    def read(self) -> Read:
        at, count = 0, len(self._words)
        while at < count:
            at += self._take(at)
        self._end(last=True)
        return self._found

    def _take(self, at: int) -> int:
        word = self._words[at]
        if not word[0].isalnum():
            self._punctuation(word)
            return 1
        sense = _sense(word)
        if word in SLIPS and self._is_slip(at):
            self._items.append(Item(*self._matches[at].span(), 1))
            return 1
        if sense is not None:
            item, used = self._item(at, word, sense)
            if item is not None:
                self._items.append(item)
                self._links = self._ands = 0
                return used
            if sense.link and self._links < _MOST_LINKS:
                self._links += bool(self._items)
                self._ands += word in _ANDS
                return 1
        self._found.content += word not in _ASIDES and word not in COUNTRIES
        if self._items:
            self._end(last=self._items[-1].soft)
        return 1

    def _is_slip(self, at: int) -> bool:
        """Whether a digit was heard as another word: amid figures, "null wir sieben"."""
        following = self._words[at + 1 : at + 2]
        amid = (
            bool(self._items)
            and (self._items[-1].digits > 0 or len(self._items) > 1)
            and not self._items[-1].soft
            and not self._links
        )
        return amid and bool(following) and (is_figure(following[0]) or following[0] in SLIPS)

    def _punctuation(self, char: str) -> None:
        spelled = bool(self._items) and not self._items[-1].digits
        if char not in _SOFT or (char == "'" and spelled):
            self._end(last=True)
        elif self._items:
            self._items[-1].soft = True

    def _item(self, at: int, word: str, sense: _Sense) -> tuple[Item | None, int]:  # noqa: PLR0911 - one line a form
        start, end = self._matches[at].span()
        said = sense.letter
        if twice := doubled(word, self._words[at + 1] if at + 1 < len(self._words) else ""):
            return Item(start, self._matches[at + 1].end(), 0, twice), 2
        if word == "er" and self._after_letter() and _figured(self._words[at + 1 : at + 2]):
            return None, 1
        if sense.link and self._joins(at):
            return None, 1
        if said and (used := explained(self._words, at, said)):
            return Item(start, self._matches[at + used].end(), 0, said[:1]), used + 1
        if word in COUNTRIES and self._items:
            if not self._closes(at, word):
                return None, 1
            return Item(start, end, 0, word[-1] if word == "es" else word[0], weak=word != "be"), 1
        if sense.digits and not (said and sense.weak and self._after_letter()):
            letters = "" if word.isalpha() else "".join(filter(str.isalpha, word))
            return Item(start, end, self._worth(word, sense.digits), letters), 1
        return (Item(start, end, 0, said, weak=sense.weak) if said else None), 1

    def _joins(self, at: int) -> bool:
        """Whether "y" is the "and" of a number: "treinta y cuatro"."""
        following = self._words[at + 1 : at + 2]
        return (
            bool(self._items) and self._items[-1].digits > 0 and bool(following) and is_figure(following[0])
        )

    def _closes(self, at: int, word: str) -> bool:
        """Whether the name of a letter that also is a country stands behind most of a number: "cuatro be"."""
        if sum(item.digits for item in self._items) < _TRAILING or self._links:
            return False
        return at == len(self._words) - 1 or (word == "be" and self._words[at - 1] in _SPANISH)

    def _after_letter(self) -> bool:
        return bool(self._items) and self._items[-1].letters != ""

    def _worth(self, word: str, worth: int) -> int:
        """A unit after tens stands in their second place."""
        last = self._items[-1] if self._items else None
        tens = last is not None and last.digits == _TENS and not last.soft and not last.letters
        return (
            0
            if worth == 1 and tens and word.isalpha() and not is_repeat(word) and self._links <= self._ands
            else worth
        )

    def _end(self, *, last: bool) -> None:
        items, self._items = self._items, []
        self._links = self._ands = 0
        if items:
            run = trimmed(Run(items, last))
            if run is not None:
                self._found.runs.append(run)


def _figured(following: list[str]) -> bool:
    return bool(following) and (following[0][0].isdecimal() or is_figure(following[0]))


def figures(text: str, run: Run) -> str:
    """Digits and letters of a run, as a form would have them; empty where its number words are not understood."""
    parts = []
    for spoken in _pieces(text, run):
        parts.append(spoken if isinstance(spoken, str) else lexed_digits(text[spoken[0] : spoken[1]]))
        if not parts[-1]:
            return ""
    return "".join(parts).upper()


def _pieces(text: str, run: Run) -> Iterator[str | tuple[int, int]]:
    """Letters and mixed words as they are; stretches of number words as their places."""
    stretch: tuple[int, int] | None = None
    for item in run.items:
        if item.letters or (item.digits and text[item.start].isdecimal()):
            if stretch:
                yield stretch
            stretch = None
            word = text[item.start : item.end]
            yield word if word[-1:].isdecimal() or any(map(str.isdigit, word)) else item.letters
        else:
            stretch = (stretch[0] if stretch else item.start, item.end)
    if stretch:
        yield stretch


def lexed_digits(text: str) -> str:
    """What number words come to, digit after digit; empty where one of them is not understood."""
    words = _TOKEN.findall(text)
    if any(word not in NUMBER_WORDS and is_figure(word) and not spoken_digits(word) for word in words):
        return ""
    return spoken_digits(text)


def spoken_digits(text: str) -> str:
    """The digits in a text, whatever else is said in it."""
    return "".join([run.digits for run in runs_of(lex(text).numbers)])
