"""One value of one field on its way in: its JSON type, its length, its picklist, as Salesforce checks them."""

import re
from datetime import date

from connectors.sandbox.salesforce import ids
from connectors.sandbox.salesforce.clock import moment_of, stamp
from connectors.sandbox.salesforce.errors import ApiError
from connectors.sandbox.salesforce.schema import TEXT_TYPES, Field, Value

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_INT_MAX = 2**31 - 1


def clean(field: Field, value: object) -> Value:
    """The value as it is stored. Raises `ApiError`; ids are checked for their shape elsewhere."""
    if value is None or value == "":
        return _empty(field)
    if field.type in TEXT_TYPES or field.type == "reference":
        return _text(field, value)
    if field.type == "boolean":
        return value if isinstance(value, bool) else _refuse(field, value)
    if field.type == "int":
        return _whole(field, value)
    return _time(field, value)


def _empty(field: Field) -> Value:
    if field.type == "boolean":
        return _refuse(field, None)
    if not field.nillable:
        raise ApiError("REQUIRED_FIELD_MISSING", f"Required fields are missing: [{field.name}]", field.name)
    return None


def _text(field: Field, value: object) -> Value:
    if not isinstance(value, str):
        return _refuse(field, value)
    text = value.strip()
    if not text:
        return _empty(field)
    if field.type == "reference":
        return ids.normalise(text) or text
    if field.length and len(text) > field.length:
        raise ApiError(
            "STRING_TOO_LONG",
            f"{field.label}: data value too large: {text} (max length={field.length})",
            field.name,
        )
    if field.restricted and text not in field.picks:
        raise ApiError(
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            f"{field.label}: bad value for restricted picklist field: {text}",
            field.name,
        )
    if field.type == "email" and not _EMAIL.fullmatch(text):
        raise ApiError("INVALID_EMAIL_ADDRESS", f"{field.label}: invalid email address: {text}", field.name)
    return text


def _whole(field: Field, value: object) -> Value:
    if isinstance(value, bool) or not isinstance(value, int):
        return _refuse(field, value)
    if abs(value) > _INT_MAX:
        raise ApiError(
            "NUMBER_OUTSIDE_VALID_RANGE", f"{field.label}: value outside of valid range: {value}", field.name
        )
    return value


def _time(field: Field, value: object) -> Value:
    if not isinstance(value, str):
        return _refuse(field, value)
    try:
        return date.fromisoformat(value).isoformat() if field.type == "date" else stamp(moment_of(value))
    except ValueError:
        return _refuse(field, value)


def _refuse(field: Field, value: object) -> Value:
    """Raise what Salesforce's JSON reader says of a value of the wrong kind."""
    kind = "string" if field.type in TEXT_TYPES else field.type
    raise ApiError("JSON_PARSER_ERROR", f"Cannot deserialize instance of {kind} from {_token(value)}")


def _token(value: object) -> str:
    if value is None:
        return "VALUE_NULL"
    if isinstance(value, dict):
        return "START_OBJECT"
    if isinstance(value, list):
        return "START_ARRAY"
    if isinstance(value, bool):
        return f"VALUE_{str(value).upper()}"
    if isinstance(value, str):
        return f"VALUE_STRING value {value}"
    return f"VALUE_NUMBER value {value}"
