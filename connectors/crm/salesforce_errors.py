"""Salesforce's error answers → our five families, by errorCode first, since its status codes vary."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from connectors.errors import (
    Auth,
    Conflict,
    ConnectorError,
    FieldIssue,
    Outcome,
    Permanent,
    Transient,
    Validation,
)

LIMIT_RETRY_MS = 15 * 60_000
CONCURRENCY_RETRY_MS = 30_000

EXPIRED = "invalid_session_id"
BLIPS = frozenset({"unable_to_lock_row", "connection", "timeout", "unavailable", "server_unavailable"})
# Somebody was faster; what stands there now is read and the rest is sent again.
RACES = frozenset({"own_key", "stale"})

_NOT_FOR_API = ("not valid for use with the REST API", "not attached to Agent")
_VALIDATION = {
    "STRING_TOO_LONG": "The text is too long.",
    "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST": "Not one of the values that Salesforce allows here.",
    "REQUIRED_FIELD_MISSING": "Salesforce requires this field.",
    "FIELD_CUSTOM_VALIDATION_EXCEPTION": "A validation rule of the org refuses this.",
    "INVALID_FIELD": "Salesforce has no such field, or hides it from the integration user.",
    "INVALID_FIELD_FOR_INSERT_UPDATE": "The integration user may not write this field.",
    "FIELD_INTEGRITY_EXCEPTION": "The value does not fit this field.",
    "FIELD_FILTER_VALIDATION_EXCEPTION": "A lookup filter of the org refuses this.",
    "INVALID_CROSS_REFERENCE_KEY": "The linked record does not exist or is out of reach.",
    "INVALID_TYPE_ON_FIELD_IN_RECORD": "The value has the wrong type.",
    "JSON_PARSER_ERROR": "The value has the wrong type.",
    "MALFORMED_ID": "This is not a Salesforce id.",
    "NUMBER_OUTSIDE_VALID_RANGE": "The number is out of range.",
    "INVALID_EMAIL_ADDRESS": "This is not an e-mail address.",
}
_TRANSIENT = frozenset(
    {"UNABLE_TO_LOCK_ROW", "SERVER_UNAVAILABLE", "QUERY_TIMEOUT", "REQUEST_RUNNING_TOO_LONG"}
)
# The transaction was rolled back, or never begun.
_ROLLED_BACK = frozenset({"UNABLE_TO_LOCK_ROW", "QUERY_TIMEOUT"})
_AUTH = re.compile(
    r"INSUFFICIENT_ACCESS\w*|API_DISABLED_FOR_ORG|API_CURRENTLY_DISABLED|INVALID_AUTH_HEADER|FUNCTIONALITY_NOT_ENABLED"
)
_SAFE_CODE = re.compile(r"[A-Z][A-Z0-9_]{2,63}")
_RECORD_ID = re.compile(r"\b[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?\b")
_DUPLICATES = "DUPLICATES_DETECTED"
_DUPLICATE = re.compile(
    r"duplicate value found: (\w+) duplicates value on record with id: ([a-zA-Z0-9]{15,18})"
)

_BY_STATUS: Mapping[int, type[ConnectorError]] = {403: Auth, 412: Conflict}
_STATUS_CODES = {403: "forbidden", 404: "not_found", 410: "gone", 412: "stale"} | dict.fromkeys(
    (301, 302, 303, 307, 308), "redirected"
)


@dataclass(frozen=True)
class _Answer:
    """One refused request, and the first error that its body names, if any."""

    status: int
    content: Any
    error: Mapping[str, Any]
    writes: bool
    key_field: str

    @property
    def code(self) -> str:
        return str(self.error.get("errorCode", ""))

    @property
    def message(self) -> str:
        return str(self.error.get("message", ""))

    @property
    def outcome(self) -> Outcome:
        return Outcome.UNKNOWN if self.writes else Outcome.NOT_APPLIED

    def says(self, *phrases: str) -> bool:
        return any(phrase in self.message for phrase in phrases)


def classify(status: int, content: Any, *, writes: bool, key_field: str) -> ConnectorError:
    """Our error for an answer of 300 and more. `content` is what of it was JSON, else text or bytes.

    `writes` says whether the request could have had an effect; `key_field` tells our own key's collision
    from that of another unique field.
    """
    answer = _Answer(status, content, _first(content), writes, key_field)
    if status == HTTPStatus.UNAUTHORIZED or answer.code == "INVALID_SESSION_ID":
        return Auth("session_not_for_api" if answer.says(*_NOT_FOR_API) else EXPIRED)
    return (_special(answer) or _by_family(answer)) if answer.code else _by_status(answer)


def _first(content: Any) -> Mapping[str, Any]:
    items = content if isinstance(content, list) else [content]
    errors = [item for item in items if isinstance(item, dict) and item.get("errorCode")]
    return errors[0] if errors else {}


def _special(answer: _Answer) -> ConnectorError | None:
    """Codes whose meaning depends on their message."""
    if answer.code == "REQUEST_LIMIT_EXCEEDED":
        retry = CONCURRENCY_RETRY_MS if answer.says("Concurrent") else LIMIT_RETRY_MS
        return Transient("request_limit_exceeded", retry_after_ms=retry)
    if answer.code == "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY" and answer.says("UNABLE_TO_LOCK_ROW"):
        return Transient("unable_to_lock_row")
    if answer.code == "DUPLICATE_VALUE":
        return _duplicate_value(answer)
    return (
        Conflict("duplicates_detected", record_ids=_matched(answer)) if answer.code == _DUPLICATES else None
    )


def _by_family(answer: _Answer) -> ConnectorError:
    code = answer.code.lower()
    if answer.code in _TRANSIENT:
        return Transient(code, outcome=Outcome.NOT_APPLIED if answer.code in _ROLLED_BACK else answer.outcome)
    if answer.code in _VALIDATION:
        return Validation(code, issues=_issues(answer.code, answer.message, answer.error))
    if _AUTH.fullmatch(answer.code):
        return Auth(code)
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _by_status(answer)
    return Permanent(code if _SAFE_CODE.fullmatch(answer.code) else "refused")


def _duplicate_value(answer: _Answer) -> ConnectorError:
    found = _DUPLICATE.search(answer.message)
    field, record = found.groups() if found else ("", "")
    # In a race the other transaction is not committed yet and the message may name no field.
    if not field or field.lower() == answer.key_field.lower():
        return Conflict("own_key", record_ids=(record,) if record else ())
    issue = FieldIssue(field, "DUPLICATE_VALUE", "Another record has this value already.")
    return Validation("duplicate_value", issues=(issue,), record_ids=(record,))


def _matched(answer: _Answer) -> tuple[str, ...]:
    """Ids of the records that a duplicate rule found, however deep they stand."""
    # Some clients' fixtures spell the key without its last l.
    nodes: list[Any] = [answer.error.get("duplicateResult") or answer.error.get("duplicateResut")]
    ids: dict[str, None] = {}
    while nodes:
        node = nodes.pop()
        if isinstance(node, dict):
            ids |= {node["Id"]: None} if _RECORD_ID.fullmatch(str(node.get("Id"))) else {}
            nodes.extend(node.values())
        elif isinstance(node, list):
            nodes.extend(node)
    return tuple(ids)


def _issues(code: str, message: str, error: Mapping[str, Any]) -> tuple[FieldIssue, ...]:
    """Our words, since the vendor's repeat the value; but a validation rule's own text is for the agent."""
    text = message[:255] if code == "FIELD_CUSTOM_VALIDATION_EXCEPTION" and message else _VALIDATION[code]
    limit = re.search(r"\(max length=(\d+)\)", message)
    if code == "STRING_TOO_LONG" and limit:
        text = f"The text is longer than {limit.group(1)} characters."
    fields = error.get("fields")
    names = [str(name) for name in fields] if isinstance(fields, list) and fields else [_named(code, message)]
    return tuple(FieldIssue(name, code, text) for name in names)


def _named(code: str, message: str) -> str:
    """INVALID_FIELD names its field in the message only."""
    found = re.search(r"[Nn]o such column '(\w+)'", message) if code == "INVALID_FIELD" else None
    return found.group(1) if found else ""


def _by_status(answer: _Answer) -> ConnectorError:
    """Answers that name no code: proxies, maintenance pages, and the statuses that say it all."""
    status = answer.status
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
        return Transient("unavailable", outcome=answer.outcome)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Transient("request_limit_exceeded", retry_after_ms=CONCURRENCY_RETRY_MS)
    if status == HTTPStatus.MULTIPLE_CHOICES:
        return Conflict("several_records", record_ids=_listed(answer.content))
    return _BY_STATUS.get(status, Permanent)(_STATUS_CODES.get(status, "refused"))


def _listed(content: Any) -> tuple[str, ...]:
    ids = [str(url).rpartition("/")[2] for url in content] if isinstance(content, list) else []
    return tuple(found for found in ids if _RECORD_ID.fullmatch(found))
