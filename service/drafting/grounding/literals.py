"""Tokens, codes and addresses of a statement: copied or invented, nothing between."""

import re
from collections.abc import Iterator

from service.domain.content import Doubt
from service.drafting.grounding.verdicts import BORNE_OUT, Verdict, unsupported, weak
from service.drafting.masking.marks import TOKEN, Mark
from service.drafting.transcript import HeardTurn, Transcript, squash

_CODE = re.compile(r"(?<![\w\[])(?=[\w-]*[A-Za-z])(?=[\w-]*\d)[A-Za-z0-9][A-Za-z0-9-]{2,}(?![\w\]])")
_ORDINAL_OR_TIME = re.compile(
    r"\d+(?:st|nd|rd|th|am|pm|h\d*|k|x|gb|mb|kg|km|er|e)(?:-.*)?|\d[\d-]*[a-z]+", re.IGNORECASE
)
_LINK = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+", re.IGNORECASE)


def literals(text: str, near: tuple[HeardTurn, ...], transcript: Transcript) -> Iterator[Verdict]:
    tokens = set(TOKEN.findall(text))
    # Looking for tokens in every turn takes long, and few statements hold one.
    if (tokens and tokens - transcript.tokens) or any(mark in text for mark in Mark):
        yield unsupported(Doubt.IDENTIFIER)
    elif tokens and tokens - frozenset().union(*(turn.tokens for turn in near)):
        yield weak(Doubt.IDENTIFIER)
    plain = TOKEN.sub(" ", text)
    # Squashing a whole transcript takes long, and few statements hold a literal.
    said = all(squash(literal) in transcript.squashed for literal in (*_LINK.findall(plain), *codes(plain)))
    yield BORNE_OUT if said else unsupported(Doubt.IDENTIFIER)


def codes(plain: str) -> list[str]:
    return [code for code in _CODE.findall(plain) if not _ORDINAL_OR_TIME.fullmatch(code)]


def without_codes(plain: str) -> str:
    return _CODE.sub(lambda found: found.group() if _ORDINAL_OR_TIME.fullmatch(found.group()) else " ", plain)
