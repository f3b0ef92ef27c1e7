"""The Salesforce connector over a running sandbox org, as the contract suite and its own tests see it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import requests

from connectors.contracts import Crm
from connectors.crm.salesforce import connect
from tests.vendors.salesforce import Sandbox, running_sandbox

AUTH = {"flow": "client_credentials", "client_id": "aftercall", "client_secret": "for-tests"}


class Org:
    """A fresh org, its connector, and an administrator's access to its records."""

    def __init__(self, sandbox: Sandbox, crm: Crm) -> None:
        self.crm = crm
        self.control = sandbox.control
        self.url = sandbox.url
        self._at_start = len(self.control.journal())

    def create(self, kind: str, **values: Any) -> str:
        answer = requests.post(
            f"{self.url}/services/data/v62.0/sobjects/{kind}", json=values, headers=self._headers(), timeout=5
        )
        answer.raise_for_status()
        return str(answer.json()["id"])

    def update(self, kind: str, record_id: str, **values: Any) -> None:
        url = f"{self.url}/services/data/v62.0/sobjects/{kind}/{record_id}"
        requests.patch(url, json=values, headers=self._headers(), timeout=5).raise_for_status()

    def add_contact(self, name: str, phone: str = "") -> str:
        first, last = name.split(" ")
        return self.create("Contact", FirstName=first, LastName=last, Phone=phone)

    def add_call_record(self, external_id: str, text: str = "") -> str:
        return self.create(
            "Task", Subject="Call", CallObject=external_id, Description=text, TaskSubtype="Call"
        )

    def lose_next_answer(self) -> None:
        self.control.fault("drop_after_commit", "write", times=1)

    def tasks(self) -> list[Mapping[str, Any]]:
        records = self.control.records("Task")
        return [record | {"id": record["Id"], "key": record["Aftercall_Key__c"]} for record in records]

    def writes(self) -> int:
        return len(self.control.journal()) - self._at_start

    def creates(self, kind: str) -> int:
        journal = self.control.journal()[self._at_start :]
        return sum(entry["op"] == "create" and entry["object"] == kind for entry in journal)

    def requests_made(self, op: str = "any") -> int:
        """Counted by a fault of no effect that `watch` armed."""
        return sum(int(fault["seen"]) for fault in self.control.faults() if fault["op"] == op)

    def watch(self, op: str = "any") -> None:
        self.control.fault("latency", op)

    def _headers(self) -> dict[str, str]:
        form = {"grant_type": "client_credentials", "client_id": "admin", "client_secret": "for-tests"}
        answer = requests.post(f"{self.url}/services/oauth2/token", data=form, timeout=5)
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}


@contextmanager
def running_org(**settings: Any) -> Iterator[Org]:
    with running_sandbox() as sandbox:
        crm = connect({"base_url": sandbox.url, "auth": AUTH} | settings)
        try:
            yield Org(sandbox, crm)
        finally:
            crm.close()
