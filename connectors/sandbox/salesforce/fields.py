"""Short constructors of fields, so that the catalogue of objects reads as a table."""

from connectors.sandbox.salesforce.schema import Field


def text(name: str, label: str, length: int = 255, *, create: bool = True, update: bool = True) -> Field:
    return Field(name, "string", label, length, create=create, update=update)


def area(name: str, label: str, length: int = 32000) -> Field:
    return Field(name, "textarea", label, length)


def required(name: str, label: str, length: int) -> Field:
    return Field(name, "string", label, length, nillable=False)


def phone(name: str, label: str) -> Field:
    return Field(name, "phone", label, 40)


def email(name: str = "Email", label: str = "Email") -> Field:
    return Field(name, "email", label, 80)


def pick(
    name: str,
    label: str,
    *picks: str,
    default: str | None = None,
    restricted: bool = False,
    update: bool = True,
) -> Field:
    return Field(
        name,
        "picklist",
        label,
        40,
        update=update,
        default=default,
        picks=picks,
        restricted=restricted,
        nillable=default is None,
    )


def plain(name: str, kind: str, label: str) -> Field:
    return Field(name, kind, label)


def flag(name: str, label: str) -> Field:
    return Field(name, "boolean", label, nillable=False, default=False)


def filled(name: str, kind: str, label: str, length: int = 0) -> Field:
    return Field(name, kind, label, length, create=False, update=False, filled=True)


def reference(name: str, label: str, *refers: str, filled: bool = False) -> Field:
    relationship = name.removesuffix("Id")
    settable = not filled
    return Field(
        name,
        "reference",
        label,
        18,
        create=settable,
        update=settable,
        filled=filled,
        refers=refers,
        relationship=relationship,
    )
