"""Two tenants' installation over a real database, and what a test asks it for: calls, wrap-ups, keys, each new."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from fastapi import FastAPI
from sqlalchemy import select

from connectors.contracts import Received
from connectors.telephony.generic import read_call
from connectors.transport.signatures import standard_webhooks_headers
from service.api.app import create_app
from service.api.bodies.examples import GENERIC_CALL
from service.domain.access import Principal, Role
from service.domain.draft import DraftStatus
from service.domain.errors import NotFound
from service.domain.ids import new_id
from service.domain.job import Kind, Lane
from service.domain.profile import Profile, VersionedProfile
from service.domain.wrapup import State, WrapUp
from service.drafting.profiles import load_shipped
from service.flows.access import SESSION, fingerprint
from service.flows.intake import Receipt
from service.flows.review import ConfirmRequest
from service.flows.review_rules import Choice
from service.settings import ROOT, Settings
from service.storage.migrate import upgrade
from service.storage.tables import metadata
from service.tenants import Tenants
from service.wiring import Services, build
from tests.fakes.crm import FakeCrm
from tests.service.api.house import SECRET, WithCrm
from tests.service.api.house import TENANT as TENANT_FILE

TENANT, FOREIGN = "fernhill", "globex"
SOURCE = "fernhill-phones"
PHONE = "+441632960123"
PROFILE = "fernhill_only"
NOTED = "api_keys"
"""Its last use is noted on reading, whatever is then refused."""


def operator(tenant_id: str = TENANT) -> Principal:
    return Principal(tenant_id=tenant_id, subject="operator", roles=frozenset({Role.ADMIN}))


class Desk:
    def __init__(self, services: Services, crm: FakeCrm) -> None:
        self.services = services
        self.app: FastAPI = create_app(services)
        # Event streams then end with their first frame, in place of waiting for ever.
        self.app.state.live.close()
        self._numbers = count(1)
        self.contact = crm.add_contact("Ada Winter", phone=PHONE)

    def body(self) -> dict[str, Any]:
        """A call that Mara took, as senders tell of it."""
        told = GENERIC_CALL["call"] | {"external_id": f"call-{next(self._numbers)}"}
        return GENERIC_CALL | {"call": told}

    def call(self) -> str:
        return self.call_of(self.body())

    def call_of(self, body: dict[str, Any]) -> str:
        parsed = read_call(json.dumps(body).encode())
        return self.services.intake.submit(operator(), parsed, idempotency_key=None, fingerprint="")

    def wrapup(self, state: State = State.READY) -> WrapUp:
        """Mara's, with its draft and its record, in the state that is asked for."""
        (wrapup_id,) = self.services.calls.get(operator(), self.call()).wrapup_ids
        if state is State.DRAFTING:
            with self.services.storage.work.begin(TENANT) as unit:
                unit.jobs.cancel(Kind.DRAFT, wrapup_id)
                return unit.wrapups.get(wrapup_id)
        self._draft_all()
        review = self.services.review
        wrapup = review.get(operator(), wrapup_id)
        if state is State.DISMISSED:
            return review.dismiss(operator(), wrapup_id, wrapup.version)
        if not all(target.settled for target in wrapup.targets):
            wrapup = review.choose(operator(), wrapup_id, "t1", wrapup.version, Choice(record=self.contact))
        if state is not State.READY:
            wrapup = review.confirm(
                operator(), wrapup_id, wrapup.version, ConfirmRequest(draft=wrapup.draft.number)
            )
        return wrapup if state in {State.READY, State.CONFIRMED} else self._moved(wrapup, state)

    def offered(self) -> WrapUp:
        """One with a fuller draft on offer."""
        wrapup = self.wrapup()
        with self.services.storage.work.begin(TENANT) as unit:
            draft = unit.drafts.get(wrapup.id, wrapup.draft.number)
            later = draft.model_copy(update={"number": draft.number + 1})
            unit.drafts.add(wrapup.id, later)
            head = wrapup.draft.model_copy(update={"number": later.number, "status": DraftStatus.READY})
            return unit.wrapups.save(unit.wrapups.get(wrapup.id).model_copy(update={"offered": head}))

    def delivery(self, *, quarantined: bool = True) -> str:
        body = b'{"call": {}}' if quarantined else json.dumps(self.body()).encode()
        signed = self.signed(body)
        receipt = self.services.intake.receive(SOURCE, Received(headers=signed, body=body))
        assert isinstance(receipt, Receipt)
        return receipt.delivery_id

    def signed(self, body: bytes) -> dict[str, str]:
        delivery_id = f"msg_{next(self._numbers)}"
        return standard_webhooks_headers(body, SECRET, delivery_id=delivery_id, now=datetime.now(UTC))

    def profile(self) -> VersionedProfile:
        """A version of a profile that only this tenant has."""
        return self.services.profiles.import_(operator(), self.content())

    def content(self) -> Profile:
        """Of a version that is not there yet."""
        shipped = load_shipped(ROOT / "prompts" / "default")
        return shipped.model_copy(update={"name": PROFILE, "language": f"en-x-v{next(self._numbers)}"})

    def key(
        self,
        *roles: Role,
        agent_id: str | None = None,
        tenant_id: str = TENANT,
        expires_at: datetime | None = None,
    ) -> str:
        return self.services.access.create_key(operator(tenant_id), roles, agent_id, expires_at).secret

    def spare_key(self) -> str:
        """The id of a key that nobody uses."""
        return self.services.access.create_key(operator(), (Role.VIEWER,)).key.id

    def revoked_key(self) -> str:
        new = self.services.access.create_key(operator(), (Role.ADMIN,))
        self.services.access.revoke(operator(), new.key.id)
        return new.secret

    def session(self, role: Role = Role.AGENT, *, minutes: int = 60) -> str:
        """A token, as a widget has Mara's, good for so long from now on."""
        token = SESSION + new_id()
        with self.services.storage.work.begin(TENANT) as unit:
            principal = Principal(
                tenant_id=TENANT,
                subject="agent:mara",
                roles=frozenset({role}),
                agent_id="mara" if role is Role.AGENT else None,
                expires_at=unit.now + timedelta(minutes=minutes),
            )
            unit.credentials.create_session(fingerprint(token), principal)
        return token

    def job(self) -> str:
        """The id of one that waits for its time."""
        with self.services.storage.work.begin(TENANT) as unit:
            unit.jobs.enqueue(Kind.MATCH, subject := new_id(), delay_ms=3_600_000)
            return next(row.id for row in unit.jobs.page(limit=200).items if row.subject == subject)

    def now(self, wrapup_id: str) -> tuple[int, int]:
        """The version of a wrap-up and the number of its draft, or any where its call is erased."""
        try:
            wrapup = self.services.review.get(operator(), wrapup_id)
        except NotFound:
            return 1, 1
        return wrapup.version, wrapup.draft.number

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """All that both tenants have stored."""
        found: dict[str, list[tuple[object, ...]]] = {}
        for tenant in (TENANT, FOREIGN):
            with self.services.storage._database.transaction(tenant=tenant, write=False) as (connection, _):
                for name, table in metadata.tables.items():
                    if name != NOTED:
                        found.setdefault(name, []).extend(map(tuple, connection.execute(select(table))))
        return found

    def _draft_all(self) -> None:
        """As a worker would: every draft that is due."""
        while job := self.services.storage.board.claim(Lane.DRAFT, "test"):
            self.services.handlers[job.kind](job)

    def _moved(self, wrapup: WrapUp, state: State) -> WrapUp:
        with self.services.storage.work.begin(TENANT) as unit:
            return unit.wrapups.save(unit.wrapups.get(wrapup.id).moved(state))


@contextmanager
def open_desk(settings: Settings, database_url: str | None = None) -> Iterator[Desk]:
    """`database_url` is that of a migrated database, else one of its own is made."""
    settings = settings.model_copy(update={"database_url": database_url})
    if database_url is None:
        upgrade(settings.database)
    for tenant in (TENANT, FOREIGN):
        text = TENANT_FILE.replace(TENANT, tenant)
        (settings.config_dir / f"{tenant}.yaml").write_text(text)
    crm = FakeCrm()
    services = build(settings, connections=WithCrm(Tenants(settings.config_dir, None), crm))
    try:
        services.prepare()
        yield Desk(services, crm)
    finally:
        services.close()
