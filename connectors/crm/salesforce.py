"""The Salesforce connector: `connectors.contracts.Crm` over the REST API of one org."""

from collections.abc import Iterator, Mapping
from typing import Any

from connectors.contracts import (
    Crm,
    Party,
    Resolution,
    WriteOperation,
    WritePlan,
    WriteReceipt,
    WriteRequest,
    WrittenRecord,
)
from connectors.crm.salesforce_api import Api
from connectors.crm.salesforce_find import Finder, link
from connectors.crm.salesforce_plan import make_plan
from connectors.crm.salesforce_retry import patiently
from connectors.crm.salesforce_settings import SalesforceSettings, parse_settings
from connectors.crm.salesforce_values import Record, checked_id, checked_key, checked_name
from connectors.crm.salesforce_write import KeyedWrite
from connectors.errors import ConnectorError, FieldIssue, Outcome, Permanent
from connectors.limits import ApiUsage
from connectors.transport.http import Deadline

# A query travels in a URL of at most 16 kB.
KEYS_A_QUERY = 100
_BY_KEYS = "SELECT Id, {field:literal} FROM {kind:literal} WHERE {field:literal} IN {keys}"


class SalesforceCrm:
    """One org, for all threads of a process."""

    def __init__(self, settings: SalesforceSettings) -> None:
        self._settings = settings
        self._api = Api(settings)
        self._finder = Finder(self._api, settings)

    @property
    def usage(self) -> ApiUsage | None:
        """`connectors.limits.Metered`."""
        return self._api.usage

    def check(self) -> None:
        """Sign in, and see that the key field stands on the objects we write, External ID and unique."""
        deadline = Deadline(self._settings.timeout_ms)
        for kind in self._kinds():
            self._check_kind(kind, deadline)

    def resolve(self, party: Party, *, deadline_ms: int) -> Resolution:
        return self._finder.resolve(party, Deadline(deadline_ms))

    def plan(self, request: WriteRequest) -> WritePlan:
        return make_plan(request, self._settings)

    def apply(self, plan: WritePlan, request: WriteRequest, *, deadline_ms: int) -> WriteReceipt:
        """An error after some of the records were written is of outcome `unknown` and names them."""
        deadline = Deadline(deadline_ms)
        _check_plan(plan)
        written: list[WrittenRecord] = []
        for index, operation in enumerate(plan.operations):
            call_id = request.external_id if index == 0 else None
            write = KeyedWrite(self._api, self._settings, operation, deadline, call_id)
            try:
                written.append(write.run())
            except ConnectorError as error:
                raise _after(written, error) from None
        return WriteReceipt(records=tuple(written))

    def read(self, keys: tuple[str, ...], *, deadline_ms: int) -> tuple[WrittenRecord, ...]:
        deadline = Deadline(deadline_ms)
        wanted = [checked_key(key) for key in keys]
        found: dict[str, WrittenRecord] = {}
        for kind in self._kinds():
            for start in range(0, len(wanted), KEYS_A_QUERY):
                found |= self._standing(kind, wanted[start : start + KEYS_A_QUERY], deadline)
        return tuple(
            found[key.lower()].model_copy(update={"key": key}) for key in keys if key.lower() in found
        )

    def close(self) -> None:
        self._api.close()

    def _check_kind(self, kind: str, deadline: Deadline) -> None:
        described = patiently(lambda: self._api.describe(kind, deadline), deadline)
        _check_key_field(described, kind, self._settings.key_field)

    def _kinds(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self._settings.call_object, "Task")))

    def _standing(self, kind: str, keys: list[str], deadline: Deadline) -> dict[str, WrittenRecord]:
        field = self._settings.key_field
        records = patiently(
            lambda: self._api.query(_BY_KEYS, deadline, field=field, kind=kind, keys=keys), deadline
        )
        return dict(self._by_key(kind, records))

    def _by_key(self, kind: str, records: list[Record]) -> Iterator[tuple[str, WrittenRecord]]:
        for record in records:
            key, record_id = str(record.get(self._settings.key_field)), checked_id(str(record.get("Id")))
            url = link(self._settings, kind, record_id)
            yield (
                key.lower(),
                WrittenRecord(object=kind, id=record_id, key=key, action="unchanged", url=url),
            )


def connect(settings: Mapping[str, Any]) -> Crm:
    """The connector for one org. Nothing is sent yet; `Permanent("bad_settings")` names what is wrong."""
    return SalesforceCrm(parse_settings(settings))


def _check_plan(plan: WritePlan) -> None:
    """A plan may come from storage: nothing of it reaches a URL unchecked."""
    for operation in plan.operations:
        _check_operation(operation)


def _check_operation(operation: WriteOperation) -> None:
    checked_key(operation.key)
    for name in (operation.object, *operation.values):
        checked_name(name)
    if operation.record_id is not None:
        checked_id(operation.record_id)


def _after(written: list[WrittenRecord], error: ConnectorError) -> ConnectorError:
    if written:
        error.outcome = Outcome.UNKNOWN
        error.record_ids = (*(record.id for record in written), *error.record_ids)
    return error


def _check_key_field(described: Record, kind: str, key_field: str) -> None:
    fields = [field for field in described.get("fields") or () if isinstance(field, dict)]
    found = [field for field in fields if str(field.get("name")).lower() == key_field.lower()]
    if not found:
        issue = FieldIssue(f"{kind}.{key_field}", "missing", "The field is missing or hidden from this user.")
        raise Permanent("key_field_missing", issues=(issue,))
    if not (found[0].get("externalId") and found[0].get("unique")):
        issue = FieldIssue(f"{kind}.{key_field}", "not_unique", "Mark the field External ID and Unique.")
        raise Permanent("key_field_not_unique", issues=(issue,))
