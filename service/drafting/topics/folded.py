"""Sentences as the topics' rules read them: lower case, no accents, words between single blanks."""

import re
import unicodedata

_WORD = re.compile(r"\w+")
# "can't" and "cant" are one word to a rule, "husband's" and "l'hôpital" are two. Only "i'll" is nobody ill.
_I_WILL = re.compile(r"\bi'll\b")
_CONTRACTION = re.compile(
    r"(?<=[a-z])['’](?=(?:t|re|ve|ll)\b)|(?<=\bi)['’](?=[md]\b)|(?<=[a-z]{2})['’](?=d\b)"
)


# What no accent can be taken from.
_SPELT = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "’": "'"})


def fold(text: str) -> str:
    """Lower case without accents; "ß" becomes "ss", "œ" becomes "oe"."""
    if text.isascii():
        return text.lower()
    spread = unicodedata.normalize("NFKD", text.casefold().translate(_SPELT))
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


def tokens(text: str) -> list[str]:
    """The words of a text, folded."""
    folded = fold(text)
    if "'" in folded:
        folded = _CONTRACTION.sub("", _I_WILL.sub("iwill", folded))
    return _WORD.findall(folded)
