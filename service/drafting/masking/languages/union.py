"""The vocabularies of all languages as one; a word of several means what the first of them says."""

from collections.abc import Iterator
from enum import IntEnum
from typing import Literal, NamedTuple, TypeAlias

from service.drafting.masking.languages.base import Language
from service.drafting.masking.languages.english import ENGLISH
from service.drafting.masking.languages.french import FRENCH
from service.drafting.masking.languages.german import GERMAN
from service.drafting.masking.languages.spanish import SPANISH

LANGUAGES = (ENGLISH, SPANISH, FRENCH, GERMAN)
SLIPS = {word: str(value) for language in LANGUAGES for word, value in language.slips.items()}
SHARED = ""
_Silent: TypeAlias = Literal["pauses", "joins", "links", "asides", "months", "fold"]


class Sort(IntEnum):
    """How a lexeme takes part in a number."""

    DIGITS = 0  # written
    DIGIT = 1
    TEEN = 2
    TENS = 3
    TEN = 4
    SIXTY = 5
    TWENTY = 6
    HUNDREDS = 7
    WHOLE = 8
    SCALE = 9
    REPEAT = 10


class NumberWord(NamedTuple):
    """`language` is the name of its only language, `SHARED` for a word of several."""

    sort: Sort
    value: str
    language: str


def _numbers(language: Language) -> Iterator[tuple[str, Sort, str]]:
    yield from ((word, Sort.DIGIT, "0") for word in language.zeros)
    for sort, table in (
        (Sort.DIGIT, language.digits),
        (Sort.TEEN, language.teens),
        (Sort.TENS, language.tens),
        (Sort.TEN, language.ten),
        (Sort.SIXTY, language.sixties),
        (Sort.TWENTY, language.twenties),
        (Sort.HUNDREDS, language.hundreds),
        (Sort.WHOLE, language.wholes),
        (Sort.SCALE, language.scales),
        (Sort.REPEAT, language.repeats),
    ):
        yield from ((word, sort, str(value)) for word, value in table.items())


def vocabulary() -> dict[str, NumberWord]:
    table: dict[str, NumberWord] = {}
    for language in LANGUAGES:
        for word, sort, value in _numbers(language):
            known = table.get(word)
            if known is None:
                table[word] = NumberWord(sort, value, language.name)
            elif known.language != language.name:
                table[word] = known._replace(language=SHARED)
    return table


def compounds() -> dict[str, NumberWord]:
    """Number words of three and four digits that languages write as one."""
    return {
        word: NumberWord(Sort.WHOLE if value % 100 else Sort.HUNDREDS, str(value), language.name)
        for language in LANGUAGES
        for word, value in language.compounds.items()
    }


def scales_in_compounds() -> tuple[str, ...]:
    return tuple(word for language in LANGUAGES if language.compounds for word in language.scales)


def silent(kind: _Silent) -> frozenset[str]:
    """The words of one kind that say nothing, of all languages."""
    return frozenset[str]().union(*(getattr(language, kind) for language in LANGUAGES))
