"""Dates of birth, as answers to a question for one: any other date is no secret and stays."""

import re
from collections.abc import Iterator

from service.drafting.masking.entities.figures import digits_in, is_figure
from service.drafting.masking.entities.found import Found
from service.drafting.masking.entities.others import PRICE
from service.drafting.masking.languages import LANGUAGES
from service.drafting.masking.marks import Kind
from service.drafting.text import listed

_TOKEN = re.compile(r"\[\[?[^\[\]]{0,40}\]\]?|[a-z0-9]+(?:'[a-z]+)?|[^\sa-z0-9]")
_MONTHS = frozenset().union(*(language.months for language in LANGUAGES)) | frozenset(
    listed(
        "janvier fevrier avril mai juin juillet aout septembre octobre novembre decembre enero febrero marzo abril mayo "
        "junio julio agosto septiembre setiembre octubre noviembre diciembre januar janner februar marz maerz juni juli "
        "oktober dezember sept"
    )
)
_ORDINALS = frozenset(
    listed(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
        "sixteenth seventeenth eighteenth nineteenth twentieth thirtieth primero primer premier "
        "erste ersten erster zweite zweiten zweiter dritte dritten dritter siebte siebten siebter achte achten achter"
    )
)
_GERMAN_ORDINAL = re.compile(
    r"(?:vier|funf|fuenf|sechs|sieben|neun|zehn|elf|zwolf|zwoelf|\w{3,12}zehn|\w{0,14}(?:zwanzigs|dreissigs))te[rns]?"
)
_NUMERAL = re.compile(r"[0-9]{1,4}(?:st|nd|rd|th|er|e)?|[0-9]{6}|[0-9]{8}")
_LINKS = frozenset(
    listed(
        "of the and in on , . / - de del el la los le ano year vom am im der den dem des und y et um uh er euh eh ahm du oh "
        "annee jahr jahre dash slash strich punkt punto point guion tiret barra no"
    )
)
_MOST_LINKS = 3
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_WRITTEN = re.compile(r"[0-9]{1,2}[./-] ?[0-9]{1,2}[./-] ?(?:(?:19|20)?[0-9]{2})(?![0-9])")
_UNITS = re.compile(
    r" ?(?:-?years?|yrs?|days?|weeks?|months?|hours?|minutes?|dollars?|euros?|pounds?|anos|ans|jahre|%|[€$£])"
)
_AMOUNT = re.compile(r"[$€£] ?[0-9][0-9,.]{0,12}$|(?<![0-9.,])[0-9]{1,3}(?:,[0-9]{3}){1,4}$")
_SINCE = re.compile(r"\b(?:seit|since|desde|depuis|until|bis|date de|dates from) (?:el |le )?$")
_ONES = frozenset({"uno", "un", "une", "one", "eins", "eine", "no"})
_FULL = 4
_REACH = 48
_DAY = 2


def births(text: str, *, sparse: bool, answered: bool) -> Iterator[Found]:
    """Dates in a text that was asked for one, or tells when somebody was born.

    `sparse` if little else is said: parts of a date do then. `answered` if one was given before: then a mere
    number is none any more.
    """
    items: list[tuple[int, int, int]] = []  # start, end, digits; -1 for a month
    links = 0
    if answered and (again := _WRITTEN.match(text)):
        yield Found(*again.span(), Kind.BIRTH, sure=True)
        return
    alone = sparse and _is_part(text)
    answered = answered and not alone
    for match in _TOKEN.finditer(text):
        worth = _worth(match.group())
        if worth:
            items.append((*match.span(), worth))
            links = 0
        elif match.group() in _LINKS and links < _MOST_LINKS:
            links += bool(items)
        else:
            for date in _date(text, items, sparse=sparse, answered=answered, alone=alone):
                answered = answered or date.sure
                yield date
            items, links = [], 0
    yield from _date(text, items, sparse=sparse, answered=answered, alone=alone)


def _is_part(text: str) -> bool:
    """Whether nothing is said but a day, a month or a year."""
    words = [word for word in _TOKEN.findall(text) if word not in _LINKS and word not in "?!"]
    if not words or len(words) > _FULL + 1 or (len(words) == 1 and words[0] in _ONES):
        return False
    return all(_worth(word) for word in words)


def _worth(word: str) -> int:
    if word in _MONTHS:
        return -1
    if word in _ORDINALS:
        return 1
    if _NUMERAL.fullmatch(word):
        return sum(map(str.isdigit, word))
    if not word.isalpha():
        return 0
    if is_figure(word):
        return digits_in(word)
    return _DAY if _GERMAN_ORDINAL.fullmatch(word) else 0


def _date(
    text: str, items: list[tuple[int, int, int]], *, sparse: bool, answered: bool, alone: bool
) -> Iterator[Found]:
    months = sum(worth < 0 for *_, worth in items)
    digits = sum(worth for *_, worth in items if worth > 0)
    if (
        not items
        or _UNITS.match(text, items[-1][1])
        or PRICE.search(text[max(0, items[0][0] - _REACH) : items[0][0]])
        or _AMOUNT.search(text[max(0, items[0][0] - 2) : items[-1][1]])
    ):
        return
    if _SINCE.search(text[max(0, items[0][0] - _DAY * _FULL) : items[0][0]]) and not months:
        return
    if answered and not (sparse and (months or digits >= _FULL)):
        return
    whole = (months and digits) or digits > _FULL or (sparse and digits == _FULL and len(items) > 1)
    year = digits == _FULL and _YEAR.fullmatch(text[items[0][0] : items[-1][1]])
    part = sparse and (alone or months or digits >= _DAY) and not (answered and digits < _DAY and not months)
    if whole or year or part:
        yield Found(items[0][0], items[-1][1], Kind.BIRTH, sure=bool(whole))
