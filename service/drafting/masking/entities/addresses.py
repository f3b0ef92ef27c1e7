"""Postal addresses: street and house number in four languages, with what belongs to them; postcodes when asked for."""

import re
from collections.abc import Iterator

from service.drafting.masking.entities.address_words import FILLS, NUMBERED, PARTICLES, Words
from service.drafting.masking.entities.figures import WORDS
from service.drafting.masking.entities.found import Found
from service.drafting.masking.entities.items import Run
from service.drafting.masking.entities.localities import BRITISH, anchored, end_of, start_of
from service.drafting.masking.marks import Kind
from service.drafting.text import listed

_STREETS = frozenset(
    listed(
        "street st road rd avenue ave lane ln boulevard blvd crescent terrace parkway pkwy highway hwy freeway"
    )
)
# Everyday words too: streets only where an address is talked about.
_MAYBE = frozenset(
    listed(
        "drive dr way close court ct place pl square park circle hill row mews view walk grove gate gardens green rise bank yard croft fold wharf quay bend hollow heights path trail loop ridge vale"
    )
)
_BEFORE = frozenset(
    listed(
        "calle avenida avda plaza paseo carretera ronda callejon rue boulevard chemin allee impasse quai route cours faubourg "
        "carrer jiron pasaje glorieta travesia urbanizacion"
    )
)
_BEFORE_MAYBE = frozenset(listed("privada camino place square avenue via passage"))
# "Une place quand": an article there.
_ONES = frozenset(listed("un une una uno one"))
_GERMAN_NAMES = tuple(listed("strasse str weg gasse platz allee damm ufer ring chaussee stieg"))
_GERMAN = re.compile(rf"[a-z-]{{3,30}}(?:{'|'.join(_GERMAN_NAMES)})")
_GERMAN_ALONE = frozenset(listed("strasse str weg platz allee gasse ring damm ufer"))
_GERMAN_NOT = frozenset(
    listed(
        "deswegen unterweg hinweg umweg arbeitsplatz vorweg weg hering arbeitsweg parkplatz lagerplatz stellplatz sitzplatz gering"
    )
)
_NAME_WORDS = 3
_BACK_FIGURES = 5
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


def addresses(text: str, *, asked: bool) -> Iterator[Found]:
    """Streets with their house number. `asked` if an address is talked about: then less will do."""
    codes = [match.span() for match in BRITISH.finditer(text)] if asked else []
    yield from (Found(start, end, Kind.ADDRESS) for start, end in codes)
    words = Words(text)
    after = 0
    for at, word in enumerate(words.words):
        if at < after:
            continue
        named = word in _NAMES_OF_STREETS or word.endswith(_GERMAN_NAMES)
        found = _street(words, at, asked=asked) if named else None
        if found is not None:
            found = start_of(words, found[0], numbered=words.is_number(found[0])), end_of(words, found[1])
        elif asked and (codes or word in WORDS or word[0].isdecimal() or "-" in word):
            found = anchored(words, at)
        if found is not None:
            first, after = found
            yield Found(words.spans[first][0], words.spans[after - 1][1], Kind.ADDRESS)


def named(text: str) -> Iterator[Found]:
    """A street without its number, where that is all that is said: "Ulmenweg", "calle del Olmo"."""
    words = Words(text)
    if len(words) > _NAME_WORDS + 2:
        return
    for at, word in enumerate(words.words):
        joined = _GERMAN.fullmatch(word) is not None and word not in _GERMAN_NOT
        if joined or (len(words) > 1 and word in _STREETS | _BEFORE | _GERMAN_ALONE):
            first = at if joined or word in _BEFORE else 0
            yield Found(words.spans[first][0], words.spans[-1][1], Kind.ADDRESS)
            return


def _street(words: Words, at: int, *, asked: bool) -> tuple[int, int] | None:
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


def _english(words: Words, at: int) -> tuple[int, int] | None:
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


def _is_ordinal(words: Words, index: int) -> bool:
    """As in "22 5th avenue": the number of the street is its name."""
    return words.is_number(index - 1) and _ORDINAL.fullmatch(words.at(index)) is not None


def _romance(words: Words, at: int) -> tuple[int, int] | None:
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
        if word in PARTICLES:
            end += 1
        elif words.is_name(end) and not words.is_number(end) and word not in NUMBERED:
            end, names = end + 1, names + 1
        else:
            break
    if not names or (words.at(at) in _BEFORE_MAYBE and words.at(at - 1) in _ONES):
        return None
    if first < at:
        return first, end
    number = _number_after(words, end)
    return (at, number) if number else None


def _german(words: Words, at: int, *, joined: bool) -> tuple[int, int] | None:
    """As in "Lindenweg 4", "Berliner Straße zwölf b"."""
    end = at + 1 + (words.at(at + 1) == ".")
    number = _number_after(words, end)
    if not number:
        return None
    first = at if joined else at - 1
    while words.at(first - 1) in {"alte", "alter", "alten", "neue", "grosse", "kleine", "obere", "untere"}:
        first -= 1
    return first, number


def _number_after(words: Words, at: int) -> int:
    """Where the house number that stands here ends; 0 for none."""
    while words.at(at) in FILLS or words.at(at) in NUMBERED:
        at += 1
    end = at
    while end - at < _BACK_FIGURES and words.is_number(end) and not (end == at and words.at(at) == "o"):
        end += 1
    if (
        end > at
        and len(words.at(end)) == 1
        and words.at(end).isalpha()
        and words.at(end) not in {"y", "i", "a", "e", "o"}
    ):
        end += 1
    return end if end > at else 0


def postcode(run: Run) -> bool:
    """Whether a run of figures and letters may be a postcode or house number that was asked for."""
    return run.digits in POSTCODE_DIGITS or (run.digits > 1 and run.letters > 1)
