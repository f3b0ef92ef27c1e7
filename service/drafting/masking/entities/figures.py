"""Number words of four languages, only as far as to know them for such: what they come to is the lexer's."""

import re

from service.drafting.masking.lexer import NUMBER_WORDS
from service.drafting.text import listed

_SPANISH = listed(
    "cero uno una un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis "
    "diecisiete dieciocho diecinueve veinte veintiuno veintiun veintiuna veintidos veintitres veinticuatro "
    "veinticinco veintiseis veintisiete veintiocho veintinueve treinta cuarenta cincuenta sesenta setenta ochenta "
    "noventa cien ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos "
    "novecientos doscientas trescientas quinientas mil millon millones"
)
_FRENCH = listed(
    "zero un une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt vingts "
    "trente quarante cinquante soixante septante huitante octante nonante cent cents mille"
)
_ENGLISH = listed("hundred thousand million")
_REPEATS = frozenset(listed("double triple treble quadruple doble doppel doppelt zweimal dreimal"))
_UNIT = "ein|eins|eine|zwei|zwo|drei|vier|funf|fuenf|sechs|sieben|acht|neun"
_TEN = "zwanzig|dreissig|dreizig|vierzig|funfzig|fuenfzig|sechzig|siebzig|achtzig|neunzig"
_TEEN = "zehn|elf|zwolf|zwoelf|dreizehn|vierzehn|funfzehn|fuenfzehn|sechzehn|siebzehn|achtzehn|neunzehn"
_SMALL = rf"(?:(?:{_UNIT})und)?(?:{_TEN})|{_TEEN}|{_UNIT}"
_GERMAN = re.compile(
    rf"null|(?:(?:{_SMALL})?tausend)?(?:(?:{_SMALL})?hundert)?(?:und)?(?:{_SMALL})|(?:(?:{_SMALL})?tausend)"
    rf"|(?:(?:{_SMALL})?tausend)?(?:(?:{_SMALL})?hundert)"
)
_GERMAN_PARTS = ("zig", "dreissig", "zehn", "hundert", "tausend", "elf", "olf", "oelf", *_UNIT.split("|"))
_GERMAN_WORDS = frozenset(
    {"null", *_UNIT.split("|"), *_TEN.split("|"), *_TEEN.split("|"), "hundert", "tausend"}
    | {f"{unit}und{ten}" for unit in _UNIT.split("|") for ten in _TEN.split("|")}
)
WORDS = _GERMAN_WORDS.union(NUMBER_WORDS, _SPANISH, _FRENCH, _ENGLISH, _REPEATS)
"""All but German hundreds and thousands, which are written as one word."""
_UNITS = frozenset(
    listed(
        "zeroes zeros oh o nought naught nil one two three four five six seven eight nine niner cero uno una un dos tres cuatro cinco seis siete ocho nueve zero une deux trois quatre cinq six sept huit neuf null"
    )
).union(_UNIT.split("|"))
_MANY = 2
_LONGEST = 40


def is_figure(word: str) -> bool:
    """Whether a folded word is a number, or part of one."""
    return word in WORDS or (word.endswith(_GERMAN_PARTS) and _is_german(word))


def is_repeat(word: str) -> bool:
    return word in _REPEATS


def digits_in(word: str) -> int:
    """About how many digits a number word stands for, by itself."""
    if word in _REPEATS:
        return 1
    if word in _UNITS:
        return 1
    return _MANY + ("hundert" in word and word != "hundert")


def _is_german(word: str) -> bool:
    return len(word) <= _LONGEST and _GERMAN.fullmatch(word) is not None
