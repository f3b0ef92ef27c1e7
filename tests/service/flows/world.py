"""The flows over a real database, with a CRM and a model that keep their contracts and fail on order."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar

from connectors.contracts import LanguageModel, Received
from connectors.telephony.generic import Generic
from connectors.transport.signatures import standard_webhooks_headers
from service.domain.access import Agent, Principal, Role
from service.domain.connections import Source
from service.domain.errors import Unavailable, UnknownSource
from service.domain.job import Job, Kind
from service.domain.limits import Connection, Limits
from service.domain.wrapup import WrapUp
from service.drafting.profiles import load_shipped
from service.flows.backlog import Backlog
from service.flows.draft import DraftFlow, DraftLimits
from service.flows.intake import Intake, Receipt
from service.flows.learn import Learn
from service.flows.live_work import LiveWork
from service.flows.profiles import Profiles
from service.flows.rankers import Rankers
from service.flows.review import ConfirmRequest, Review
from service.flows.write import WriteFlow
from service.settings import ROOT
from service.storage import Storage
from service.worker.runner import Runner
from tests.fakes.crm import FakeCrm
from tests.service.storage.builders import Clock, Told

TENANT, OTHER = "acme", "globex"
SECRET = "whsec_" + base64.b64encode(b"a secret made for these tests ..").decode()
SOURCE, OTHER_SOURCE = "acme-phones", "globex-phones"
PHONE = "+12025550101"
SILENCE_MS = 300_000
ADA = Agent(id="ada", name="Ada", telephony_ids=("t-ada",), crm_user_id="005000000000001AAA")


class FakeConnections:
    """`service.domain.ports.Connections` with one CRM and at most one model for everybody."""

    _tenants: ClassVar = {SOURCE: TENANT, OTHER_SOURCE: OTHER}

    def __init__(self, crm: FakeCrm) -> None:
        self.crm_client: FakeCrm | None = crm
        self.crm_off = False
        self.language_model: LanguageModel | None = None
        self.model_off = False

    def source(self, name: str) -> Source:
        if name not in self._tenants:
            raise UnknownSource
        return Source(name=name, tenant_id=self._tenants[name], adapter=Generic(), secrets=(SECRET,))

    def crm(self, tenant_id: str) -> FakeCrm | None:
        if self.crm_off:
            raise Unavailable
        return self.crm_client

    def model(self, tenant_id: str) -> LanguageModel | None:
        if self.model_off:
            raise Unavailable
        return self.language_model

    def agents(self, tenant_id: str) -> tuple[Agent, ...]:
        return (ADA,)

    def limits(self, tenant_id: str) -> dict[Connection, Limits]:
        return {}


@dataclass
class World:
    """Everything a test of the flows touches. `work_off` runs due jobs as a worker would."""

    storage: Storage
    clock: Clock
    told: Told
    crm: FakeCrm = field(default_factory=FakeCrm)

    def __post_init__(self) -> None:
        self.connections = FakeConnections(self.crm)
        work = self.storage.work
        limits = DraftLimits(model_deadline_ms=5_000, match_deadline_ms=500, model_attempts=3)
        self.backlog = Backlog(60_000)
        self.draft = DraftFlow(work, self.connections, limits, self.backlog, Rankers())
        self.learn = Learn(work, lambda: (TENANT, OTHER), monotonic=lambda: self.clock.now / 1000)
        self.write = WriteFlow(work, self.connections, deadline_ms=20_000)
        self.intake = Intake(work, self.connections, clock=lambda: datetime.now(UTC))
        self.review = Review(work, self.connections)
        self.profiles = Profiles(work)
        handlers: dict[Kind, Callable[[Job], None]] = {
            Kind.DRAFT: self.draft.run,
            Kind.MATCH: self.draft.match,
            Kind.WRITE: self.write.run,
            Kind.FIT: self.learn.run,
            Kind.LIVE: LiveWork(work, self.connections, match_deadline_ms=500, silence_ms=SILENCE_MS).run,
        }
        self.runner = Runner(work, self.storage.board, handlers)
        for tenant in (TENANT, OTHER):
            self.profiles.seed(tenant, [load_shipped(ROOT / "prompts" / "default")])
            with work.begin(tenant) as unit:
                unit.agents.sync([ADA])

    def receive(self, body: bytes, *, delivery: str = "d-1", source: str = SOURCE) -> Receipt:
        headers = standard_webhooks_headers(body, SECRET, delivery_id=delivery, now=datetime.now(UTC))
        receipt = self.intake.receive(source, Received(headers=headers, body=body))
        assert isinstance(receipt, Receipt)
        return receipt

    def work_off(self) -> int:
        """Run jobs until none is due; how many were run."""
        return sum(self.runner.drain(kind.lane) for kind in (Kind.DRAFT, Kind.MATCH, Kind.WRITE))

    def wrapup_of(self, call_id: str) -> WrapUp:
        page = self.review.page(ADMIN, call_id=call_id)
        return self.review.get(ADMIN, page.items[0].id)

    def ready(self, **call: Any) -> WrapUp:
        """A wrap-up with its draft, of a call from a customer whom the CRM knows."""
        if not self.crm.contacts:
            self.crm.add_contact("Amara Okafor", PHONE)
        receipt = self.receive(a_body(**call))
        self.work_off()
        return self.wrapup_of(receipt.call_ids[0])

    def confirm(self, wrapup: WrapUp, *, by: Principal | None = None, **how: Any) -> WrapUp:
        request = ConfirmRequest(draft=wrapup.draft.number, **{"undo_ms": 0, **how})
        return self.review.confirm(by or AGENT, wrapup.id, wrapup.version, request)


def principal(*roles: Role, agent: str | None = None, tenant: str = TENANT) -> Principal:
    return Principal(
        tenant_id=tenant, subject=f"test:{agent or '-'.join(roles)}", roles=frozenset(roles), agent_id=agent
    )


AGENT = principal(Role.AGENT, agent="ada")
ADMIN = principal(Role.ADMIN)

TALK = (
    ("agent", "Thank you for calling, this is Ada, how can I help?"),
    ("customer", "My internet keeps dropping every evening and I work from home."),
    ("agent", "I am sorry to hear that. I have reset your line just now."),
    ("customer", "Thanks, it is working again."),
    ("agent", "I will call you back on Friday to check that it is stable."),
)


def a_body(
    *,
    external_id: str = "call-1",
    talk: tuple[tuple[str, str], ...] = TALK,
    phone: str | None = PHONE,
    crm_id: str | None = None,
    agent: str = "t-ada",
    **call: Any,
) -> bytes:
    turns = [
        {"speaker": speaker, "text": text, "start_ms": place * 4_000}
        for place, (speaker, text) in enumerate(talk)
    ]
    told = {
        "external_id": external_id,
        "direction": "inbound",
        "started_at": "2026-11-18T10:00:00Z",
        "ended_at": "2026-11-18T10:05:00Z",
        "language": "en",
        "queue": "support",
        "customer": {"phone": phone, "crm_id": crm_id},
        "agent": {"id": agent, "name": "Ada"},
        **call,
    }
    return json.dumps({"call": told, "transcript": {"turns": turns}}).encode()
