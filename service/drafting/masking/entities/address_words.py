"""A text as the words that postal addresses are made of, in four languages."""

import re
from functools import cached_property

from service.drafting.masking.entities.figures import is_figure
from service.drafting.masking.entities.runs import spoken_digits
from service.drafting.text import listed

_TOKEN = re.compile(r"\[\[?[^\[\]]{0,40}\]\]?|[a-z0-9]+(?:['-][a-z0-9]+)*|[^\sa-z0-9]")
_STOPS = frozenset(
    listed(
        "the minutes minute min mins miles mile km down up on off of in at to from across along a an and is are was it i my your "
        "this that with for hours hour days day weeks years dollars pounds euros per by meters metres blocks block people cars "
        "times more other old have has had no not or we you they he she there here about over into next near around until "
        "metros minutos kilometros metres kilometres kilometer meter minuten para por que con es en y o et ou und oder des ist"
    )
)
PARTICLES = frozenset(
    listed("de del la las los el du des le les l d' von der am an zum zur dem den alten aux")
)
NUMBERED = frozenset(listed("numero n no nr nummer number num"))
UNITS = frozenset(
    listed(
        "apartment apt flat unit suite floor # piso puerta portal escalera bajo izquierda derecha atico appartement appt apartement "
        "etage batiment bat escalier porte wohnung stock hinterhaus vorderhaus c/o building block room interior bloque "
        "stiege tur top depto dpto departamento int planta lote manzana"
    )
)
FILLS = frozenset({",", "um", "uh", "er", "euh", "eh", "ahm", "-", "."})
_HOUSE = re.compile(r"[0-9]{1,5}(?:-[0-9]{1,5})?[a-z]?|[0-9]{1,4}(?:st|nd|rd|th)|bis|ter")
_POSTCODE = re.compile(r"[0-9]{5}(?:-[0-9]{4})?")
_POSTCODE_DIGITS = 5
_MOST_SPOKEN = 8
# No postcode begins with them where they are a state or a conjunction too.
_NOUGHTS = ("oh", "o")
_ANDS = frozenset(listed("y et und"))


_THANKS = frozenset(listed("bitte danke please thanks thank gracias favor merci voila plait ok okay vale"))
_MOST_ANSWER = 14


class Words:
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
        return bool(word) and (
            _HOUSE.fullmatch(word) is not None or is_figure(word) or ("-" in word and _is_joined(word))
        )

    def is_name(self, index: int) -> bool:
        word = self.at(index)
        return word[:1].isalpha() and word not in _STOPS and word not in UNITS

    def is_of_address(self, index: int) -> bool:
        word = self.at(index)
        if word in _THANKS:
            return False
        beside = word in UNITS or word in PARTICLES or word in FILLS or word in NUMBERED
        return beside or self.is_name(index) or self.is_number(index) or (len(word) == 1 and word.isalpha())

    def postcode(self, index: int) -> int:
        """Where the postcode of five figures that starts here ends, written or read out; 0 for none."""
        word = self.at(index)
        if _POSTCODE.fullmatch(word):
            return index + 1
        if not self.is_number(index) or word[:1].isdecimal() or word in _NOUGHTS:
            return 0
        end = index
        while end - index < _MOST_SPOKEN and (
            self.is_number(end) or (self.at(end) in _ANDS and self.is_number(end + 1))
        ):
            end += 1
        said = self._text[self.spans[index][0] : self.spans[end - 1][1]]
        return end if len(spoken_digits(said)) == _POSTCODE_DIGITS else 0


def _is_joined(word: str) -> bool:
    """Number words with hyphens: "trente-quatre"."""
    return all(map(is_figure, word.split("-")))


def is_answer(words: Words, *, street: bool) -> bool:
    """Whether a turn is nothing but the words that an address is made of, with a street or a postcode."""
    count = len(words)
    if not 1 < count <= _MOST_ANSWER:
        return False
    said = range(count)
    return all(map(words.is_of_address, said)) and (street or any(map(words.postcode, said)))
