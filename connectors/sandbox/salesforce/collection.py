"""Handlers of /composite/sobjects: up to 200 records a request, each with a result of its own."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, TypeVar

from connectors.sandbox.salesforce.errors import ApiError, SeveralMatch
from connectors.sandbox.salesforce.objects import object_of, the_object
from connectors.sandbox.salesforce.records import key_of
from connectors.sandbox.salesforce.rest import Answer, Api, Call

Item = TypeVar("Item")
_MOST = 200
_Result: TypeAlias = dict[str, Any]
_ROLLED_BACK = ApiError(
    "ALL_OR_NONE_OPERATION_ROLLED_BACK",
    "Record rolled back because not all records were valid and the request was using AllOrNone header",
)


class _RolledBack(Exception):
    def __init__(self, place: int, result: _Result) -> None:
        super().__init__(place)
        self.place = place
        self.result = result


def create_many(api: Api, call: Call) -> Answer:
    def one(record: dict[str, Any]) -> _Result:
        return _done(api.records.create(the_object(_type(record)), record, call.user))

    return _each(api, one, _records(call), together=_together(call))


def update_many(api: Api, call: Call) -> Answer:
    def one(record: dict[str, Any]) -> _Result:
        record_id, values = _without(record, "Id")
        api.records.update(the_object(_type(record)), record_id, values, call.user)
        return _done(record_id)

    return _each(api, one, _records(call), together=_together(call))


def upsert_many(api: Api, call: Call, name: str, field: str) -> Answer:
    kind = the_object(name)

    def one(record: dict[str, Any]) -> _Result:
        value, values = _without(record, field)
        record_id, created = api.records.upsert(kind, key_of(kind, field, value), values, call.user)
        return _done(record_id) | {"created": created}

    return _each(api, one, _records(call), together=_together(call))


def delete_many(api: Api, call: Call) -> Answer:
    def one(record_id: str) -> _Result:
        kind = object_of(record_id)
        if kind is None:
            raise ApiError("MALFORMED_ID", f"malformed id {record_id}", "Id")
        api.records.delete(kind, record_id, call.user)
        return _done(record_id)

    record_ids = [record_id for record_id in call.query.get("ids", "").split(",") if record_id]
    return _each(api, one, record_ids, together=call.query.get("allOrNone") == "true")


def _each(api: Api, one: Callable[[Item], _Result], items: Sequence[Item], *, together: bool) -> Answer:
    if len(items) > _MOST:
        raise ApiError(
            "EXCEEDED_ID_LIMIT",
            f"record limit reached. cannot submit more than {_MOST} records into this call",
        )
    if not together:
        return Answer(200, [_result(one, item) for item in items])
    try:
        with api.store.transaction():
            return Answer(200, [_or_roll_back(place, _result(one, item)) for place, item in enumerate(items)])
    except _RolledBack as halt:
        results = [_failed(_ROLLED_BACK) for _ in items]
        results[halt.place] = halt.result
        return Answer(200, results)


def _result(one: Callable[[Item], _Result], item: Item) -> _Result:
    try:
        return one(item)
    except ApiError as error:
        return _failed(error)
    except SeveralMatch as several:
        found = ", ".join(several.record_ids)
        return _failed(
            ApiError("DUPLICATE_EXTERNAL_ID", f"More than one record found for external id: [{found}]")
        )


def _or_roll_back(place: int, result: _Result) -> _Result:
    if not result["success"]:
        raise _RolledBack(place, result)
    return result


def _done(record_id: str) -> _Result:
    return {"id": record_id, "success": True, "errors": []}


def _failed(error: ApiError) -> _Result:
    return {"success": False, "errors": [error.result()]}


def _records(call: Call) -> list[dict[str, Any]]:
    records = call.json_object().get("records")
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise ApiError("INVALID_INPUT", "records must be a list of objects")
    return records


def _together(call: Call) -> bool:
    return call.json_object().get("allOrNone") is True


def _without(record: dict[str, Any], name: str) -> tuple[str, dict[str, Any]]:
    """The text that names the record, and the other values."""
    values = {key: value for key, value in record.items() if key.lower() != name.lower()}
    named = [value for key, value in record.items() if key.lower() == name.lower()]
    if not named or not isinstance(named[0], str) or not named[0]:
        raise ApiError("MISSING_ARGUMENT", f"{name} not specified")
    return named[0], values


def _type(record: dict[str, Any]) -> str:
    attributes = record.get("attributes")
    name = attributes.get("type") if isinstance(attributes, dict) else None
    if not isinstance(name, str):
        raise ApiError("INVALID_INPUT", "each record needs attributes with a type")
    return name
