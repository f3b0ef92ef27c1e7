"""Pure rules for Salesforce values: which ids and keys may reach a URL, and when two values are equal."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, TypeAlias

from connectors.errors import Permanent

ID = re.compile(r"[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?")
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,79}")
MARKER = "--- After-call summary ---"
ELLIPSIS = "…"
# Limits that every org has; those of custom fields come back as STRING_TOO_LONG.
TEXT, LONG_TEXT = 255, 32_000

Record: TypeAlias = Mapping[str, Any]
Values: TypeAlias = Mapping[str, str | int | bool | None]


def checked_id(value: str) -> str:
    """The id, or `Permanent("bad_id")`: an id with a slash or a scheme would send our token elsewhere."""
    if not ID.fullmatch(value):
        raise Permanent("bad_id")
    return value


def checked_key(value: str) -> str:
    if not KEY.fullmatch(value):
        raise Permanent("bad_key")
    return value


def checked_name(value: str) -> str:
    """An object's or field's API name."""
    if not NAME.fullmatch(value):
        raise Permanent("bad_field_name")
    return value


def same_id(one: str, other: str) -> bool:
    """Ids come with 15 characters or with 18, the last three being a checksum of the rest."""
    return one[:15] == other[:15]


def clip(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + ELLIPSIS


def without_marker(text: str) -> str:
    return text.replace(MARKER, "").strip()


def merged(present: str, ours: str) -> str:
    """Our text below the marker line, whatever stood above it untouched, within the field's limit.

    A text that has no marker belongs to a person or to the telephony integration as a whole.
    """
    head = present.partition(MARKER)[0].rstrip()
    if not head:
        return ours
    room = LONG_TEXT - len(head) - len(MARKER) - 3
    return f"{head}\n\n{MARKER}\n{clip(ours, room)}" if room > 0 else present


def differs(present: Any, wanted: str | float | None) -> bool:
    """Salesforce trims text, unifies its line ends, empties '' to null and answers long ids."""
    if wanted in (None, ""):
        return present not in (None, "")
    if isinstance(wanted, bool) or isinstance(present, bool):
        return str(present).lower() != str(wanted).lower()
    if isinstance(wanted, int):
        return not isinstance(present, int | float) or present != wanted
    return _plain(present) != _plain(wanted)


def _plain(value: Any) -> str:
    text = str("" if value is None else value).replace("\r\n", "\n").strip()
    return text[:15] if len(text) in (15, 18) and ID.fullmatch(text) else text


def changes(present: Record, wanted: Values) -> dict[str, str | int | bool | None]:
    """What of `wanted` the record does not hold yet."""
    return {field: value for field, value in wanted.items() if differs(present.get(field), value)}


def unmodified_since(record: Record) -> dict[str, str]:
    """The header that refuses our update if somebody saved the record after we read it, to the second."""
    try:
        seen = datetime.strptime(str(record.get("LastModifiedDate")), "%Y-%m-%dT%H:%M:%S.%f%z")
    except ValueError:
        return {}
    return {"If-Unmodified-Since": format_datetime(seen.astimezone(UTC), usegmt=True)}
