"""Caller → Salesforce contact: by id, then by phone; two are never decided between here."""

from collections.abc import Sequence

from connectors.contracts import Party, RecordRef, Resolution
from connectors.crm.salesforce_api import Api
from connectors.crm.salesforce_phones import spellings
from connectors.crm.salesforce_retry import patiently
from connectors.crm.salesforce_settings import SalesforceSettings
from connectors.crm.salesforce_values import Record, checked_id
from connectors.errors import Auth, Permanent, Validation
from connectors.transport.http import Deadline

CONTACT_PREFIX = "003"
# More candidates than this help nobody to choose.
FEW = 10

_CONTACT = "SELECT Id, Name, Title, Account.Name FROM Contact WHERE "
_BY_ID = _CONTACT + "Id = {id}"
_BY_PHONE = _CONTACT + "Phone IN {phones} OR MobilePhone IN {phones} ORDER BY Name LIMIT {few}"
_CASES = (
    "SELECT Id, CaseNumber, Subject FROM Case WHERE ContactId IN {contacts} AND IsClosed = false "
    "ORDER BY CreatedDate DESC LIMIT {few}"
)


class Finder:
    def __init__(self, api: Api, settings: SalesforceSettings) -> None:
        self._api = api
        self._settings = settings

    def resolve(self, party: Party, deadline: Deadline) -> Resolution:
        """An id of a contact that is gone falls back to the phone; an id that is none raises `Permanent`."""
        contacts, reason = self._by_id(party.crm_id, deadline), "id"
        if not contacts:
            contacts, reason = self._by_phone(party.phone, deadline), "phone"
        if not contacts:
            return Resolution(match="unknown", reason="no_contact")
        return Resolution(
            match="matched" if len(contacts) == 1 else "ambiguous",
            reason=reason,
            candidates=tuple(self._contact(record) for record in contacts),
            open_cases=self._open_cases(contacts, deadline),
        )

    def _by_id(self, crm_id: str | None, deadline: Deadline) -> Sequence[Record]:
        if not crm_id or not checked_id(crm_id).startswith(CONTACT_PREFIX):
            return ()
        return patiently(lambda: self._api.query(_BY_ID, deadline, id=crm_id), deadline)

    def _by_phone(self, phone: str | None, deadline: Deadline) -> Sequence[Record]:
        phones = spellings(phone or "", self._settings.phone_region)
        if not phones:
            return ()
        return patiently(lambda: self._api.query(_BY_PHONE, deadline, phones=phones, few=FEW), deadline)

    def _open_cases(self, contacts: Sequence[Record], deadline: Deadline) -> tuple[RecordRef, ...]:
        """Context for the agent: an org that hides cases from us still gets its contact matched."""
        ids = [checked_id(str(contact.get("Id"))) for contact in contacts]
        try:
            cases = patiently(lambda: self._api.query(_CASES, deadline, contacts=ids, few=FEW), deadline)
        except (Auth, Permanent, Validation):
            return ()
        return tuple(self._case(record) for record in cases)

    def _contact(self, record: Record) -> RecordRef:
        account = record.get("Account")
        company = account.get("Name") if isinstance(account, dict) else None
        detail = " · ".join(str(part) for part in (company, record.get("Title")) if part)
        return self._ref("Contact", record, str(record.get("Name") or ""), detail)

    def _case(self, record: Record) -> RecordRef:
        return self._ref(
            "Case", record, str(record.get("CaseNumber") or ""), str(record.get("Subject") or "")
        )

    def _ref(self, kind: str, record: Record, name: str, detail: str) -> RecordRef:
        record_id = checked_id(str(record.get("Id")))
        return RecordRef(
            object=kind, id=record_id, name=name, detail=detail, url=link(self._settings, kind, record_id)
        )


def link(settings: SalesforceSettings, kind: str, record_id: str) -> str:
    """Where a person opens the record."""
    return f"{settings.base_url}/lightning/r/{kind}/{record_id}/view"
