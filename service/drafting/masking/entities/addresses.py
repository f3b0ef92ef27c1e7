"""Postal addresses: street and house number in four languages, with what belongs to them; postcodes when asked for."""

import re
from collections.abc import Iterator
from functools import cached_property

from service.drafting.masking.entities.figures import is_figure
from service.drafting.masking.entities.found import Found
from service.drafting.masking.entities.runs import Run
from service.drafting.masking.marks import Kind
from service.drafting.text import listed

_TOKEN = re.compile(r"\[\[?[^\[\]]{0,40}\]\]?|[a-z0-9]+(?:['-][a-z0-9]+)*|[^\sa-z0-9]")
_STREETS = frozenset(
    listed(
        "street st road rd avenue ave lane ln boulevard blvd crescent terrace parkway pkwy highway hwy freeway"
    )
)
# Everyday words too: streets only where an address is talked about.
_MAYBE = frozenset(
    listed(
        "drive dr way close court ct place pl square park circle hill row mews view walk grove gate gardens green rise"
    )
)
_BEFORE = frozenset(
    listed(
        "calle avenida avda plaza paseo carretera ronda callejon rue boulevard chemin allee impasse quai route cours faubourg "
        "glorieta travesia urbanizacion"
    )
)
_BEFORE_MAYBE = frozenset(listed("camino place square avenue via passage"))
_GERMAN_NAMES = tuple(listed("strasse str weg gasse platz allee damm ufer ring chaussee stieg"))
_GERMAN = re.compile(rf"[a-z-]{{3,30}}(?:{'|'.join(_GERMAN_NAMES)})")
_GERMAN_ALONE = frozenset(listed("strasse str weg platz allee gasse ring damm ufer"))
_GERMAN_NOT = frozenset(
    listed("deswegen unterweg hinweg umweg arbeitsplatz vorweg weg hering arbeitsweg parkplatz gering")
)
_STOPS = frozenset(
    listed(
        "the minutes minute min mins miles mile km down up on off of in at to from across along a an and is are was it i my your "
        "this that with for hours hour days day weeks years dollars pounds euros per by meters metres blocks block people cars "
        "times more other old have has had no not or we you they he she there here about over into next near around until "
        "metros minutos kilometros metres kilometres kilometer meter minuten para por que con es en y o et ou und oder des ist"
    )
)
_PARTICLES = frozenset(
    listed("de del la las los el du des le les l d' von der am an zum zur dem den alten aux")
)
_NUMBERED = frozenset(listed("numero n no nr nummer number num"))
_UNITS = frozenset(
    listed(
        "apartment apt flat unit suite floor # piso puerta portal escalera bajo izquierda derecha atico appartement appt apartement "
        "etage batiment bat escalier porte wohnung stock hinterhaus vorderhaus c/o building block room interior bloque"
    )
)
_SIDES = frozenset(listed("izquierda derecha izda izq dcha centro"))
_FILLS = frozenset({",", "um", "uh", "er", "euh", "eh", "ahm", "-", "."})
_INTO = frozenset(listed("in en a in the"))
_NAME_WORDS = 3
_CITY_WORDS = 4
_BACK_FIGURES = 5
_HOUSE = re.compile(r"[0-9]{1,5}(?:-[0-9]{1,5})?[a-z]?|[0-9]{1,4}(?:st|nd|rd|th)|bis|ter")
_POSTCODE = re.compile(r"[0-9]{5}(?:-[0-9]{4})?")
_BRITISH = re.compile(r"(?<![a-z0-9])[a-z]{1,2}[0-9][a-z0-9]? ?[0-9][a-z]{2}(?![a-z0-9])")
_ORDINAL = re.compile(r"[0-9]{1,3}(?:st|nd|rd|th)")
POSTCODE_DIGITS = (3, 4, 5, 6, 9)
STREETS = _STREETS | _BEFORE | _MAYBE | _BEFORE_MAYBE
_NAMES_OF_STREETS = STREETS | _GERMAN_ALONE
_GERMAN_ENDS = (
    "strasse",
    "str.",
    "weg ",
    "gasse",
    "platz",
    "allee",
    "damm",
    "ufer",
    "ring ",
    "chaussee",
    "stieg ",
    "str ",
)


def has_german_street(text: str) -> bool:
    for end in _GERMAN_ENDS:  # noqa: SIM110 - most texts with a number come here, and a generator costs more
        if end in text:
            return True
    return False


class _Words:
    def __init__(self, text: str) -> None:
        self.words = _TOKEN.findall(text)
        self._text = text
        self._count = len(self.words)

    def __len__(self) -> int:
        return self._count

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Needed only where there is a street, which is rare."""
        return [match.span() for match in _TOKEN.finditer(self._text)]

    def at(self, index: int) -> str:
        return self.words[index] if 0 <= index < self._count else ""

    def is_number(self, index: int) -> bool:
        word = self.at(index)
        return bool(word) and (_HOUSE.fullmatch(word) is not None or is_figure(word))

    def is_name(self, index: int) -> bool:
        word = self.at(index)
        return word[:1].isalpha() and word not in _STOPS and word not in _UNITS


def addresses(text: str, *, asked: bool) -> Iterator[Found]:
    """Streets with their house number. `asked` if an address is talked about: then less will do."""
    if asked:
        yield from (Found(*match.span(), Kind.ADDRESS) for match in _BRITISH.finditer(text))
    words = _Words(text)
    after = 0
    for at, word in enumerate(words.words):
        if at < after or not (word in _NAMES_OF_STREETS or word.endswith(_GERMAN_NAMES)):
            continue
        found = _street(words, at, asked=asked)
        if found is not None:
            first, after = found[0], _tail(words, found[1])
            yield Found(words.spans[first][0], words.spans[after - 1][1], Kind.ADDRESS)


def _street(words: _Words, at: int, *, asked: bool) -> tuple[int, int] | None:
    word = words.at(at)
    if word in _STREETS or (asked and word in _MAYBE):
        found = _english(words, at)
        if found:
            return found
    if word in _BEFORE or (word in _BEFORE_MAYBE and (asked or words.is_number(at - 1))):
        return _romance(words, at)
    joined = _GERMAN.fullmatch(word) is not None and word not in _GERMAN_NOT
    if joined or (word in _GERMAN_ALONE and words.is_name(at - 1)):
        return _german(words, at, joined=joined)
    return None


def _english(words: _Words, at: int) -> tuple[int, int] | None:
    """As in "15 Elm Street", "two twenty one north Baker street"."""
    name = at - 1
    while at - name <= _NAME_WORDS and words.is_name(name) and not words.is_number(name):
        name -= 1
    if not words.is_number(name) or (name == at - 1 and not _is_ordinal(words, name)):
        return None
    first = name
    while name - first < _BACK_FIGURES and words.is_number(first - 1):
        first -= 1
    return first, at + 1


def _is_ordinal(words: _Words, index: int) -> bool:
    """As in "22 5th avenue": the number of the street is its name."""
    return words.is_number(index - 1) and _ORDINAL.fullmatch(words.at(index)) is not None


def _romance(words: _Words, at: int) -> tuple[int, int] | None:
    """As in "12 bis rue de la Paix", "calle Mayor número 5"."""
    first = at
    while at - first < _BACK_FIGURES and (
        words.is_number(first - 1) or (first < at and words.at(first - 1) == ",")
    ):
        first -= 1
    if first == at and words.at(at - 1) == "," and words.is_number(at - 2):
        first = at - 2
    end, names = at + 1, 0
    while end < len(words) and names < _NAME_WORDS:
        word = words.at(end)
        if word in _PARTICLES:
            end += 1
        elif words.is_name(end) and not is_figure(word) and word not in _NUMBERED:
            end, names = end + 1, names + 1
        else:
            break
    if not names:
        return None
    if first < at:
        return first, end
    number = _number_after(words, end)
    return (at, number) if number else None


def _german(words: _Words, at: int, *, joined: bool) -> tuple[int, int] | None:
    """As in "Lindenweg 4", "Berliner Straße zwölf b"."""
    end = at + 1 + (words.at(at + 1) == ".")
    number = _number_after(words, end)
    if not number:
        return None
    first = at if joined else at - 1
    while words.at(first - 1) in {"alte", "alter", "alten", "neue", "grosse", "kleine", "obere", "untere"}:
        first -= 1
    return first, number


def _number_after(words: _Words, at: int) -> int:
    """Where the house number that stands here ends; 0 for none."""
    while words.at(at) in _FILLS or words.at(at) in _NUMBERED:
        at += 1
    end = at
    while end - at < _BACK_FIGURES and words.is_number(end):
        end += 1
    if (
        end > at
        and len(words.at(end)) == 1
        and words.at(end).isalpha()
        and words.at(end) not in {"y", "i", "a", "e", "o"}
    ):
        end += 1
    return end if end > at else 0


def _tail(words: _Words, end: int) -> int:
    """What belongs to a street behind it: a flat, a postcode, a city."""
    while True:
        at = end
        while words.at(at) in _FILLS:
            at += 1
        grown = _unit(words, at) or _place(words, at)
        if not grown:
            return end
        end = grown


def _unit(words: _Words, at: int) -> int:
    if words.at(at) in _UNITS:
        end = at + 1 + (words.at(at + 1) in _NUMBERED)
        while end - at < _BACK_FIGURES and (
            words.is_number(end) or (len(words.at(end)) == 1 and words.at(end).isalnum())
        ):
            end += 1
        return (
            end
            if end > at + 1
            or words.at(at) in {"izquierda", "derecha", "bajo", "atico", "hinterhaus", "vorderhaus"}
            else 0
        )
    if words.is_number(at) and words.at(at + 1) in _UNITS:
        return at + 2
    if re.fullmatch(r"[0-9]{1,2}[oa]|primero|segundo|tercero|cuarto|quinto|sexto", words.at(at)):
        door = words.at(at + 1)
        return at + 1 + (door in _SIDES or re.fullmatch(r"[0-9]{1,2}[oa]?|[a-z]", door) is not None)
    if (
        re.fullmatch(r"[0-9]{1,2}(?:o|a|er|e|eme|st|nd|rd|th|\.)", words.at(at))
        and words.at(at + 1) in _UNITS
    ):
        return at + 2
    return 0


def _place(words: _Words, at: int) -> int:
    """A city and a postcode, in either order; a city alone only where it ends what is said."""
    if _POSTCODE.fullmatch(words.at(at)):
        end = at + 1
        while end - at <= _NAME_WORDS and words.is_name(end) and words.at(end) not in _FILLS:
            end += 1
        return end
    end = at + (words.at(at) in _INTO)
    names = 0
    while (
        names < _CITY_WORDS and end < len(words) and (words.is_name(end) or (names and words.at(end) == ","))
    ):
        names += words.at(end) != ","
        end += 1
        if _POSTCODE.fullmatch(words.at(end)):
            return end + 1
        british = f"{words.at(end)} {words.at(end + 1)}"
        if _BRITISH.fullmatch(british):
            return end + 2
    last = end - (words.at(end - 1) == ",")
    closes = last >= len(words) or words.at(last) in {".", "?", "!", ";"}
    return last if 0 < names < _CITY_WORDS and closes and words.at(at - 1) in {",", "in", "en"} | _INTO else 0


def postcode(run: Run) -> bool:
    """Whether a run of figures and letters may be a postcode or house number that was asked for."""
    return run.digits in POSTCODE_DIGITS or (run.digits > 1 and run.letters > 1)
