"""Shapes of national ids: what a run of figures and letters may be though nothing named it and no check bears it out."""

import re
from collections.abc import Sequence

from stdnum.es import dni
from stdnum.fr import nir

# A figure is "9". The letter behind eight figures may be an everyday word, so that it has to be said as none.
_ITEMS = re.compile(r"[xyz]9{7}[a-z]|9{8}[A-Z](?:999)?|[a-z]{2}9{6}[a-d]", re.IGNORECASE)
_DAY_MONTH = r"(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])"
_VALUES = re.compile(
    r"[XYZ][0-9]{7}[A-Z]"  # a foreigner in Spain
    r"|[0-9]{8}[A-HJ-NP-TV-Z]"  # a Spaniard
    r"|[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]"  # British
    rf"|[0-9]{{2}}{_DAY_MONTH}[0-9]{{2}}[A-Z][0-9]{{3}}"  # German pensions
    r"|[12][0-9]{2}(?:0[1-9]|1[0-2]|[2-9][0-9])2[AB][0-9]{6}(?:[0-9]{2}(?:2[AB])?)?"  # French, born in Corsica
)
_FRENCH = re.compile(r"[12][0-9]{2}(?:0[1-9]|1[0-2])[0-9]{10,16}$")
# Cards of 13 and 15 figures begin with others.
_FRENCH_WHOLE = re.compile(r"[12][0-9]{2}(?:0[1-9]|1[0-2])(?:[0-9]{2}|2[AB])[0-9]{8}")
# As they are written on forms, whatever their check figures.
_FORMS = re.compile(
    r"[12][ .]?[0-9]{2}[ .](?:0[1-9]|1[0-2]|[2-9][0-9])[ .](?:[0-9]{2}|2[ab])[ .][0-9]{3}[ .][0-9]{3}(?:[ ./-]{1,3}[0-9]{2})?"
    r"|756[ .][0-9]{4}[ .][0-9]{4}[ .][0-9]{2}"
)
# Cards of Germany have neither vowels nor letters that look like figures; a check figure may follow.
_GERMAN_CARD = re.compile(
    r"[CFGHJKLMNPRTVWXYZ](?=(?:[A-Z]*[0-9]){4})(?=(?:[0-9]*[A-Z]){2})[0-9CFGHJKLMNPRTVWXYZ]{8}[0-9]?"
)
_SPELLED = re.compile(r"\b[a-z](?: [a-z0-9]\b| (?:wie|for|as|fur) | [a-z]{3,})")
_PENSION = re.compile(rf"[0-9]{{2}}{_DAY_MONTH}[0-9]{{2}}[A-Z][0-9]{{3,6}}")
_TOLD_LETTER = re.compile(r"\b(?:de|wie|comme|for|as in|like) [a-z]{3,14}$")
_CORRECTION = re.compile(r"\b(?:non|pardon|desole|attendez|sorry|no|nein|nee|quatsch)\b")
_COUNTRIES = ("ES", "DE", "FR")
_KEY = re.compile(r"\w,? (?:(?:et|la) )*clef? ")
_KEYED = re.compile(r"[0-9AB]{8,17}")
# "Letter" was said, or the number corrected on the way: then it may have more figures than it should.
_LETTERED = re.compile(r"[A-Z]{0,2}[0-9]{7,14}[A-Z]{1,2}")
_SPOKEN_LETTER = re.compile(
    r"\b(?:letra|lettre|letter|buchstabe|perdon|perdona|sorry|pardon|nein|entschuldigung)\b"
    r"|\b(?:[a-z]|\w?[eo]\w?e|equis|jota|zeta|hache|uve|ka|cu) de \w{3,12}$"
)


def fits_shape(items: Sequence[tuple[int, str, bool]]) -> bool:
    """Whether items (digits, letters, whether weak) may be one: known before their words are understood."""
    if any(digits and letters for digits, letters, _ in items):
        return False
    shape = "".join(
        "9" * digits or (letters.upper() if not weak else letters) for digits, letters, weak in items
    )
    if _ITEMS.fullmatch(shape) is None:
        return False
    return not (shape[0] == "9" and shape[-1].islower())


def is_like_id(value: str, said: str) -> bool:
    """Whether a value, and the words that it was said in, look like a national id of one of four countries."""
    if _VALUES.fullmatch(value) or (value[:2] in _COUNTRIES and _VALUES.fullmatch(value[2:])):
        return True
    if _FORMS.fullmatch(said) or (_GERMAN_CARD.fullmatch(value) and _SPELLED.search(said)):
        return True
    if _PENSION.fullmatch(value) and _CORRECTION.search(said):
        return True
    if _KEY.search(said):
        return _KEYED.fullmatch(value) is not None
    if value.isdecimal():
        return nir.is_valid(value) or (
            _FRENCH.match(value) is not None and _CORRECTION.search(said) is not None
        )
    return _LETTERED.fullmatch(value) is not None and _SPOKEN_LETTER.search(said) is not None


def is_strung(value: str, said: str) -> bool:
    """Whether a value whose parts were said with talk between looks like an id: more is asked of it than of one."""
    if _FRENCH_WHOLE.fullmatch(value):
        return True
    return _VALUES.fullmatch(value) is not None and (
        dni.is_valid(value) or _TOLD_LETTER.search(said) is not None
    )
