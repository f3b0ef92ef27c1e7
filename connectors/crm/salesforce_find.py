"""Caller → Salesforce contact: by id, then by phone; two are never decided between here."""

from collections.abc import Sequence
from typing import Any

from connectors.contracts import Party, RecordRef, Resolution
from connectors.crm.salesforce_api import Api
from connectors.crm.salesforce_known import known_of
from connectors.crm.salesforce_phones import spellings
from connectors.crm.salesforce_retry import patiently
from connectors.crm.salesforce_settings import SalesforceSettings
from connectors.crm.salesforce_values import Record, checked_id
from connectors.errors import Auth, Permanent, Validation
from connectors.transport.http import Deadline

CONTACT_PREFIX = "003"
# More candidates than this help nobody to choose.
FEW = 10

_CASES_HERE, _KNOWN_HERE = "<cases>", "<known>"
_CONTACT = "SELECT Id, Name, Title, Account.Name<known><cases> FROM Contact WHERE "
_BY_ID = _CONTACT + "Id = {id} LIMIT {few}"
_BY_PHONE = _CONTACT + "Phone IN {phones} OR MobilePhone IN {phones} ORDER BY Name LIMIT {few}"
# In the same request, since an org counts requests, and each costs a round trip.
_CASES = (
    ", (SELECT Id, CaseNumber, Subject, CreatedDate FROM Cases WHERE IsClosed = false"
    " ORDER BY CreatedDate DESC LIMIT {few})"
)
_KNOWN = (
    ", Email, Phone, MobilePhone, HomePhone, OtherPhone, MailingStreet, MailingCity, MailingPostalCode,"
    " Account.AccountNumber"
)
# What is wanted beside the contact itself, the most first; an org may hide any of it from us.
_WANTED = ((_KNOWN, _CASES), (_KNOWN, ""), ("", _CASES), ("", ""))


class Finder:
    def __init__(self, api: Api, settings: SalesforceSettings) -> None:
        self._api = api
        self._settings = settings
        self._wanted: Sequence[tuple[str, str]] = _WANTED

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
            open_cases=tuple(self._case(record) for record in _open_cases(contacts)),
            known=known_of(contacts),
        )

    def _by_id(self, crm_id: str | None, deadline: Deadline) -> Sequence[Record]:
        if not crm_id or not checked_id(crm_id).startswith(CONTACT_PREFIX):
            return ()
        return self._query(_BY_ID, deadline, id=crm_id)

    def _by_phone(self, phone: str | None, deadline: Deadline) -> Sequence[Record]:
        phones = spellings(phone or "", self._settings.phone_region)
        return self._query(_BY_PHONE, deadline, phones=phones) if phones else ()

    def _query(self, soql: str, deadline: Deadline, **values: Any) -> Sequence[Record]:
        """Contacts with their open cases and what is known of them; an org that hides either from us still
        gets its contact matched.
        """
        wanted, lasting = self._wanted, True
        for place, (known, cases) in enumerate(wanted):
            whole = soql.replace(_KNOWN_HERE, known).replace(_CASES_HERE, cases)
            try:
                found = self._asked(whole, deadline, **values)
            except (Auth, Permanent, Validation) as refused:
                if place == len(wanted) - 1:
                    raise
                lasting = lasting and not isinstance(refused, Auth)
            else:
                if lasting:
                    # What an org hides it goes on hiding, until our user is given more.
                    self._wanted = wanted[place:]
                return found
        return ()

    def _asked(self, soql: str, deadline: Deadline, **values: Any) -> Sequence[Record]:
        return patiently(lambda: self._api.query(soql, deadline, few=FEW, **values), deadline)

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


def _open_cases(contacts: Sequence[Record]) -> Sequence[Record]:
    """The newest first, over all contacts; null stands for none."""
    found = [case for contact in contacts for case in _records(contact.get("Cases"))]
    return sorted(found, key=lambda case: str(case.get("CreatedDate")), reverse=True)[:FEW]


def _records(children: object) -> Sequence[Record]:
    records = children.get("records") if isinstance(children, dict) else None
    return [one for one in records if isinstance(one, dict)] if isinstance(records, list) else ()


def link(settings: SalesforceSettings, kind: str, record_id: str) -> str:
    """Where a person opens the record."""
    return f"{settings.base_url}/lightning/r/{kind}/{record_id}/view"
