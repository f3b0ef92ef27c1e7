"""Records and columns as JSON: attributes, canonical names, parents nested."""

from collections.abc import Iterable
from typing import Any, TypeAlias

from connectors.sandbox.salesforce.errors import ApiError
from connectors.sandbox.salesforce.objects import find_object, object_of
from connectors.sandbox.salesforce.schema import Field, Record, SObject, Value
from connectors.sandbox.salesforce.store import Store

Parts: TypeAlias = tuple[str, ...]


def record_url(version: str, kind: SObject, record_id: str) -> str:
    return f"/services/data/v{version}/sobjects/{kind.name}/{record_id}"


def row(kind: SObject, record: Record, fields: Iterable[Field], version: str) -> dict[str, Any]:
    """The record with its attributes and the fields asked for."""
    attributes = {"type": kind.name, "url": record_url(version, kind, str(record["Id"]))}
    return {"attributes": attributes} | {field.name: record[field.name] for field in fields}


class Columns:
    """Field paths of queries (`Subject`, `Who.Name`) resolved against the schema and read from the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def field(self, kind: SObject, parts: Parts) -> Field:
        """The field at the end of a path. Raises INVALID_FIELD."""
        head, *rest = own_parts(kind, parts)
        if not rest:
            return kind.field(head) or _no_column(kind, head)
        link = _link(kind, head)
        found = [
            field
            for parent in _parents(link)
            if (field := self._field_or_none(parent, tuple(rest))) is not None
        ]
        return found[0] if found else _no_column(_parents(link)[0], rest[0])

    def value(self, kind: SObject, record: Record, parts: Parts) -> Value:
        head, *rest = own_parts(kind, parts)
        if not rest:
            field = kind.field(head)
            return record[field.name] if field else None
        parent = self._parent(kind, record, head)
        return self.value(*parent, tuple(rest)) if parent else None

    def nested(self, kind: SObject, record: Record, paths: Iterable[Parts], version: str) -> dict[str, Any]:
        """One row of a query, each parent an object of its own, or null."""
        below: dict[str, list[Parts]] = {}
        result = row(kind, record, (), version)
        for parts in (own_parts(kind, path) for path in paths):
            if len(parts) > 1:
                name = _link(kind, parts[0]).relationship or parts[0]
                below.setdefault(name, []).append(parts[1:])
                result[name] = None
            elif field := kind.field(parts[0]):
                result[field.name] = record[field.name]
        for name, rest in below.items():
            parent = self._parent(kind, record, name)
            result[name] = self.nested(*parent, rest, version) if parent else None
        return result

    def _field_or_none(self, kind: SObject, parts: Parts) -> Field | None:
        try:
            return self.field(kind, parts)
        except ApiError:
            return None

    def _parent(self, kind: SObject, record: Record, relationship: str) -> tuple[SObject, Record] | None:
        link = _link(kind, relationship)
        record_id = record[link.name]
        parent = object_of(str(record_id)) if record_id else None
        found = self._store.get(parent, str(record_id)) if parent else None
        return (parent, found) if parent and found else None


def own_parts(kind: SObject, parts: Parts) -> Parts:
    """A path without the object's own name: `Task.Subject` → `Subject`."""
    return parts[1:] if len(parts) > 1 and parts[0].lower() == kind.name.lower() else parts


def _link(kind: SObject, relationship: str) -> Field:
    link = kind.relationship(relationship)
    if link is None:
        raise ApiError(
            "INVALID_FIELD", f"Didn't understand relationship '{relationship}' in field path of {kind.name}."
        )
    return link


def _parents(link: Field) -> tuple[SObject, ...]:
    return tuple(kind for name in link.refers if (kind := find_object(name)) is not None)


def _no_column(kind: SObject, name: str) -> Field:
    raise ApiError(
        "INVALID_FIELD",
        f"No such column '{name}' on entity '{kind.name}'. If you are attempting to use a custom field, be "
        "sure to append the '__c' after the custom field name. Please reference your WSDL or the describe "
        "call for the appropriate names.",
    )
