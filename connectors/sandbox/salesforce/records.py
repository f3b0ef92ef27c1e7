"""Create, read, update, upsert and delete under the org's rules; every refusal is an `ApiError`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from connectors.sandbox.salesforce import ids
from connectors.sandbox.salesforce.errors import (
    ApiError,
    SeveralMatch,
    no_such_column,
    not_found,
    not_writable,
)
from connectors.sandbox.salesforce.objects import object_of
from connectors.sandbox.salesforce.schema import Field, Record, SObject, Value
from connectors.sandbox.salesforce.store import Store
from connectors.sandbox.salesforce.values import clean

# Added to a body by the collections API; says which object, is no field.
_ATTRIBUTES = "attributes"


Check: TypeAlias = Callable[[Record], None]


@dataclass(frozen=True)
class Key:
    """A value of an external-id field."""

    field: Field
    value: str


def _agree(_record: Record) -> None:
    """The check of an unconditional update."""


class Records:
    def __init__(self, store: Store) -> None:
        self._store = store

    def create(self, kind: SObject, body: Mapping[str, Any], by: str) -> str:
        """Returns the new record's id."""
        _require_writable(kind, "inserted")
        with self._store.transaction():
            values = self._values(kind, body, creating=True)
            if kind.field("OwnerId"):
                values.setdefault("OwnerId", by)
            self._check(kind, values, values)
            record_id = self._store.new_id(kind)
            self._store.write("create", kind, record_id, values, by)
        return record_id

    def update(
        self, kind: SObject, record_id: str, body: Mapping[str, Any], by: str, check: Check = _agree
    ) -> None:
        """`check` sees the record as it is and may raise; nothing can come between it and the write."""
        _require_writable(kind, "updated")
        with self._store.transaction():
            record = self.get(kind, record_id)
            check(record)
            values = self._values(kind, body, creating=False)
            self._check(kind, values, {**record, **values}, own=str(record["Id"]))
            self._store.write("update", kind, str(record["Id"]), values, by)

    def delete(self, kind: SObject, record_id: str, by: str) -> None:
        _require_writable(kind, "deleted")
        with self._store.transaction():
            record = self.get(kind, record_id)
            self._store.write("delete", kind, str(record["Id"]), {}, by)

    def upsert(
        self, kind: SObject, key: Key, body: Mapping[str, Any], by: str, check: Check = _agree
    ) -> tuple[str, bool]:
        """Returns the record's id and whether it is new.

        The look-up is a step of its own, as in Salesforce: of two requests that both found nothing, the
        second meets DUPLICATE_VALUE where the field is unique.
        """
        if any(name.lower() == key.field.name.lower() for name in body):
            message = f"The {key.field.name} field should not be specified in the sobject data."
            raise ApiError("INVALID_FIELD", message, key.field.name)
        found = self.find(kind, key)
        if found is None:
            return self.create(kind, {**body, key.field.name: key.value}, by), True
        self.update(kind, str(found["Id"]), body, by, check)
        return str(found["Id"]), False

    def get(self, kind: SObject, record_id: str) -> Record:
        record = self._store.get(kind, _record_id(kind, record_id))
        if record is None:
            raise not_found()
        if record["IsDeleted"]:
            raise ApiError("ENTITY_IS_DELETED", "entity is deleted")
        return record

    def find(self, kind: SObject, key: Key) -> Record | None:
        """The record under an external id; None where there is none."""
        if key.field.unique:
            holder = self._store.holder(kind, key.field, key.value)
            return self._store.get(kind, holder) if holder else None
        wanted = key.value.lower()
        matches = [
            record for record in self._store.all(kind) if str(record[key.field.name]).lower() == wanted
        ]
        if len(matches) > 1:
            raise SeveralMatch(tuple(str(record["Id"]) for record in matches))
        return matches[0] if matches else None

    def _values(self, kind: SObject, body: Mapping[str, Any], *, creating: bool) -> dict[str, Value]:
        known = [
            (_known(kind, name, creating=creating), value)
            for name, value in body.items()
            if name != _ATTRIBUTES
        ]
        refused = [field.name for field, _ in known if not (field.create if creating else field.update)]
        if refused:
            raise not_writable(*refused)
        values = {field.name: clean(field, value) for field, value in known}
        if creating:
            _require(kind, values)
        return values

    def _check(self, kind: SObject, values: Record, record: Record, own: str | None = None) -> None:
        for name, value in values.items():
            field = kind.field(name)
            if field and value is not None and field.type == "reference":
                self._check_reference(field, str(value))
            if field and value is not None and field.unique:
                self._check_unique(kind, field, str(value), own)
        who = str(record.get("WhoId") or "")
        if who.startswith("00Q") and record.get("WhatId"):
            raise ApiError(
                "FIELD_INTEGRITY_EXCEPTION", "Related To ID: a lead cannot have a related record", "WhatId"
            )

    def _check_reference(self, field: Field, value: str) -> None:
        record_id = ids.normalise(value)
        kind = object_of(record_id) if record_id else None
        if record_id is None or kind is None or kind.name not in field.refers:
            raise ApiError("MALFORMED_ID", f"{field.label}: id value of incorrect type: {value}", field.name)
        record = self._store.get(kind, record_id)
        if record is None:
            raise ApiError("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", field.name)
        if record["IsDeleted"]:
            raise ApiError("ENTITY_IS_DELETED", "entity is deleted", field.name)

    def _check_unique(self, kind: SObject, field: Field, value: str, own: str | None) -> None:
        holder = self._store.holder(kind, field, value)
        if holder is not None and holder != own:
            raise ApiError(
                "DUPLICATE_VALUE",
                f"duplicate value found: {field.name} duplicates value on record with id: "
                f"{ids.short_form(holder)}",
            )


def key_of(kind: SObject, name: str, value: str) -> Key:
    """An external id. Raises NOT_FOUND for a field that is none."""
    field = kind.field(name)
    if field is None or not field.external_id:
        raise not_found(f"Provided external ID field does not exist or is not accessible: {name}")
    return Key(field, value)


def _require_writable(kind: SObject, done: str) -> None:
    if not kind.writable:
        raise ApiError("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", f"entity type cannot be {done}: {kind.name}")


def _record_id(kind: SObject, text: str) -> str:
    if not ids.looks_like_id(text):
        raise not_found(f"Provided external ID field does not exist or is not accessible: {text}")
    record_id = ids.normalise(text)
    if record_id is None:
        raise ApiError("MALFORMED_ID", f"malformed id {text}", "Id")
    if not record_id.startswith(kind.prefix):
        raise ApiError("MALFORMED_ID", f"{kind.label} ID: id value of incorrect type: {text}", "Id")
    return record_id


def _known(kind: SObject, name: str, *, creating: bool) -> Field:
    field = kind.field(name)
    if field is None:
        raise no_such_column(name, kind.name)
    if field.name == "Id" and not creating:
        raise ApiError("INVALID_FIELD", "The Id field should not be specified in the sobject data.", "Id")
    return field


def _require(kind: SObject, values: Record) -> None:
    missing = [
        field.name
        for field in kind.fields
        if field.create and not field.nillable and not field.defaulted and values.get(field.name) is None
    ]
    if missing:
        raise ApiError(
            "REQUIRED_FIELD_MISSING", f"Required fields are missing: [{', '.join(missing)}]", *missing
        )
