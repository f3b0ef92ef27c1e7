"""Literals of a condition against the type of its field: what may be compared with what, and how."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from connectors.sandbox.salesforce import ids
from connectors.sandbox.salesforce.clock import moment_of
from connectors.sandbox.salesforce.errors import ApiError
from connectors.sandbox.salesforce.schema import TEXT_TYPES, Field, Value
from connectors.sandbox.salesforce.soql.tokens import Token, text_of

# A stored value → what Python can compare with the literal's own comparable form.
Key: TypeAlias = Callable[[Value], Any]
_DAYS = {"YESTERDAY": -1, "TODAY": 0, "TOMORROW": 1}


def is_null(literal: Token) -> bool:
    return literal.is_word("NULL")


def sort_key(field: Field) -> Key:
    """Text sorts and compares in any case of letters; times as times."""
    if field.type in TEXT_TYPES:
        return lambda value: str(value).lower()
    if field.type == "datetime":
        return _moment
    return lambda value: value


def comparable(field: Field, literal: Token, today: date) -> tuple[Any, Key]:
    """The literal's value and the key that brings stored values to the same form."""
    if field.type in TEXT_TYPES:
        return _quoted(field, literal).lower(), sort_key(field)
    if field.type in {"id", "reference"}:
        return _record_id(field, literal), sort_key(field)
    if field.type == "boolean":
        return _boolean(field, literal), sort_key(field)
    if field.type == "int":
        return _number(field, literal), sort_key(field)
    return _time(field, literal, today)


def _quoted(field: Field, literal: Token) -> str:
    if literal.kind != "string":
        raise _mistyped(field, "string", "should be enclosed in quotes")
    return text_of(literal.text)


def _record_id(field: Field, literal: Token) -> str:
    text = _quoted(field, literal)
    record_id = ids.normalise(text)
    if record_id is None:
        raise ApiError("INVALID_QUERY_FILTER_OPERATOR", f"invalid ID field: {text}")
    return record_id


def _boolean(field: Field, literal: Token) -> bool:
    if not (literal.is_word("TRUE") or literal.is_word("FALSE")):
        raise _mistyped(field, "boolean", "should not be enclosed in quotes")
    return literal.is_word("TRUE")


def _number(field: Field, literal: Token) -> float:
    if literal.kind != "number":
        raise _mistyped(field, "int", "should not be enclosed in quotes")
    return float(literal.text)


def _time(field: Field, literal: Token, today: date) -> tuple[Any, Key]:
    day = _DAYS.get(literal.text.upper()) if literal.kind == "name" else None
    if day is not None:
        return today + timedelta(days=day), _day if field.type == "datetime" else _date
    if literal.kind != field.type:
        wanted = "dateTime" if field.type == "datetime" else "date"
        raise _mistyped(field, wanted, "should not be enclosed in quotes")
    key = _moment if field.type == "datetime" else _date
    try:
        return key(literal.text), key
    except ValueError:
        raise ApiError("MALFORMED_QUERY", f"invalid {field.type}: {literal.text}") from None


def _moment(value: Value) -> datetime:
    return moment_of(str(value))


def _day(value: Value) -> date:
    return _moment(value).date()


def _date(value: Value) -> date:
    return date.fromisoformat(str(value))


def _mistyped(field: Field, wanted: str, quotes: str) -> ApiError:
    return ApiError(
        "INVALID_FIELD",
        f"value of filter criterion for field '{field.name}' must be of type {wanted} and {quotes}",
    )
