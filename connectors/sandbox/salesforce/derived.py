"""What Salesforce computes of a record after every write: stamps, names, closed flags, the account."""

from collections.abc import Callable, Mapping

from connectors.sandbox.salesforce import ids
from connectors.sandbox.salesforce.objects import ACCOUNT, object_of
from connectors.sandbox.salesforce.schema import Record, SObject, Value
from connectors.sandbox.salesforce.writes import Write

AccountOf = Callable[[str, str], str | None]


def derive(kind: SObject, before: Record | None, write: Write, account_of: AccountOf) -> Record:
    """The record after a write, every field present."""
    record = dict(before) if before else _blank(kind, write)
    record.update(write.values)
    record["IsDeleted"] = write.op == "delete"
    record["LastModifiedDate"] = record["SystemModstamp"] = _to_the_second(write.at)
    record["LastModifiedById"] = write.by
    record.update(_RULES.get(kind.name, _nothing)(record, account_of))
    return record


def _blank(kind: SObject, write: Write) -> dict[str, Value]:
    record: dict[str, Value] = {
        field.name: False if field.type == "boolean" and field.default is None else field.default
        for field in kind.fields
    }
    return record | {"Id": write.id, "CreatedDate": _to_the_second(write.at), "CreatedById": write.by}


def _to_the_second(at: str) -> str:
    """Salesforce shows milliseconds but keeps none: two changes within a second look like one."""
    return f"{at.partition('.')[0]}.000+0000"


def _nothing(_record: Record, _account_of: AccountOf) -> Mapping[str, Value]:
    return {}


def _person(record: Record, _account_of: AccountOf) -> Mapping[str, Value]:
    return {"Name": " ".join(str(record[part]) for part in ("FirstName", "LastName") if record[part])}


def _case(record: Record, _account_of: AccountOf) -> Mapping[str, Value]:
    closed = record["Status"] == "Closed"
    return {
        "CaseNumber": f"{ids.number_of(str(record['Id'])):08d}",
        "IsClosed": closed,
        "ClosedDate": (record["ClosedDate"] or record["SystemModstamp"]) if closed else None,
    }


def _task(record: Record, account_of: AccountOf) -> Mapping[str, Value]:
    closed = record["Status"] == "Completed"
    return {
        "IsClosed": closed,
        "CompletedDateTime": (record["CompletedDateTime"] or record["SystemModstamp"]) if closed else None,
        "AccountId": _account(record["WhatId"], account_of) or _account(record["WhoId"], account_of),
    }


def _account(target: Value, account_of: AccountOf) -> str | None:
    kind = object_of(str(target)) if target else None
    if kind is None:
        return None
    return str(target) if kind is ACCOUNT else account_of(kind.name, str(target))


_RULES = {"Contact": _person, "Lead": _person, "User": _person, "Case": _case, "Task": _task}
