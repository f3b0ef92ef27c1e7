"""Identifiers: UUIDv7, so that rows sort by age, and uuid5 keys that never depend on model text."""

import uuid

import uuid_utils

NAMESPACE = uuid.UUID("6f3c8c1e-6b0e-5d7c-9a53-0f4d1d8c2a71")


def new_id() -> str:
    """A fresh UUIDv7 as text; ids made later by this process sort later."""
    return str(uuid_utils.uuid7())


def is_id(text: str) -> bool:
    """Whether the text is a UUID in its usual form, checked before it reaches a query."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def effect_key(tenant_id: str, wrapup_id: str, operation: str) -> str:
    """The key under which one effect happens once: made of immutable ids only."""
    return str(uuid.uuid5(NAMESPACE, f"{tenant_id}/{wrapup_id}/{operation}"))
