"""Folded text to runs of figures and spelled letters: "x one two, three L" is one, whatever stands around it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from service.drafting.masking.entities.figures import digits_in, is_figure, is_repeat
from service.drafting.masking.entities.letters import COUNTRIES, WEAK, doubled, explained, letter
from service.drafting.masking.entities.shapes import fits_shape
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
_FOREIGNER = 7
_FOREIGN = ("x", "y", "z")
_ACCOUNT = 10
_TENS = 2
_HEAD = 8
_SPANISH = frozenset(
    listed(
        "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince veinte treinta cuarenta cincuenta "
        "sesenta setenta ochenta noventa"
    )
)
_NATIONAL = 6


@dataclass(slots=True)
class Item:
    """A number word, written digits, a letter, or a word of both ("l01x00t47")."""

    start: int
    end: int
    digits: int
    letters: str = ""
    weak: bool = False
    soft: bool = False  # a comma or more stands between it and the next word

    @property
    def dangles(self) -> bool:
        """Letters that may be a word which only stands behind a number."""
        return self.weak or (not self.digits and len(self.letters) > 1)

    @property
    def single(self) -> bool:
        """Said as the letter itself, not by its name."""
        return self.end - self.start == 1


@dataclass(slots=True)
class Run:
    """Items with nothing but links between them."""

    items: list[Item]
    last: bool = False  # nothing is said after it in its sentence

    @property
    def start(self) -> int:
        return self.items[0].start

    @property
    def end(self) -> int:
        return self.items[-1].end

    @property
    def digits(self) -> int:
        return sum(item.digits for item in self.items)

    @property
    def letters(self) -> int:
        return sum(len(item.letters) for item in self.items)

    @property
    def spelled(self) -> bool:
        """Letters, each said by itself."""
        return all(len(item.letters) == 1 for item in self.items) and (
            len(self.items) > 1 or not self.items[0].weak
        )


@dataclass(slots=True)
class Read:
    """A text's runs, and how many of its words are neither in them nor fillers."""

    runs: list[Run] = field(default_factory=list)
    content: int = 0


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
        if char not in _SOFT:
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
            run = _trimmed(Run(items, last))
            if run is not None:
                self._found.runs.append(run)


def _figured(following: list[str]) -> bool:
    return bool(following) and (following[0][0].isdecimal() or is_figure(following[0]))


def _trimmed(run: Run) -> Run | None:
    """Without words at its ends that are letters only by the sound of them."""
    items = run.items
    digits = run.digits
    if digits >= _NATIONAL and (whole := _national(items)):
        return Run(whole, run.last)
    while items and items[-1].dangles and not (run.last and _ends(items[-1], digits)):
        items.pop()
    first = 0
    while (
        first < len(items)
        and items[first].weak
        and not _begins(items[first : first + _HEAD], items[-1], digits)
    ):
        first += 1
    del items[:first]
    return run if items else None


def _national(items: list[Item]) -> list[Item]:
    """The items that have the shape of a national id, whatever their letters mean otherwise; empty for none."""
    if not any(item.letters for item in items):
        return []
    for first in range(min(_MOST_LINKS, len(items))):
        if any(item.digits for item in items[:first]):
            break
        for end in range(len(items), max(first, len(items) - _MOST_LINKS), -1):
            if any(item.digits for item in items[end:]):
                break
            if fits_shape([(item.digits, item.letters, item.weak) for item in items[first:end]]):
                return items[first:end]
    return []


def _ends(item: Item, digits: int) -> bool:
    """Whether a word that is rarely meant as a letter is: the last of a number that ends what is said."""
    return len(item.letters) == 1 and digits >= (_TENS if item.single else _TRAILING)


def _begins(items: list[Item], last: Item, digits: int) -> bool:
    """Whether a word that is rarely meant as letters is: "Y" of a foreigner's number, "DE" of an account's."""
    first, following = items[0], items[1:2]
    if first.letters in COUNTRIES:
        return digits >= _ACCOUNT and bool(following) and following[0].digits > 0
    if first.letters in _FOREIGN and digits == _FOREIGNER and last.letters:
        return True
    letters = list(takewhile(lambda item: item.letters and not item.digits, items))
    return (
        digits > 0 and len(letters) > 1 and (len(letters) > _TENS or not all(item.weak for item in letters))
    )


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
    if any(is_figure(word) and word not in NUMBER_WORDS for word in _TOKEN.findall(text)):
        return ""
    return "".join(run.digits for run in runs_of(lex(text).numbers))
