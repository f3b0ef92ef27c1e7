"""Letters beside an id or an account number that sound like everyday words: "Y E 31 04 09", "DE 41", "ocho, de, de dado"."""

import re

from service.drafting.masking.entities.letters import COUNTRIES, WEAK, letter
from service.drafting.masking.languages import SLIPS
from service.drafting.text import listed

_REACH = 40
_MOST_LETTERS = 2
_MOST_SAID = 4
_LEAST_BEFORE_LETTER = 6
_LETTER = re.compile(r"letr|letter|lettr|buchst")
_BEFORE = re.compile(
    r"(?:(?<=[ ,.:(])|^)([a-z]{1,9})(?: (?:for|as in|like|wie|comme|de) ([a-z]{2,14}))?"
    r"(?:,? (?:no|sorry|non|nein|nee|perdon|pardon)){0,2}[ ,.-]{1,3}$"
)
_HEAD_NOT = frozenset(
    listed(
        "ca ah ay oh see si you are why es el en eye tea sea te de ok la un o ex or us er be err this de ce ve ef as at it"
    )
)
_OLD_ALPHABET = frozenset(
    listed(
        "able baker dog easy fox george how item jig king love nan oboe peter queen roger sugar tare uncle yoke zebra"
    )
)
_TAIL = re.compile(
    r"[ ,.-]{1,3}(?:(?:y|and|et|und|la|the|letra|letter|lettre|buchstabe|con|es|est|ist|is|then) ){0,6}([a-z]{1,5})"
    r"(?:,? (?:for|as in|like|wie|comme|de) ([a-z]{2,14}))?(?= *(?:$|[,.;?!]| y | and | et | und | at the end| al final))"
)
_TAIL_NOT = frozenset(
    listed("si ok es el la no yes oui ja un en it is he she we i me us y o e see you are why ah oh")
)
_SLIP = re.compile(r"[ ,-]+([a-z]+)(?= *(?:$|[,.;?!]))")
_PAIRED = 2
_BRITISH = 6
# Two letters before six figures, whatever they mean otherwise.
_PAIR = re.compile(
    r"(?<![\w'])(?!(?:is|it|so|my|am|no|ni|ok|et|es|el|la|un|de|le|du|ja|um|uh|er|eh|in|on|to)\b)[a-z] ?[a-z][ ,.-]{1,2}$"
)
_COUNTRY = re.compile(
    r"(?:(?<=[ ,.:(])|^)((?:de|es|fr|gb|nl|pt|ie|lu|ch|pl)|d[ .]?e|e[ .]?s|f[ .]?r|g[ .]?b|e ese|efe erre|effe erre|eff err)[ ,.-]{1,3}$"
)


def with_letters(text: str, start: int, end: int, *, digits: int, letters: int) -> tuple[int, int]:
    """The span of an id with the letters around it; an id has no more than two before its digits."""
    british = (
        _PAIR.search(text, max(0, start - _REACH), start)
        if digits == _BRITISH and letters < _PAIRED
        else None
    )
    first = british.start() if british else _head(text, start, letters)
    return first, _tail(text, end, digits, letters)


def _head(text: str, start: int, letters: int) -> int:
    first, weak, found = start, False, letters
    for _ in range(_MOST_LETTERS):
        match = _BEFORE.search(text, max(0, first - _REACH), first)
        if match is None:
            break
        said, told_by = match.groups()
        explained = told_by is not None and told_by[0] == said[0]
        value = letter(said) or (said[0] if said in _OLD_ALPHABET else "")
        if not value or (told_by is not None and not explained) or (said in _HEAD_NOT and not explained):
            break
        weak = weak or (not explained and said in WEAK)
        found += len(value)
        first = match.start()
    return start if first == start or (weak and found < _MOST_LETTERS) else first


def _tail(text: str, end: int, digits: int, letters: int) -> int:
    match = _TAIL.match(text, end)
    if match and letters <= _MOST_SAID and (digits >= _LEAST_BEFORE_LETTER or _LETTER.search(match.group())):
        said, told_by = match.groups()
        if len(letter(said)) == 1 or said in COUNTRIES:
            if told_by is not None:
                return match.end() if told_by[0] == said[0] else end
            if said not in _TAIL_NOT:
                return match.end()
    slip = _SLIP.match(text, end)
    return slip.end() if slip and slip[1] in SLIPS else end


def with_country(text: str, start: int) -> int:
    """Where an account number begins that has its country before it."""
    match = _COUNTRY.search(text, max(0, start - _REACH), start)
    return match.start() if match else start
