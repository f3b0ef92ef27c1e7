"""A SOQL query run over the store: names resolved, conditions compiled, rows sorted and cut."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from connectors.sandbox.salesforce.clock import Clock
from connectors.sandbox.salesforce.errors import ApiError
from connectors.sandbox.salesforce.objects import find_object
from connectors.sandbox.salesforce.render import Columns, Parts
from connectors.sandbox.salesforce.schema import TEXT_TYPES, Field, Record, SObject, Value
from connectors.sandbox.salesforce.soql.literals import comparable, is_null, sort_key
from connectors.sandbox.salesforce.soql.parser import (
    Among,
    Compare,
    Condition,
    Every,
    Not,
    Order,
    Path,
    Query,
    Some,
    parse,
)
from connectors.sandbox.salesforce.soql.tokens import Token, like_pattern
from connectors.sandbox.salesforce.store import Store

Test: TypeAlias = Callable[[Record], bool]
ValueTest: TypeAlias = Callable[[Value], bool]
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
CHILDREN = {"Contact": {"Cases": ("Case", "ContactId"), "Tasks": ("Task", "WhoId")}}
"""Relationships that a query over children may follow: object and field, by the parent's object."""
_EQUALITY = frozenset({"=", "!="})


@dataclass(frozen=True)
class Found:
    """`rows` is empty for COUNT(), where `total` is the answer."""

    total: int
    rows: list[dict[str, Any]]


class Soql:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._columns = Columns(store)
        self._clock = clock

    def run(self, text: str, version: str, *, deleted: bool = False) -> Found:
        query = parse(text)
        kind = _kind(query.object)
        below = [(child, *_child(kind, child.object)) for child in query.children]
        records = self._found(kind, query, deleted=deleted)
        if not query.paths:
            return Found(len(records), [])
        rows = self._rows(kind, query, records, version)
        for child, name, child_kind, link in below:
            found = self._found(child_kind, child, deleted=deleted)
            for record, row in zip(records, rows, strict=True):
                of_record = [one for one in found if one[link] == record["Id"]]
                row[name] = self._below(child_kind, child, of_record, version)
        return Found(len(records), rows)

    def _found(self, kind: SObject, query: Query, *, deleted: bool) -> list[Record]:
        """Checked, filtered, sorted; of a query over children the limit counts for each parent, later."""
        for path in query.paths:
            self._columns.field(kind, path.parts)
        records = self._sorted(kind, query, self._matching(kind, query.where, deleted=deleted))
        return records if find_object(query.object.text) is None else _cut(query, records)

    def _below(
        self, kind: SObject, query: Query, records: list[Record], version: str
    ) -> dict[str, Any] | None:
        """Children come as a result of their own; for none of them there is null."""
        rows = self._rows(kind, query, _cut(query, records), version)
        return {"totalSize": len(rows), "done": True, "records": rows} if rows else None

    def _rows(self, kind: SObject, query: Query, records: list[Record], version: str) -> list[dict[str, Any]]:
        paths = [path.parts for path in query.paths]
        return [self._columns.nested(kind, record, paths, version) for record in records]

    def _matching(self, kind: SObject, where: Condition | None, *, deleted: bool) -> list[Record]:
        test = self._test(kind, where) if where else None
        records = self._store.all(kind, deleted=deleted)
        return [record for record in records if test(record)] if test else records

    def _sorted(self, kind: SObject, query: Query, records: list[Record]) -> list[Record]:
        for order in reversed(query.order):
            records = self._sorted_by(kind, order, records)
        return records

    def _sorted_by(self, kind: SObject, order: Order, records: list[Record]) -> list[Record]:
        key = sort_key(self._filterable(kind, order.path, "sorted"))
        valued = [(self._columns.value(kind, record, order.path.parts), record) for record in records]
        known = [pair for pair in valued if pair[0] is not None]
        known.sort(key=lambda pair: key(pair[0]), reverse=order.descending)
        nulls = [record for value, record in valued if value is None]
        ordered = [record for _, record in known]
        return ordered + nulls if order.nulls_last else nulls + ordered

    def _test(self, kind: SObject, condition: Condition) -> Test:
        if isinstance(condition, Every):
            every = [self._test(kind, part) for part in condition.parts]
            return lambda record: all(test(record) for test in every)
        if isinstance(condition, Some):
            some = [self._test(kind, part) for part in condition.parts]
            return lambda record: any(test(record) for test in some)
        if isinstance(condition, Not):
            part = self._test(kind, condition.part)
            return lambda record: not part(record)
        field = self._filterable(kind, condition.path, "filtered")
        test = (
            self._among(field, condition) if isinstance(condition, Among) else self._compare(field, condition)
        )
        return self._reading(kind, condition.path.parts, test)

    def _reading(self, kind: SObject, parts: Parts, test: ValueTest) -> Test:
        return lambda record: test(self._columns.value(kind, record, parts))

    def _compare(self, field: Field, condition: Compare) -> ValueTest:
        if condition.op == "LIKE":
            return _like(field, condition.literal)
        if is_null(condition.literal):
            return _null(condition.op)
        compare = _OPERATORS[condition.op]
        if field.type in {"boolean", "id", "reference"} and condition.op not in _EQUALITY:
            raise ApiError("INVALID_QUERY_FILTER_OPERATOR", f"invalid operator on {field.type} field")
        wanted, key = comparable(field, condition.literal, self._clock().date())
        unknown = condition.op == "!="
        return lambda value: unknown if value is None else compare(key(value), wanted)

    def _among(self, field: Field, condition: Among) -> ValueTest:
        tests = [
            self._compare(field, Compare(condition.path, "=", literal)) for literal in condition.literals
        ]
        return lambda value: any(test(value) for test in tests) is not condition.negated

    def _filterable(self, kind: SObject, path: Path, verb: str) -> Field:
        field = self._columns.field(kind, path.parts)
        if not field.filterable:
            raise ApiError("INVALID_FIELD", f"field '{field.name}' can not be {verb} in a query call")
        return field


def _kind(name: Token) -> SObject:
    return _object(name.text)


def _child(parent: SObject, name: Token) -> tuple[str, SObject, str]:
    """A child relationship's own name, the children's object, and the field that leads to the parent."""
    known = {one.lower(): (one, *found) for one, found in CHILDREN.get(parent.name, {}).items()}
    if name.text.lower() not in known:
        raise ApiError(
            "INVALID_TYPE", f"Didn't understand relationship '{name.text}' in FROM part of query call."
        )
    relationship, kind, link = known[name.text.lower()]
    return relationship, _object(kind), link


def _object(name: str) -> SObject:
    found = find_object(name)
    if found is None:
        raise ApiError("INVALID_TYPE", f"sObject type '{name}' is not supported.")
    return found


def _cut(query: Query, records: list[Record]) -> list[Record]:
    return records[query.offset : None if query.limit is None else query.offset + query.limit]


def _like(field: Field, literal: Token) -> ValueTest:
    if field.type not in TEXT_TYPES:
        raise ApiError("INVALID_QUERY_FILTER_OPERATOR", f"invalid operator on {field.type} field")
    pattern = like_pattern(literal.text)
    return lambda value: value is not None and pattern.fullmatch(str(value)) is not None


def _null(op: str) -> ValueTest:
    return lambda value: {"=": value is None, "!=": value is not None}.get(op, False)
