"""Conditional requests: If-Modified-Since and If-Unmodified-Since against a record, at one second's resolution."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from connectors.sandbox.salesforce.clock import moment_of
from connectors.sandbox.salesforce.errors import ApiError, NotModified, PreconditionFailed
from connectors.sandbox.salesforce.schema import Record


def check(headers: Mapping[str, str], record: Record) -> None:
    """Raise unless the record's last change fits what the headers ask for."""
    changed = _changed(record)
    unmodified_since = headers.get("if-unmodified-since")
    if unmodified_since is not None and changed > _date(unmodified_since):
        raise PreconditionFailed
    modified_since = headers.get("if-modified-since")
    if modified_since is not None and changed <= _date(modified_since):
        raise NotModified


def last_modified(record: Record) -> dict[str, str]:
    return {"Last-Modified": format_datetime(_changed(record), usegmt=True)}


def _changed(record: Record) -> datetime:
    return moment_of(str(record["LastModifiedDate"])).replace(microsecond=0)


def _date(text: str) -> datetime:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        raise ApiError("MALFORMED_HEADER", "The date of a conditional header cannot be read") from None
    return moment.replace(tzinfo=moment.tzinfo or UTC)
