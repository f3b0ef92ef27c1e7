"""Shapes shared by all bodies: ids, texts that a database can hold, and times with a Z."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from service.domain.errors import NotFound
from service.domain.ids import is_id
from service.domain.page import Page

RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
MAX_DEPTH = 16
"""Content is six levels deep; more is nothing that we could make sense of."""

Item = TypeVar("Item")


def _must_be_id(text: str) -> str:
    if not is_id(text):
        raise NotFound
    return text


def storable(value: Any) -> Any:
    """The value, if a database can hold every text in it."""
    _check(value, MAX_DEPTH)
    return value


def _check(value: Any, depth: int) -> None:
    """Refuse what JSON's grammar lets pass but no database text can hold."""
    if depth == 0:
        raise ValueError("nested too deeply")
    if isinstance(value, dict):
        for key, item in value.items():
            _check(key, depth - 1)
            _check(item, depth - 1)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth - 1)
    elif isinstance(value, str):
        if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
            raise ValueError("holds a character that is no text")
    elif isinstance(value, float) and not abs(value) < float("inf"):
        raise ValueError("holds a number that is none")


def _written_out(value: object) -> object:
    """Of times that callers send, RFC 3339 alone: pydantic would take a number for seconds since 1970."""
    if not isinstance(value, datetime) and not (isinstance(value, str) and RFC_3339.fullmatch(value)):
        raise ValueError("not a time as RFC 3339 writes it")
    return value


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("beyond the years that there are") from None


def whole(items: tuple[Item, ...]) -> Page[Item]:
    """A list that is never paged, in the shape of those that are."""
    return Page(items=items)


Id = Annotated[str, AfterValidator(_must_be_id), Field(json_schema_extra={"format": "uuid"})]
"""An id in a path: one that is malformed names nothing, so it is not found."""

IdFilter = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Cursor = IdFilter
"""A list's cursor is the id of the last row shown."""

Storable = BeforeValidator(storable)
"""For every JSON body: neither Python's reader nor pydantic's `str` refuses half a character."""

Moment = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_in_utc)]
