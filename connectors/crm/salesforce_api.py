"""One authenticated request to a Salesforce org through simple-salesforce, its exceptions made ours."""

from typing import Any

from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import SalesforceError
from simple_salesforce.format import format_external_id, format_soql

from connectors.crm.salesforce_auth import Tokens
from connectors.crm.salesforce_errors import EXPIRED, classify
from connectors.crm.salesforce_settings import SalesforceSettings
from connectors.crm.salesforce_values import Record, Values, checked_id, checked_key, checked_name
from connectors.errors import Auth, Outcome, Permanent, Transient
from connectors.limits import ApiUsage
from connectors.transport.http import Deadline, Limits, OneOriginSession


class Api:
    """The few REST calls that we need. Safe for many threads; each request ends by the deadline given.

    simple-salesforce runs in its direct mode, so that it never refreshes a session itself: its own
    refresh loses the request's headers, makes a token request a thread, and can recurse without end.
    """

    def __init__(self, settings: SalesforceSettings) -> None:
        limits = Limits(
            connect_s=settings.connect_timeout_ms / 1000,
            total_s=settings.timeout_ms / 1000,
            pool=settings.connections,
        )
        self._settings = settings
        self._session = OneOriginSession(settings.base_url, limits, ca_file=settings.ca_file)
        self._tokens = Tokens(settings, self._session)
        self.usage: ApiUsage | None = None

    def query(self, soql: str, deadline: Deadline, **values: Any) -> list[Record]:
        """Records of the first page. `soql` names its values as `{name}`; they are quoted and escaped here.

        Field names may stand in it as `{name:literal}`, from settings or `checked_name` only.
        """
        answer = self._request("GET", "query/", deadline, params={"q": format_soql(soql, **values)})
        records = answer.get("records")
        if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
            raise Transient("unexpected_answer")
        return records

    def by_id(self, kind: str, record_id: str, deadline: Deadline) -> Record | None:
        return self._found(f"sobjects/{checked_name(kind)}/{checked_id(record_id)}", deadline)

    def by_key(self, kind: str, key: str, deadline: Deadline) -> Record | None:
        record = self._found(self._key_path(kind, key), deadline)
        # The key field may be case-insensitive; ours are, so that another spelling is the same record.
        if record and str(record.get(self._settings.key_field)).lower() != key.lower():
            raise Transient("unexpected_answer")
        return record

    def update(
        self, kind: str, record_id: str, values: Values, deadline: Deadline, headers: dict[str, str]
    ) -> None:
        path = f"sobjects/{checked_name(kind)}/{checked_id(record_id)}"
        self._request("PATCH", path, deadline, json=values, headers=headers)

    def upsert(self, kind: str, key: str, values: Values, deadline: Deadline) -> Record:
        """Salesforce's answer: `id` and `created`, or nothing from older versions that updated."""
        return self._request("PATCH", self._key_path(kind, key), deadline, json=values)

    def describe(self, kind: str, deadline: Deadline) -> Record:
        return self._request("GET", f"sobjects/{checked_name(kind)}/describe", deadline)

    def close(self) -> None:
        self._session.close()

    def _key_path(self, kind: str, key: str) -> str:
        return (
            f"sobjects/{checked_name(kind)}/{format_external_id(self._settings.key_field, checked_key(key))}"
        )

    def _found(self, path: str, deadline: Deadline) -> Record | None:
        try:
            return self._request("GET", path, deadline)
        except Permanent as error:
            if error.code in ("not_found", "entity_is_deleted"):
                return None
            raise

    def _request(self, method: str, path: str, deadline: Deadline, **kwargs: Any) -> Record:
        """Send; once more with a new token if the session was refused, headers and all."""
        token = self._tokens.current(deadline)
        try:
            return self._send(token, method, path, deadline, **kwargs)
        except Auth as error:
            if error.code != EXPIRED:
                raise
        return self._send(self._tokens.renew(token, deadline), method, path, deadline, **kwargs)

    def _send(self, token: str, method: str, path: str, deadline: Deadline, **kwargs: Any) -> Record:
        # `instance` rather than `instance_url`, from which the library strips the brackets of [::1].
        host = self._settings.base_url.partition("://")[2]
        client = Salesforce(
            session_id=token, instance=host, session=self._session, version=self._settings.api_version
        )
        writes = method != "GET"
        try:
            answer = client.restful(path, method=method, timeout=deadline.left_s(), **kwargs)
        except SalesforceError as error:
            raise classify(
                error.status, error.content, writes=writes, key_field=self._settings.key_field
            ) from None
        except (ValueError, RecursionError):
            raise Transient("unexpected_answer", outcome=_outcome(writes=writes)) from None
        self._note_usage(client)
        if answer is not None and not isinstance(answer, dict):
            raise Transient("unexpected_answer", outcome=_outcome(writes=writes))
        return answer or {}

    def _note_usage(self, client: Salesforce) -> None:
        """From `Sforce-Limit-Info`, which the library reads on every answer but those of an error."""
        told = client.api_usage.get("api-usage")
        if told is not None:
            self.usage = ApiUsage(used=int(told.used), allowed=int(told.total))


def _outcome(*, writes: bool) -> Outcome:
    return Outcome.UNKNOWN if writes else Outcome.NOT_APPLIED
