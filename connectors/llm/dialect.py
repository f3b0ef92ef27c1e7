"""The schema of an answer as one server takes it: without the bounds it refuses, or with closer ones."""

from collections.abc import Mapping
from typing import Any, TypeAlias

Schema: TypeAlias = Mapping[str, Any]

BOUNDS = frozenset({"maxLength", "minLength", "maxItems", "minItems", "minimum", "maximum"})
_NAMED = frozenset({"properties", "$defs"})  # below these stand names of ours, not keywords


def without_bounds(schema: Schema) -> dict[str, Any]:
    """The same schema for a server that refuses lengths and ranges in its strict mode."""
    return _each({word: value for word, value in schema.items() if word not in BOUNDS}, without_bounds)


def closer(schema: Schema, *, text: int | None, items: int | None) -> dict[str, Any]:
    """The same schema with no text longer than `text` characters and no list longer than `items`."""
    if text is None and items is None:
        return dict(schema)
    told = dict(schema)
    for word, most in (("maxLength", text), ("maxItems", items)):
        if word in told and most is not None:
            told[word] = min(told[word], most)
    return _each(told, lambda inner: closer(inner, text=text, items=items))


def _each(schema: dict[str, Any], change: Any) -> dict[str, Any]:
    """Every schema within this one, changed."""
    return {word: _changed(value, change, named=word in _NAMED) for word, value in schema.items()}


def _changed(value: Any, change: Any, *, named: bool) -> Any:
    if isinstance(value, Mapping):
        return {name: change(inner) for name, inner in value.items()} if named else change(value)
    if isinstance(value, list):
        return [change(one) if isinstance(one, Mapping) else one for one in value]
    return value
