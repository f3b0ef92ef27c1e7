"""What stands in masked text: irreversible marks, reversible tokens, and the way back from a token."""

import re
from collections.abc import Mapping
from enum import StrEnum


class Mark(StrEnum):
    """An irreversible mark, as it reads in the text."""

    CARD = "[card]"
    CODE = "[security code]"
    PIN = "[pin]"
    EXPIRY = "[expiry]"
    NUMBER = "[number]"  # where there is no vault to keep the original


# A longer number in brackets is none of ours, so that no one can hide digits in a token.
TOKEN = re.compile(r"\[\[NUMBER_[1-9][0-9]{0,5}\]\]")
# Folded text is lower case.
INERT = r"\[\[number_[1-9][0-9]{0,5}\]\]|" + "|".join(re.escape(mark) for mark in Mark)


def reveal(text: str, vault: Mapping[str, str]) -> str:
    """The text with its tokens' originals; unknown tokens stay, and originals are not searched again."""
    return TOKEN.sub(lambda match: vault.get(match.group(), match.group()), text)
