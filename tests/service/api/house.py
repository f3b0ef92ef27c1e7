"""One tenant's whole installation over a real database, with a CRM in memory and no worker."""

import dataclasses
import json
from datetime import UTC, datetime
from typing import Any

from starlette.testclient import TestClient

from connectors.contracts import Crm
from connectors.transport.signatures import standard_webhooks_headers
from service.api.bodies.examples import GENERIC_CALL
from service.connections import ConfiguredConnections
from service.domain.job import Lane
from service.tenants import Tenants
from service.wiring import Services
from tests.fakes.crm import FakeCrm

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
TENANT = f"""
sources:
  fernhill-phones: {{adapter: generic, secrets: ["{SECRET}"]}}
agents:
  - {{id: mara, name: Mara, telephony_ids: [agent-7]}}
  - {{id: tom, name: Tom, telephony_ids: [agent-8]}}
"""
BODY = json.dumps(GENERIC_CALL).encode()


class WithCrm(ConfiguredConnections):
    """What the tenant's file says, with a CRM in memory."""

    def __init__(self, tenants: Tenants, crm: Crm) -> None:
        super().__init__(tenants)
        self._crm = crm

    def crm(self, tenant_id: str) -> Crm | None:
        del tenant_id
        return self._crm


@dataclasses.dataclass(frozen=True)
class House:
    """The API, what stands behind it, and keys to it."""

    services: Services
    client: TestClient
    crm: FakeCrm
    admin: dict[str, str]
    mara: dict[str, str]
    tom: dict[str, str]

    def deliver(self, body: bytes = BODY, delivery_id: str = "msg_1") -> Any:
        signed = standard_webhooks_headers(body, SECRET, delivery_id=delivery_id, now=datetime.now(UTC))
        return self.client.post("/v1/webhooks/fernhill-phones", content=body, headers=signed)

    def draft(self) -> None:
        job = self.services.storage.board.claim(Lane.DRAFT, "test")
        assert job is not None
        self.services.handlers[job.kind](job)

    def drafted(self) -> dict[str, Any]:
        """The wrap-up of one call that was delivered and drafted."""
        call_id = self.deliver().json()["call_ids"][0]
        self.draft()
        call = self.client.get(f"/v1/calls/{call_id}", headers=self.mara).json()
        wrapup: dict[str, Any] = self.client.get(
            f"/v1/wrapups/{call['wrapup_ids'][0]}", headers=self.mara
        ).json()
        return wrapup

    def confirm(self, wrapup: dict[str, Any]) -> Any:
        return self.client.post(
            f"/v1/wrapups/{wrapup['id']}/confirm",
            json={"draft": wrapup["draft"]["number"]},
            headers={**self.mara, "If-Match": f'"{wrapup["version"]}"'},
        )
