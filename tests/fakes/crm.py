"""An in-memory CRM for tests of the flows: keeps the contract of `Crm`, fails and loses answers on order."""

import hashlib
import re
from collections import deque
from threading import Lock
from typing import Any, Literal

from connectors.contracts import (
    KnownValue,
    Party,
    RecordRef,
    Resolution,
    WriteOperation,
    WritePlan,
    WriteReceipt,
    WriteRequest,
    WrittenRecord,
)
from connectors.errors import ConnectorError, Outcome, Permanent, Transient

Row = dict[str, Any]
Action = Literal["created", "updated", "unchanged"]
Method = Literal["check", "resolve", "apply", "read"]


class FakeCrm:
    """Records are rows by id. `journal` holds every write in order as (action, id, key)."""

    def __init__(self) -> None:
        self.contacts: dict[str, Row] = {}
        self.cases: dict[str, Row] = {}
        self.tasks: dict[str, Row] = {}
        self.journal: list[tuple[str, str, str]] = []
        self.closed = False
        self._failures: deque[tuple[Method, ConnectorError]] = deque()
        self._lost_answers = 0
        self._lock = Lock()

    # What a test arranges

    def add_contact(self, name: str, phone: str = "", detail: str = "") -> str:
        contact = self._new_id("003", self.contacts)
        self.contacts[contact] = {"name": name, "phone": phone, "detail": detail}
        return contact

    def add_case(self, contact: str, subject: str) -> str:
        case = self._new_id("500", self.cases)
        self.cases[case] = {"contact": contact, "subject": subject}
        return case

    def add_call_record(self, external_id: str, text: str = "") -> str:
        """The record that the telephony's integration makes by itself."""
        task = self._new_id("00T", self.tasks)
        self.tasks[task] = {"CallObject": external_id, "Description": text}
        return task

    def fail_next(self, method: Method, error: ConnectorError) -> None:
        """The next call of that method raises instead of doing anything."""
        self._failures.append((method, error))

    def lose_next_answer(self) -> None:
        """The next `apply` does its work and then raises `Transient` of outcome `unknown`."""
        self._lost_answers += 1

    # The contract

    def check(self) -> None:
        self._meet_failure("check")

    def resolve(self, party: Party, *, deadline_ms: int) -> Resolution:
        _check_deadline(deadline_ms)
        if party.crm_id:
            _check_id(party.crm_id)
        self._meet_failure("resolve")
        if party.crm_id in self.contacts:
            return self._resolution([party.crm_id], "id")
        by_phone = [key for key, row in self.contacts.items() if party.phone and row["phone"] == party.phone]
        return self._resolution(by_phone, "phone")

    def plan(self, request: WriteRequest) -> WritePlan:
        if request.record:
            _check_id(request.record.id)
        call: dict[str, str | int | bool | None] = {
            "Subject": request.subject,
            "Description": request.body,
            "CallDisposition": request.disposition,
            "CallObject": request.external_id,
            "OwnerId": request.owner,
            "WhoId": request.record.id if request.record else None,
            **request.fields.get("Task", {}),
        }
        operations = [_task(request.key, request.subject, call)]
        for promise in request.follow_ups:
            due = promise.due.isoformat() if promise.due else None
            values = {"Subject": promise.subject, "ActivityDate": due, "WhoId": call["WhoId"]}
            operations.append(_task(promise.key, promise.subject, values))
        content = "\n".join(operation.model_dump_json() for operation in operations)
        return WritePlan(operations=tuple(operations), digest=hashlib.sha256(content.encode()).hexdigest())

    def apply(self, plan: WritePlan, request: WriteRequest, *, deadline_ms: int) -> WriteReceipt:
        _check_deadline(deadline_ms)
        self._meet_failure("apply")
        with self._lock:
            written = [self._write(operation, request) for operation in plan.operations]
            if self._lost_answers:
                self._lost_answers -= 1
                raise Transient("connection", outcome=Outcome.UNKNOWN)
        return WriteReceipt(records=tuple(written))

    def read(self, keys: tuple[str, ...], *, deadline_ms: int) -> tuple[WrittenRecord, ...]:
        _check_deadline(deadline_ms)
        self._meet_failure("read")
        found = [(key, self._find("key", key)) for key in keys]
        return tuple(_written(task, key, "unchanged") for key, task in found if task)

    def close(self) -> None:
        self.closed = True

    # Within

    def _new_id(self, prefix: str, rows: dict[str, Row]) -> str:
        return f"{prefix}{len(rows) + 1:012d}AAA"

    def _meet_failure(self, method: Method) -> None:
        if self._failures and self._failures[0][0] == method:
            raise self._failures.popleft()[1]

    def _resolution(self, contacts: list[str], reason: str) -> Resolution:
        if not contacts:
            return Resolution(match="unknown", reason="no_contact")
        return Resolution(
            match="matched" if len(contacts) == 1 else "ambiguous",
            reason=reason,
            candidates=tuple(
                _ref("Contact", key, self.contacts[key]["name"], self.contacts[key]["detail"])
                for key in contacts
            ),
            open_cases=tuple(
                _ref("Case", key, key, row["subject"])
                for key, row in self.cases.items()
                if row["contact"] in contacts
            ),
            known=tuple(_known(self.contacts[key]) for key in contacts if self.contacts[key]["name"])
            + tuple(
                KnownValue(kind="phone", text=self.contacts[key]["phone"])
                for key in contacts
                if self.contacts[key]["phone"]
            ),
        )

    def _find(self, field: str, value: str) -> str | None:
        for task, row in self.tasks.items():
            if str(row.get(field, "")).lower() == value.lower():
                return task
        return None

    def _write(self, operation: WriteOperation, request: WriteRequest) -> WrittenRecord:
        adopted = self._find("CallObject", request.external_id) if operation.key == request.key else None
        task = self._find("key", operation.key)
        if task is None and adopted and "key" not in self.tasks[adopted]:
            task = adopted
        values = dict(operation.values) | {"key": operation.key}
        if task is None:
            task = self._new_id("00T", self.tasks)
            return self._record("created", task, values)
        present = self.tasks[task]
        typed = present.get("typed", "" if "key" in present else present["Description"])
        if typed:
            values |= {"typed": typed, "Description": f"{typed}\n\n{values['Description']}"}
        action: Action = "unchanged" if present | values == present else "updated"
        return self._record(action, task, values)

    def _record(self, action: Action, task: str, values: Row) -> WrittenRecord:
        if action != "unchanged":
            self.tasks[task] = self.tasks.get(task, {}) | values
            self.journal.append((action, task, values["key"]))
        return _written(task, values["key"], action)


def _known(contact: Row) -> KnownValue:
    return KnownValue(kind="name", text=contact["name"])


def _check_deadline(deadline_ms: int) -> None:
    if deadline_ms <= 0:
        raise Transient("deadline")


def _task(key: str, label: str, values: dict[str, Any]) -> WriteOperation:
    return WriteOperation(action="create", object="Task", key=key, label=label, values=values)


def _ref(kind: str, record_id: str, name: str, detail: str) -> RecordRef:
    return RecordRef(
        object=kind, id=record_id, name=name, detail=detail, url=f"https://crm.example/{record_id}"
    )


def _written(task: str, key: str, action: Action) -> WrittenRecord:
    return WrittenRecord(object="Task", id=task, key=key, action=action, url=f"https://crm.example/{task}")


def _check_id(record_id: str) -> None:
    if not re.fullmatch(r"[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?", record_id):
        raise Permanent("bad_id")
