"""A confirmed wrap-up in Salesforce's terms: pure, shown to the agent before anything is sent."""

import hashlib
import json

from connectors.contracts import FollowUp, RecordRef, WriteOperation, WritePlan, WriteRequest
from connectors.crm.salesforce_settings import SalesforceSettings
from connectors.crm.salesforce_values import (
    LONG_TEXT,
    TEXT,
    Values,
    checked_id,
    checked_key,
    checked_name,
    clip,
    without_marker,
)

WHO = frozenset({"Contact", "Lead"})
CALL_TYPES = {"inbound": "Inbound", "outbound": "Outbound", "internal": "Internal"}


def make_plan(request: WriteRequest, settings: SalesforceSettings) -> WritePlan:
    """The call's record first, then fields of the chosen record, then one task a promise.

    Fields mapped to objects other than these are left out: there is no record of them to write to.
    """
    operations = (
        _call(request, settings.call_object),
        *_record_fields(request),
        *(_follow_up(promise, request) for promise in request.follow_ups),
    )
    return WritePlan(operations=operations, digest=_digest(operations))


def _digest(operations: tuple[WriteOperation, ...]) -> str:
    content = [operation.model_dump(mode="json") for operation in operations]
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _call(request: WriteRequest, kind: str) -> WriteOperation:
    own = _task_values(request) if kind == "Task" else _voice_call_values(request)
    return WriteOperation(
        action="create" if kind == "Task" else "update",
        object=kind,
        key=checked_key(request.key),
        label=clip(request.subject, TEXT),
        values=_mapped(request, kind) | own,
    )


def _task_values(request: WriteRequest) -> dict[str, str | int | bool | None]:
    return _given(
        {
            "Subject": clip(request.subject, TEXT),
            "Description": clip(without_marker(request.body), LONG_TEXT),
            "Status": "Completed",
            "TaskSubtype": "Call",
            "ActivityDate": request.started_at.date().isoformat() if request.started_at else None,
            "CallObject": clip(request.external_id, TEXT),
            "CallType": CALL_TYPES.get(request.direction),
            "CallDurationInSeconds": None
            if request.duration_ms is None
            else round(request.duration_ms / 1000),
        }
        | _links(request.record, request.owner)
    ) | {"CallDisposition": clip(request.disposition, TEXT) or None}


def _voice_call_values(request: WriteRequest) -> dict[str, str | int | bool | None]:
    """`CallDisposition` of a VoiceCall is the state of the call, not its outcome: never ours to write."""
    return {
        "CallResolution": clip(request.disposition, TEXT) or None,
        "Description": clip(without_marker(request.body), LONG_TEXT),
    }


def _record_fields(request: WriteRequest) -> tuple[WriteOperation, ...]:
    record = request.record
    values = _mapped(request, record.object) if record and record.object not in ("Task", "VoiceCall") else {}
    if record is None or not values:
        return ()
    return (
        WriteOperation(
            action="update",
            object=checked_name(record.object),
            key=f"{request.key}:{record.object}",
            label=record.name or record.object,
            values=values,
            record_id=checked_id(record.id),
        ),
    )


def _follow_up(promise: FollowUp, request: WriteRequest) -> WriteOperation:
    values = _given(
        {
            "Subject": clip(promise.subject, TEXT),
            "Status": "Not Started",
            "ActivityDate": promise.due.isoformat() if promise.due else None,
        }
        | _links(request.record, request.owner)
    )
    return WriteOperation(
        action="create",
        object="Task",
        key=checked_key(promise.key),
        label=clip(promise.subject, TEXT),
        values=values,
    )


def _links(record: RecordRef | None, owner: str | None) -> dict[str, str | int | bool | None]:
    """A task is about a person (`WhoId`) or a thing (`WhatId`), and belongs to the agent's user."""
    links: dict[str, str | int | bool | None] = {}
    if record:
        links["WhoId" if record.object in WHO else "WhatId"] = checked_id(record.id)
    return links | ({"OwnerId": checked_id(owner)} if owner else {})


def _mapped(request: WriteRequest, kind: str) -> dict[str, str | int | bool | None]:
    return {
        checked_name(field): clip(value, LONG_TEXT) for field, value in request.fields.get(kind, {}).items()
    }


def _given(values: Values) -> dict[str, str | int | bool | None]:
    """Without what we do not know. A disposition is not dropped: an agent may have taken it back."""
    return {field: value for field, value in values.items() if value not in (None, "")}
