"""What one tenant has stored in every table: the rows by whose ids another one tries to reach it."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, update

from connectors.contracts import ParsedCall, Reference
from service.domain.access import Agent, Principal, Role
from service.domain.call import Call
from service.domain.crm_write import Intent
from service.domain.delivery import Delivery, DeliveryState
from service.domain.erasure import Erasure, Tombstone
from service.domain.fetch import Fetch
from service.domain.ids import new_id
from service.domain.job import Job, Kind
from service.domain.learning import Lesson, RankerFigures, Seen
from service.domain.ledger import Entry, EventKind
from service.domain.limits import Limits
from service.domain.page import Page
from service.domain.ports import UnitOfWork
from service.domain.profile import VersionedProfile
from service.domain.values import from_ms
from service.domain.wrapup import WrapUp
from service.drafting.profiles import load_shipped
from service.settings import ROOT
from service.storage import Storage
from service.storage.tables import call_keys, ledger
from tests.service.storage.builders import (
    ACME,
    START,
    a_call,
    a_delivery,
    a_draft,
    a_transcript,
    a_wrapup,
    claimed,
)

ADA = Agent(id="ada", name="Ada of acme", telephony_ids=("t-ada",), crm_user_id="005", team="red")
KEPT = b'{"id": "ext-kept", "said": "the body kept"}'
SECRETS = ("heron", ADA.name, "the body kept")
"""Words that only the tenant's own units may read."""

NONE: Page[object] = Page(items=())


@dataclass(frozen=True)
class Theirs:
    """What one tenant has stored: the ids by which another one tries to reach it."""

    call: Call
    wrapup: WrapUp
    delivery: Delivery
    job: Job
    waiting: str
    profile: VersionedProfile
    key_id: str
    intent: Intent
    fetch: Fetch
    tombstone: Tombstone
    erased: str
    keyless: str


def stored_by(storage: Storage, tenant_id: str = ACME) -> Theirs:
    """Rows in every table that a store writes."""
    call = a_call(tenant_id, external_id="ext-1")
    wrapup = a_wrapup(call)
    delivery = a_delivery(tenant_id, state=DeliveryState.QUARANTINED)
    intent = _intent_of(wrapup)
    with storage.work.begin(tenant_id) as unit:
        _store_call(unit, call, wrapup, intent)
        fetch = _fetch_of(call)
        unit.fetches.add(fetch)
        unit.reconciled.mark("genesys", from_ms(START))
        unit.limits.sync({"llm": Limits(in_flight=5, requests_per_minute=60, tokens_per_minute=1000)})
        unit.deliveries.add(delivery, KEPT)
        profile = unit.profiles.add(load_shipped(ROOT / "prompts" / "default"), by="a")
        unit.profiles.label(profile.profile.name, "live", profile.version, by="a")
        unit.rankers.add("default", 1, b"the heron", RankerFigures(examples=1, evidence=1), [wrapup.id])
        unit.audit.append("made", actor="a", subject="s", data={})
        key = unit.credentials.create_key("h-key", "ack_x", [Role.ADMIN], None, None)
        unit.credentials.create_ticket("h-ticket", ADA.id, from_ms(START) + timedelta(hours=1))
        unit.credentials.create_session("h-session", principal_of(tenant_id))
    erased, keyless, tombstone = _erase(storage, tenant_id, call)
    with storage.work.read(tenant_id) as unit:
        (waiting,) = (row.id for row in unit.jobs.page().items if row.kind is Kind.WRITE)
    return Theirs(
        call=call,
        wrapup=wrapup,
        delivery=delivery,
        job=claimed(storage),
        waiting=waiting,
        profile=profile,
        key_id=key.id,
        intent=intent,
        fetch=fetch,
        tombstone=tombstone,
        erased=erased.call_id,
        keyless=keyless.id,
    )


def _intent_of(wrapup: WrapUp) -> Intent:
    return Intent(
        wrapup_id=wrapup.id,
        target_id="t1",
        revision=1,
        plan_digest="d",
        fence=1,
        state="sending",
        deadline_at=from_ms(START),
    )


def _store_call(unit: UnitOfWork, call: Call, wrapup: WrapUp, intent: Intent) -> None:
    unit.agents.sync([ADA])
    unit.calls.add(call, a_transcript())
    unit.calls.remember("key-1", "print", call.id)
    unit.wrapups.add(wrapup)
    unit.drafts.add(wrapup.id, a_draft())
    unit.jobs.enqueue(Kind.DRAFT, wrapup.id)
    unit.jobs.enqueue(Kind.WRITE, wrapup.id, delay_ms=60_000)
    unit.ledger.append(Entry.DRAFTED, wrapup_id=wrapup.id, call_id=call.id, actor="a", data={"said": "heron"})
    unit.events.append(EventKind.READY, wrapup)
    unit.intents.put(intent)
    unit.lessons.put(lesson_of(wrapup))


def lesson_of(wrapup: WrapUp) -> Lesson:
    return Lesson(
        wrapup_id=wrapup.id,
        profile="default",
        seen=Seen.BLIND,
        audit=True,
        ranker=1,
        code="billing",
        right=False,
        confirmed_at=from_ms(START),
    )


def _fetch_of(call: Call) -> Fetch:
    reference = Reference(kind="url", url="https://files.example/heron")
    report = ParsedCall(external_id="ext-1", reference=reference)
    return Fetch(
        id=new_id(),
        tenant_id=call.tenant_id,
        call_id=call.id,
        source=call.source,
        report=report,
        created_at=from_ms(START),
    )


def _erase(storage: Storage, tenant_id: str, call: Call) -> tuple[Erasure, Call, Tombstone]:
    """An erasure, a call without its key, and what the other call would be buried under."""
    keyless = a_call(tenant_id, external_id="ext-2")
    erased = Erasure(call_id=new_id(), at=from_ms(START))
    with storage.work.begin(tenant_id) as unit:
        unit.calls.add(keyless, a_transcript())
        unit.calls.absorb(a_call(tenant_id).model_copy(update={"id": "part-1"}), keyless.id)
        unit.ledger.append(Entry.DRAFTED, wrapup_id="w", call_id=keyless.id, actor="a", data={})
        unit.erasures.add(erased)
        unit.session.run(delete(call_keys).where(call_keys.c.call_id == keyless.id))
        unit.session.run(update(ledger).where(ledger.c.call_id == keyless.id).values(data=b""))
        (tombstone,) = unit.erasures.tombstones(call.id)
    return erased, keyless, tombstone


def principal_of(tenant_id: str) -> Principal:
    return Principal(tenant_id=tenant_id, subject="agent:ada", roles=frozenset({Role.AGENT}), agent_id="ada")
