"""Number words of Spanish, French and German, folded to lower case without accents."""

import re

from service.drafting.number_words import ENGLISH, NumberWords
from service.drafting.text import listed

HUNDRED = 100


def _numbered(words: str, start: int = 0, step: int = 1) -> dict[str, str]:
    return {word: str(value) for value, word in zip(range(start, 10_000, step), listed(words), strict=False)}


def _ordinals(words: str) -> dict[str, int]:
    """Forms of one ordinal are parted by a stroke: "primero|primera"."""
    return {form: value for value, word in enumerate(listed(words), start=1) for form in word.split("|")}


_SPANISH_UNITS = _numbered("cero uno dos tres cuatro cinco seis siete ocho nueve diez") | {
    "una": "1",
    "un": "1",
}
SPANISH = NumberWords(
    plain=_SPANISH_UNITS
    | _numbered("once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve", 11)
    | _numbered(
        "veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve",
        20,
    )
    | {"veintiun": "21", "veintiuna": "21"}
    | _numbered("treinta cuarenta cincuenta sesenta setenta ochenta noventa", 30, 10)
    | {"cien": "100", "ciento": "100"}
    | _numbered(
        "doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos",
        200,
        HUNDRED,
    )
    | _numbered(
        "doscientas trescientas cuatrocientas quinientas seiscientas setecientas ochocientas novecientas",
        200,
        HUNDRED,
    ),
    scales={"mil": 1000, "millon": 1_000_000, "millones": 1_000_000},
    ordinals=_ordinals(
        "primero|primera|primer segundo|segunda tercero|tercera|tercer cuarto|cuarta quinto|quinta sexto|sexta "
        "septimo|septima octavo|octava noveno|novena decimo|decima"
    ),
    soft=frozenset(_SPANISH_UNITS),
    link=re.compile(r"\s+(?:y\s+)?"),
    repeats={"doble": 2, "triple": 3},
    rooms=dict.fromkeys(map(str, range(30, 100, 10)), 10)
    | dict.fromkeys(map(str, range(100, 1000, 100)), HUNDRED),
)

_FRENCH_UNITS = _numbered("zero un deux trois quatre cinq six sept huit neuf dix") | {"une": "1"}
FRENCH = NumberWords(
    plain=_FRENCH_UNITS
    | _numbered("onze douze treize quatorze quinze seize", 11)
    | _numbered("vingt trente quarante cinquante soixante", 20, 10)
    | {
        "quatre_vingt": "80",
        "quatre_vingts": "80",
        "septante": "70",
        "huitante": "80",
        "octante": "80",
        "nonante": "90",
    },
    scales={"cent": HUNDRED, "cents": HUNDRED, "mille": 1000, "million": 1_000_000, "millions": 1_000_000},
    ordinals=_ordinals(
        "premier|premiere deuxieme|second|seconde troisieme quatrieme cinquieme sixieme septieme huitieme "
        "neuvieme dixieme"
    ),
    soft=frozenset(_FRENCH_UNITS),
    link=re.compile(r"[\s-]+(?:et[\s-]+)?"),
    repeats={"double": 2, "triple": 3},
    # "soixante-dix", "quatre-vingt-onze": these take teens too; ten itself takes seven, eight and nine.
    rooms=dict.fromkeys(map(str, range(20, 100, 10)), 10) | {"60": 20, "80": 20, "10": 10},
    joined=re.compile(r"\bquatre[ -]vingts?\b"),
)

_GERMAN_SMALL = (
    _numbered("null ein zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn "
    "sechzehn siebzehn achtzehn neunzehn")
    | {"eins": "1", "eine": "1", "einen": "1", "einem": "1", "einer": "1", "zwo": "2"}
)  # fmt: skip
_GERMAN_TENS = _numbered("zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig", 20, 10)
_GERMAN_BELOW = _GERMAN_SMALL | _GERMAN_TENS | {
    f"{unit}und{tens}": str(int(value) + int(ten))
    for unit, value in _GERMAN_SMALL.items()
    for tens, ten in _GERMAN_TENS.items()
    if 0 < int(value) < 10  # noqa: PLR2004
}  # fmt: skip
_GERMAN_STEMS = (
    "erst zweit dritt viert funft sechst siebt acht neunt zehnt elft zwolft dreizehnt vierzehnt funfzehnt "
    "sechzehnt siebzehnt achtzehnt neunzehnt zwanzigst"
)


def _german(word: str) -> int | None:
    """What German writes as one word: "zweihundertfunfzig", "dreitausend"."""
    if "hundert" not in word and "tausend" not in word:
        return None
    thousands, many, rest = word.rpartition("tausend")
    hundreds, some, below = rest.rpartition("hundert")
    parts = ((thousands, many, 1000), (hundreds, some, HUNDRED))
    total = 0
    for count, found, worth in parts:
        value = (_german(count) or int(_GERMAN_BELOW.get(count, "-1"))) if count else 1
        if found and value < 0:
            return None
        total += value * worth if found else 0
    below = below.removeprefix("und")
    return total + int(_GERMAN_BELOW[below]) if below in _GERMAN_BELOW else None if below else total


GERMAN = NumberWords(
    plain=_GERMAN_BELOW,
    scales={"hundert": HUNDRED, "tausend": 1000, "million": 1_000_000, "millionen": 1_000_000},
    ordinals={
        stem + ending: value
        for value, stem in enumerate(listed(_GERMAN_STEMS), start=1)
        for ending in ("e", "en", "er", "es", "em")
    },
    soft=frozenset(_GERMAN_SMALL),
    link=re.compile(r"[\s-]+(?:und\s+)?"),
    repeats={"doppel": 2},
    compound=_german,
)

TONGUES = {"en": ENGLISH, "es": SPANISH, "fr": FRENCH, "de": GERMAN}
