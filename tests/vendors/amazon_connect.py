"""The API of Amazon Connect on loopback, and that of Transcribe: contacts searched, attributes kept, jobs told."""

import json
from typing import Any

from tests.vendors.aws_server import Asked, AwsServer, Said


class StubConnect(AwsServer):
    """`contacts` as SearchContacts gives them; `attributes` by contact, as they were written."""

    service = "connect"

    def __init__(
        self, contacts: list[dict[str, Any]], *, page: int = 2, region: str = "eu-central-1"
    ) -> None:
        self.contacts = contacts
        self.attributes: dict[str, dict[str, str]] = {}
        self._page = page
        super().__init__(region)

    def answer(self, asked: Asked) -> Said:
        if (asked.method, asked.path) == ("POST", "/search-contacts"):
            return self._found(asked.json)
        if (asked.method, asked.path) == ("POST", "/contact/attributes"):
            self.attributes.setdefault(asked.json["InitialContactId"], {}).update(asked.json["Attributes"])
            return _said({})
        return Said(404, b'{"Message": "SECRET words"}')

    def _found(self, body: dict[str, Any]) -> Said:
        within = body["TimeRange"]
        found = [
            contact
            for contact in self.contacts
            if within["StartTime"] <= contact["DisconnectTimestamp"] < within["EndTime"]
            and contact["Channel"] in body["SearchCriteria"]["Channels"]
        ]
        found.sort(key=lambda contact: contact["DisconnectTimestamp"])
        start = int(body.get("NextToken", 0))
        rest = {"NextToken": str(start + self._page)} if start + self._page < len(found) else {}
        return _said({"Contacts": found[start : start + self._page], "TotalCount": len(found)} | rest)


class StubTranscribe(AwsServer):
    """`jobs` by target and name, as the API gives them."""

    service = "transcribe"

    def __init__(self, jobs: dict[tuple[str, str], dict[str, Any]], region: str = "eu-central-1") -> None:
        self.jobs = jobs
        super().__init__(region)

    def answer(self, asked: Asked) -> Said:
        target = asked.headers.get("x-amz-target", "")
        [name] = asked.json.values()
        job = self.jobs.get((target, name))
        if job is None or asked.headers.get("content-type") != "application/x-amz-json-1.1":
            return Said(400, b'{"__type": "NotFoundException", "Message": "SECRET words"}')
        return _said(job)


def _said(value: dict[str, Any]) -> Said:
    return Said(200, json.dumps(value).encode())
