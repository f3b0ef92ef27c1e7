"""Words that name days, in the languages of our dates: one table a kind, each word with what it stands for."""

from service.drafting.number_words import ORDINALS, TEENS, UNITS
from service.drafting.text import listed

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)

_WEEKS = (
    "lunes martes miércoles jueves viernes sábado domingo",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "montags dienstags mittwochs donnerstags freitags sonnabend sonntags",
)
_YEARS = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "januar februar märz april mai juni juli august september oktober november dezember",
)
OTHER_WEEKDAYS = {word: day for line in _WEEKS for day, word in enumerate(listed(line))}
OTHER_MONTHS = {word: month for line in _YEARS for month, word in enumerate(listed(line), start=1)}
ANY_WEEKDAY = {word: day for day, word in enumerate(WEEKDAYS)} | OTHER_WEEKDAYS
ANY_MONTH = {word: month for month, word in enumerate(MONTHS, start=1)} | OTHER_MONTHS

_CARDINALS = (
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince",
    "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze",
    "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn",
)
OTHER_COUNTS = {word: count for line in _CARDINALS for count, word in enumerate(listed(line), start=1)} | dict.fromkeys(listed("una une eine einem einer einen primero premier ersten"), 1)  # fmt: skip
_GERMAN_DAYS = listed("ersten zweiten dritten vierten fünften sechsten siebten achten neunten zehnten")
OTHER_COUNTS |= {word: count for count, word in enumerate(_GERMAN_DAYS, start=1)}
COUNTS = {word: int(value) for word, value in (UNITS | TEENS).items()} | {
    "a": 1,
    "an": 1,
    "a couple of": 2,
    "twenty": 20,
    "thirty": 30,
}
ORDINAL_WORDS = ORDINALS


def any_of(words: "dict[str, int] | tuple[str, ...]") -> str:
    """An expression for one of the words, the longest first."""
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))
