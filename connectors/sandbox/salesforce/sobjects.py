"""Handlers of one record and of the schema: /sobjects and everything below it."""

from functools import partial
from typing import Any

from connectors.sandbox.salesforce import conditions, describe
from connectors.sandbox.salesforce.errors import no_such_column, not_found
from connectors.sandbox.salesforce.objects import OBJECTS, the_object
from connectors.sandbox.salesforce.records import Check, key_of
from connectors.sandbox.salesforce.render import record_url, row
from connectors.sandbox.salesforce.rest import Answer, Api, Call
from connectors.sandbox.salesforce.schema import Field, Record, SObject


def list_objects(_api: Api, call: Call) -> Answer:
    objects = [describe.summary(kind, call.root) for kind in OBJECTS]
    return Answer(200, {"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": objects})


def summarise_object(_api: Api, call: Call, name: str) -> Answer:
    return Answer(200, {"objectDescribe": describe.summary(the_object(name), call.root), "recentItems": []})


def describe_object(_api: Api, call: Call, name: str) -> Answer:
    return Answer(200, describe.full(the_object(name), call.root))


def create(api: Api, call: Call, name: str) -> Answer:
    kind = the_object(name)
    return _made(call, kind, api.records.create(kind, call.json_object(), call.user))


def read(api: Api, call: Call, name: str, record_id: str) -> Answer:
    kind = the_object(name)
    return _record(call, kind, api.records.get(kind, record_id))


def update(api: Api, call: Call, name: str, record_id: str) -> Answer:
    api.records.update(the_object(name), record_id, call.json_object(), call.user, _conditions(call))
    return Answer(204)


def delete(api: Api, call: Call, name: str, record_id: str) -> Answer:
    api.records.delete(the_object(name), record_id, call.user)
    return Answer(204)


def read_by_key(api: Api, call: Call, name: str, field: str, value: str) -> Answer:
    kind = the_object(name)
    return _record(call, kind, _by_key(api, kind, field, value))


def upsert(api: Api, call: Call, name: str, field: str, value: str) -> Answer:
    kind = the_object(name)
    key = key_of(kind, field, value)
    record_id, created = api.records.upsert(kind, key, call.json_object(), call.user, _conditions(call))
    if created:
        return _made(call, kind, record_id, created=True)
    return Answer(200, {"id": record_id, "success": True, "errors": [], "created": False})


def delete_by_key(api: Api, call: Call, name: str, field: str, value: str) -> Answer:
    kind = the_object(name)
    api.records.delete(kind, str(_by_key(api, kind, field, value)["Id"]), call.user)
    return Answer(204)


def asked_fields(kind: SObject, names: str | None) -> tuple[Field, ...]:
    """The fields of `?fields=a,b`; all of them where nothing is asked."""
    if not names:
        return kind.fields
    return tuple(_field(kind, name.strip()) for name in names.split(","))


def _conditions(call: Call) -> Check:
    return partial(conditions.check, call.headers)


def _field(kind: SObject, name: str) -> Field:
    field = kind.field(name)
    if field is None:
        raise no_such_column(name, kind.name)
    return field


def _by_key(api: Api, kind: SObject, field: str, value: str) -> Record:
    record = api.records.find(kind, key_of(kind, field, value))
    if record is None:
        raise not_found()
    return record


def _record(call: Call, kind: SObject, record: Record) -> Answer:
    conditions.check(call.headers, record)
    fields = asked_fields(kind, call.query.get("fields"))
    return Answer(200, row(kind, record, fields, call.version), conditions.last_modified(record))


def _made(call: Call, kind: SObject, record_id: str, **more: Any) -> Answer:
    body = {"id": record_id, "success": True, "errors": []} | more
    return Answer(201, body, {"Location": record_url(call.version, kind, record_id)})
