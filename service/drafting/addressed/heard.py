"""A turn as its words sound: hidden characters, accents and look-alike letters gone, spelled words joined."""

import re

from service.drafting.masking.fold import fold
from service.drafting.text import clean, plain

# Cyrillic and Greek, as `fold` leaves them.
_LOOK_ALIKE = str.maketrans(
    "авеёіїјкмнорсԁтуүхѕԛԝһαβεηικμνορτυχωϲı", "abeeiijkmhopcdtyyxsqwhabenikuvoptuxwci"
)
_AI = re.compile(
    r"\ba\. ?i\b\.?|(?<=\bthe )a i\b|(?<=\byour )a i\b|(?<=\bhey )a i\b|(?<=\ban )a i\b|(?<=\bthis )a i\b"
)
_SPELLED = re.compile(r"(?<![\w'])[a-z](?:[.,]?[ -][a-z](?![\w'])){2,}")


def heard(text: str) -> str:
    """One line in lower case, letters of another alphabet read as what they look like."""
    shown = fold(plain(clean(text))).text
    if not shown.isascii():
        shown = shown.translate(_LOOK_ALIKE)
    return _SPELLED.sub(_joined, _AI.sub("ai", shown))


def _joined(spelled: re.Match[str]) -> str:
    return re.sub("[^a-z]", "", spelled.group())
