"""One planned operation → one Salesforce record, however often, by however many threads, it is tried."""

from typing import Literal

from connectors.contracts import WriteOperation, WrittenRecord
from connectors.crm.salesforce_api import Api
from connectors.crm.salesforce_find import link
from connectors.crm.salesforce_retry import patiently
from connectors.crm.salesforce_settings import SalesforceSettings
from connectors.crm.salesforce_values import (
    ID,
    MARKER,
    Record,
    Values,
    changes,
    checked_id,
    merged,
    same_id,
    unmodified_since,
)
from connectors.errors import Conflict, ConnectorError, Outcome, Permanent, Transient, Validation
from connectors.transport.http import Deadline

Action = Literal["created", "updated", "unchanged"]
CREATE_ONLY = frozenset({"TaskSubtype"})
# A follow-up that somebody has taken over or finished since is not taken back.
FIRST_TIME_ONLY = frozenset({"Status", "OwnerId"})
# Where the telephony's integration keeps its call id.
CALL_ID_FIELDS = {"Task": "CallObject", "VoiceCall": "VendorCallKey"}
VOICE_CALL_RETRY_MS = 30_000
SOME = 10

_MADE_BY_TELEPHONY = (
    "SELECT Id, OwnerId FROM {kind:literal} WHERE {call_field:literal} = {call_id} "
    "AND {key_field:literal} = null ORDER BY CreatedDate LIMIT {some}"
)


class KeyedWrite:
    """Every attempt reads what stands under the key first, so that it may follow an unknown outcome.

    `call_id` is given for the call's own record only: by it the record that the telephony's integration
    made is found and taken over, instead of making a second one.
    """

    def __init__(
        self,
        api: Api,
        settings: SalesforceSettings,
        operation: WriteOperation,
        deadline: Deadline,
        call_id: str | None = None,
    ) -> None:
        self._api = api
        self._settings = settings
        self._operation = operation
        self._deadline = deadline
        self._call_id = call_id
        self._sending: Action = "unchanged"
        self._perhaps: Action | None = None

    def run(self) -> WrittenRecord:
        """Raises with outcome `unknown` if any attempt ended so and none after it succeeded."""
        try:
            return patiently(self._attempt, self._deadline)
        except ConnectorError as error:
            if self._perhaps:
                error.outcome = Outcome.UNKNOWN
            raise

    def _attempt(self) -> WrittenRecord:
        self._sending = "unchanged"
        try:
            present = self._present()
            return self._create() if present is None else self._update(present)
        except ConnectorError as error:
            if error.outcome is Outcome.UNKNOWN:
                self._perhaps = self._sending
            raise

    def _present(self) -> Record | None:
        operation = self._operation
        if operation.record_id:
            record = self._api.by_id(operation.object, operation.record_id, self._deadline)
            if record is None:
                raise Permanent("gone", record_ids=(operation.record_id,))
            return record
        return self._api.by_key(operation.object, operation.key, self._deadline) or self._made_by_telephony()

    def _made_by_telephony(self) -> Record | None:
        if not self._call_id:
            return None
        kind = self._operation.object
        found = self._api.query(
            _MADE_BY_TELEPHONY,
            self._deadline,
            kind=kind,
            call_field=CALL_ID_FIELDS[kind],
            call_id=self._call_id,
            key_field=self._settings.key_field,
            some=SOME,
        )
        chosen = found[0] if len(found) == 1 else self._of_owner(found)
        return self._api.by_id(kind, str(chosen.get("Id")), self._deadline) if chosen else None

    def _of_owner(self, found: list[Record]) -> Record | None:
        """A call of several legs has a record an agent; without exactly one of ours, none is taken."""
        owner = str(self._operation.values.get("OwnerId") or "")
        own = [record for record in found if owner and same_id(str(record.get("OwnerId")), owner)]
        return own[0] if len(own) == 1 else None

    def _create(self) -> WrittenRecord:
        operation = self._operation
        if operation.action == "update":
            # The telephony makes it, soon; it cannot be made in its place.
            raise Transient("call_record_missing", retry_after_ms=VOICE_CALL_RETRY_MS)
        values = {field: value for field, value in operation.values.items() if value is not None}
        self._sending = "created"
        try:
            answer = self._api.upsert(operation.object, operation.key, values, self._deadline)
        except Validation as error:
            raise self._raced(error) from None
        return self._written(self._id_of(answer), "created" if answer.get("created", True) else "updated")

    def _raced(self, error: Validation) -> ConnectorError:
        """A create-only field was refused: between our look and our upsert the record came to be."""
        lost = error.code == "invalid_field_for_insert_update"
        return (
            Conflict("own_key") if lost and {issue.field for issue in error.issues} <= CREATE_ONLY else error
        )

    def _id_of(self, answer: Record) -> str:
        """Older API versions answer an upsert without a body."""
        if ID.fullmatch(str(answer.get("id"))):
            return str(answer["id"])
        record = self._api.by_key(self._operation.object, self._operation.key, self._deadline)
        if record is None:
            raise Transient("unexpected_answer", outcome=Outcome.UNKNOWN)
        return checked_id(str(record.get("Id")))

    def _update(self, present: Record) -> WrittenRecord:
        record_id = checked_id(str(present.get("Id")))
        values = changes(present, self._wanted(present))
        if not values:
            return self._written(record_id, self._perhaps or "unchanged")
        self._sending = self._perhaps or "updated"
        kind, unless_changed = self._operation.object, unmodified_since(present)
        self._api.update(kind, record_id, values, self._deadline, headers=unless_changed)
        return self._written(record_id, self._sending)

    def _wanted(self, present: Record) -> Values:
        values = self._operation.values
        if self._operation.record_id:
            return values
        if self._call_id is None:
            return {f: v for f, v in values.items() if f not in CREATE_ONLY | FIRST_TIME_ONLY}
        kept = {field: value for field, value in values.items() if field not in CREATE_ONLY}
        return self._taken_over(present, kept) if self._is_foreign(present) else self._beside(present, kept)

    def _is_foreign(self, present: Record) -> bool:
        return not present.get(self._settings.key_field)

    def _taken_over(self, present: Record, values: Values) -> Values:
        """The integration's record gets our key; what a person typed into it stays, and what we lack too."""
        given = {field: value for field, value in values.items() if value is not None}
        text = merged(str(present.get("Description") or ""), str(given.get("Description") or ""))
        return given | {"Description": text, self._settings.key_field: self._operation.key}

    def _beside(self, present: Record, values: Values) -> Values:
        """In a record that we took over before, ours is the part below the marker."""
        text = str(present.get("Description") or "")
        ours = str(values.get("Description") or "")
        return dict(values) | {"Description": merged(text, ours) if MARKER in text else ours}

    def _written(self, record_id: str, action: Action) -> WrittenRecord:
        kind = self._operation.object
        return WrittenRecord(
            object=kind,
            id=record_id,
            key=self._operation.key,
            action=action,
            url=link(self._settings, kind, record_id),
        )
