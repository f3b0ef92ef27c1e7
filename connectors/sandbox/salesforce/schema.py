"""The shape of objects and fields: what describe reports, writes obey and queries look up."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

Value: TypeAlias = str | int | float | bool | None
Record: TypeAlias = Mapping[str, Value]

TEXT_TYPES = frozenset({"string", "textarea", "phone", "email", "combobox", "picklist"})


@dataclass(frozen=True)
class Field:
    """One field. `create` and `update` say whether a client may set it then; `refers` names objects."""

    name: str
    type: str
    label: str
    length: int = 0
    create: bool = True
    update: bool = True
    nillable: bool = True
    default: Value = None
    filled: bool = False
    picks: tuple[str, ...] = ()
    restricted: bool = False
    external_id: bool = False
    unique: bool = False
    refers: tuple[str, ...] = ()
    relationship: str | None = None

    @property
    def custom(self) -> bool:
        return self.name.endswith("__c")

    @property
    def defaulted(self) -> bool:
        """Salesforce fills the field where a create leaves it out."""
        return self.filled or self.default is not None or self.type == "boolean"

    @property
    def filterable(self) -> bool:
        return self.type != "textarea"


@dataclass(frozen=True)
class SObject:
    """One kind of record. Names of fields and relationships are looked up in any case."""

    name: str
    label: str
    plural: str
    prefix: str
    fields: tuple[Field, ...]
    name_field: str
    writable: bool = True

    def field(self, name: str) -> Field | None:
        return self._by_name.get(name.lower())

    def relationship(self, name: str) -> Field | None:
        """The reference field behind a relationship: `Owner` → OwnerId."""
        return self._by_relationship.get(name.lower())

    @cached_property
    def unique(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.unique)

    @cached_property
    def _by_name(self) -> dict[str, Field]:
        return {field.name.lower(): field for field in self.fields}

    @cached_property
    def _by_relationship(self) -> dict[str, Field]:
        return {field.relationship.lower(): field for field in self.fields if field.relationship}
