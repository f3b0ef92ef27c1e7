"""Text as detection reads it: plain lower-case letters and ASCII digits, with the way back to the original."""

import unicodedata
from functools import lru_cache
from typing import NamedTuple

# Letters that show nothing, and may stand between two digits unseen.
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0")
_UNSEEN = frozenset({"Cf", "Mn", "Me"})
_TAGS = range(0xE0020, 0xE007F)


class Folded(NamedTuple):
    """`origin` maps a position of `text` to the original's; None where they are the same."""

    text: str
    origin: list[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that folded to `text[start:end]`."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1


def fold(text: str) -> Folded:
    """Zero-width and bidi characters vanish, digits of any script become ASCII, accents are dropped."""
    if text.isascii():
        return Folded(text.lower(), None)
    pieces = [_fold(char) for char in text]
    folded = "".join(pieces)
    if len(folded) == len(text) and "" not in pieces:
        return Folded(folded, None)
    return Folded(folded, [index for index, piece in enumerate(pieces) for _ in piece])


@lru_cache(maxsize=4096)
def _fold(char: str) -> str:
    if ord(char) in _TAGS:  # invisible copies of ASCII
        char = chr(ord(char) - 0xE0000)
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(char)
    if category in _UNSEEN or char in _BLANK_LETTERS:
        return ""
    if char == "’":
        return "'"
    plain = unicodedata.normalize("NFKD", char.casefold()).lower()
    if category == "No" and not plain.isdecimal():
        return char
    return "".join(part for part in plain if unicodedata.category(part) not in _UNSEEN)
