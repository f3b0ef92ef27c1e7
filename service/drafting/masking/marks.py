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


class Kind(StrEnum):
    """What a token stands for, as it reads in the token."""

    NUMBER = "NUMBER"  # a long number that nothing tells more of
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    ID = "ID"
    ACCOUNT = "ACCOUNT"
    ADDRESS = "ADDRESS"
    BIRTH = "BIRTH"
    NAME = "NAME"


_SHAPE = rf"\[\[(?:{'|'.join(Kind)})_[1-9][0-9]{{0,5}}\]\]"
# A longer number in brackets is none of ours, so that no one can hide digits in a token.
TOKEN = re.compile(_SHAPE)
# Folded text is lower case.
INERT = "|".join([_SHAPE.lower(), *(re.escape(mark) for mark in Mark)])
# The kinds of token that a field of a type may hold; a text may hold any.
_OF_TYPE = {
    "phone": frozenset({Kind.PHONE, Kind.NUMBER}),
    "email": frozenset({Kind.EMAIL}),
    "text": frozenset(Kind),
}


def token_of(kind: Kind, number: int) -> str:
    return f"[[{kind}_{number}]]"


def kind_of(token: str) -> Kind:
    """Raises ValueError for what is no token."""
    return Kind(token[2:].partition("_")[0])


def may_hold(field_type: str, token: str) -> bool:
    """Whether a field of this type (`service.domain.profile.FieldType`) may have this token as its value."""
    return kind_of(token) in _OF_TYPE.get(field_type, frozenset())


def reveal(text: str, vault: Mapping[str, str]) -> str:
    """The text with its tokens' originals; unknown tokens stay, and originals are not searched again."""
    return TOKEN.sub(lambda match: vault.get(match.group(), match.group()), text)
