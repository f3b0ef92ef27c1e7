"""Values as stored JSON: with a schema number, and read leniently, since another release may have written it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel

from service.domain.errors import FieldProblem, Invalid
from service.domain.ids import is_id
from service.domain.values import from_ms, to_ms

SCHEMA = 1

Model = TypeVar("Model", bound=BaseModel)


def pack(value: BaseModel) -> bytes:
    """The value's JSON, with the schema number as its first key."""
    return f'{{"v":{SCHEMA},{value.model_dump_json()[1:]}'.encode()


def unpack(model: type[Model], stored: bytes) -> Model:
    """Keys that this release does not know are passed over, the schema number among them."""
    return model.model_validate_json(stored, extra="ignore")


def pack_data(data: Mapping[str, Any]) -> bytes:
    return json.dumps({"v": SCHEMA, "data": dict(data)}, separators=(",", ":"), default=str).encode()


def unpack_data(stored: bytes) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(stored)["data"]
    return data


def plain(value: BaseModel) -> dict[str, Any]:
    """The value for a JSON column."""
    return {"v": SCHEMA, **value.model_dump(mode="json")}


def maybe_ms(moment: datetime | None) -> int | None:
    return None if moment is None else to_ms(moment)


def maybe_from_ms(moment: int | None) -> datetime | None:
    return None if moment is None else from_ms(moment)


def row_cursor(cursor: str | None) -> str | None:
    """A list's cursor is the id of the last row shown. Raises `Invalid` for what cannot be one."""
    if cursor is not None and not is_id(cursor):
        raise Invalid(FieldProblem(pointer="/cursor", detail="this is no cursor of this list"))
    return cursor
