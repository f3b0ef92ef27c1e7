"""What some release stored, and what it read of it: run by this release, and by an older one's code.

`python past.py URL KEYRING` stores it all in a database at the revision that the running code needs, and
prints as JSON what its own stores read. Only what every release has is used.
"""

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from connectors.contracts import RecordRef
from service.domain.access import Agent, Principal, Role
from service.domain.crm_write import Intent
from service.domain.delivery import DeliveryState
from service.domain.job import Kind
from service.domain.ledger import Entry, EventKind
from service.domain.profile import DispositionSpec, Profile, PromptTexts, SectionSpec
from service.domain.values import from_ms
from service.domain.wrapup import State, Target, Write
from service.storage import Keyring, Storage
from tests.service.storage.builders import (
    ACME,
    OTHER,
    START,
    Clock,
    Told,
    a_call,
    a_delivery,
    a_draft,
    a_transcript,
    a_wrapup,
)

TENANTS = (ACME, OTHER)
LATER = from_ms(START + 86_400_000)


def furnish(storage: Storage, mark: str = "") -> None:
    """Two tenants with something of every kind, in several states; with another mark, once more."""
    for tenant_id in TENANTS:
        for number in range(3):
            _calls(storage, tenant_id, number, mark)
        _people(storage, tenant_id, mark)
        _profiles(storage, tenant_id)
        _deliveries(storage, tenant_id, mark)
    storage.board.seal_audit()


def told(storage: Storage) -> dict[str, Any]:
    """All of it as the stores read it, in plain JSON."""
    return {tenant_id: _told(storage, tenant_id) for tenant_id in TENANTS}


def _calls(storage: Storage, tenant_id: str, number: int, mark: str) -> None:
    call = a_call(tenant_id, external_id=f"{mark}call-{number}")
    with storage.work.begin(tenant_id) as unit:
        unit.calls.add(call, a_transcript(f"said in call {number} of {tenant_id}"))
        unit.calls.stamp(call.id, "extractive")
        unit.calls.remember(f"{mark}key-{number}", "fingerprint", call.id)
        wrapup = a_wrapup(call, text=f"noted {number}")
        unit.wrapups.add(wrapup)
        unit.drafts.add(wrapup.id, a_draft(text=f"drafted {number}"))
        unit.jobs.enqueue(Kind.DRAFT, wrapup.id)
        unit.ledger.append(
            Entry.DRAFTED, wrapup_id=wrapup.id, call_id=call.id, actor="aftercall", data={"n": number}
        )
        unit.events.append(EventKind.READY, wrapup)
    with storage.work.begin(tenant_id) as unit:
        stored = unit.wrapups.get(wrapup.id)
        target = Target(
            id="t1",
            match="matched",
            record=RecordRef(object="Contact", id="003AC00000000001", name="Ada"),
            write=Write(state="pending"),
        )
        confirmed = {"state": State.CONFIRMED, "targets": (target,)} if number else {"targets": (target,)}
        unit.wrapups.save(stored.model_copy(update=confirmed))
        if number:
            unit.jobs.enqueue(Kind.WRITE, wrapup.id)
            unit.intents.put(_intent(wrapup.id))


def _intent(wrapup_id: str) -> Intent:
    return Intent(
        wrapup_id=wrapup_id,
        target_id="t1",
        revision=1,
        plan_digest="digest",
        fence=1,
        state="sending",
        deadline_at=LATER,
    )


def _people(storage: Storage, tenant_id: str, mark: str) -> None:
    agent = Agent(id="agent-1", name="Ava", telephony_ids=("line-1",), crm_user_id="005AC0000000001")
    principal = Principal(
        tenant_id=tenant_id,
        subject="ava",
        roles=frozenset({Role.AGENT}),
        agent_id="agent-1",
        expires_at=LATER,
    )
    with storage.work.begin(tenant_id) as unit:
        unit.agents.sync((agent,))
        unit.agents.by_telephony_id("line-9", "Somebody")
        unit.credentials.create_key(f"{mark}key-{tenant_id}", "ack_1", (Role.ADMIN,), None, None)
        unit.credentials.create_ticket(f"{mark}ticket-{tenant_id}", "agent-1", LATER)
        unit.credentials.create_session(f"{mark}session-{tenant_id}", principal)
        unit.audit.append("key.created", actor="operator", subject="ack_1", data={"roles": ["admin"]})


def _profiles(storage: Storage, tenant_id: str) -> None:
    profile = Profile(
        name="default",
        sections=(SectionSpec(id="reason", title="Reason", instruction="Why?"),),
        dispositions=(DispositionSpec(code="billing", label="Billing"),),
        prompts=PromptTexts(system="Sum up.", user="{{sections}}"),
    )
    with storage.work.begin(tenant_id) as unit:
        version = unit.profiles.add(profile, by="operator").version
        unit.profiles.label("default", "live", version, by="operator")


def _deliveries(storage: Storage, tenant_id: str, mark: str) -> None:
    with storage.work.begin(tenant_id) as unit:
        unit.deliveries.add(a_delivery(tenant_id, sender_id=f"{mark}msg_1"))
        quarantined = a_delivery(tenant_id, sender_id=f"{mark}msg_2", state=DeliveryState.QUARANTINED)
        unit.deliveries.add(quarantined, b'{"masked": true}')


def _told(storage: Storage, tenant_id: str) -> dict[str, Any]:
    # First, since a key notes when it was used.
    principals = (
        storage.doors.principal_of_key(f"key-{tenant_id}"),
        storage.doors.principal_of_session(f"session-{tenant_id}"),
    )
    with storage.work.read(tenant_id) as unit:
        found = [unit.calls.by_external_id(f"call-{number}")[0] for number in range(3)]
        wrapups = [
            unit.wrapups.get(row.id) for one in found for row in unit.wrapups.page(call_id=one.id).items
        ]
        quarantined = unit.deliveries.find("genesys", "msg_2")
        live = unit.profiles.labelled("default", "live")
        said = {
            "calls": _plain(found),
            "transcripts": _plain([unit.calls.transcript(one.id) for one in found]),
            "recalled": [unit.calls.recall(f"key-{number}", "fingerprint") for number in range(3)],
            "wrapups": _plain(wrapups),
            "drafts": _plain([unit.drafts.get(one.id, 1) for one in wrapups]),
            "intents": _plain([unit.intents.get(one.id, "t1") for one in wrapups]),
            "ledger": _plain(unit.ledger.since(None)),
            "events": _plain(unit.events.after(None)),
            "deliveries": _plain(unit.deliveries.page().items),
            "body": str(unit.deliveries.body(quarantined.id) if quarantined else None),
            "agent": _plain([unit.agents.get("agent-1")]) if live else [],
            "keys": _plain(unit.credentials.keys()),
            "profile": _plain([live.profile]) if live else [],
        }
    check = storage.verify_audit(tenant_id)
    audit = {"holds": check.holds, "rows": check.rows, "head": check.head}
    return {**said, "principals": _plain(principals), "audit": audit}


def _plain(found: Any) -> list[Any]:
    return [one.model_dump(mode="json") if isinstance(one, BaseModel) else one for one in found]


def main(url: str, keyring: str) -> None:
    storage = Storage(url, Keyring.load(Path(keyring)), after_commit=Told(), clock=Clock())
    furnish(storage)
    sys.stdout.write(json.dumps(told(storage)))
    storage.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
