"""Every method of every store, tried by one tenant with the ids of another: what it must come to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from connectors.contracts import Speaker, Turn
from service.domain.access import Role
from service.domain.call import TranscriptBody
from service.domain.delivery import DeliveryState
from service.domain.erasure import Erasure, RemainingRecord
from service.domain.errors import NotFound, StaleFence
from service.domain.fetch import FetchState
from service.domain.job import Kind
from service.domain.learning import Audited, RankerFigures, Seen
from service.domain.ledger import Entry, EventKind
from service.domain.limits import Learnt, Limits
from service.domain.ports import UnitOfWork
from service.domain.values import from_ms
from tests.service.storage.builders import (
    START,
    a_draft,
)
from tests.service.storage.theirs import ADA, NONE, Theirs, lesson_of, principal_of


@dataclass(frozen=True)
class Own:
    """The method makes something of the caller's own, under whatever id; it finds nothing."""


@dataclass(frozen=True)
class Neutral:
    """The method tells of no row, and changes none: the same for every tenant."""


OWN, NEUTRAL = Own(), Neutral()

Attempt = Callable[[UnitOfWork, Theirs], object]
Expected = object | type[Exception] | tuple[type[Exception], ...]

HAS_NO_PARENT = (NotFound, IntegrityError)
"""What a row belongs to is not there: PostgreSQL's word for it is told apart, SQLite's is not."""

LATER = from_ms(START) + timedelta(days=400)
NEW_TURNS = TranscriptBody(turns=(Turn(speaker=Speaker.AGENT, text="written over"),))

CASES: Mapping[str, tuple[Attempt, Expected]] = {
    "calls.find": (lambda unit, its: unit.calls.find(its.call.source, "ext-1"), None),
    "calls.by_external_id": (lambda unit, _: unit.calls.by_external_id("ext-1"), ()),
    "calls.add": (lambda unit, its: unit.calls.add(its.call, NEW_TURNS), OWN),
    "calls.get": (lambda unit, its: unit.calls.get(its.call.id), NotFound),
    "calls.transcript": (lambda unit, its: unit.calls.transcript(its.call.id), NotFound),
    "calls.put_transcript": (lambda unit, its: unit.calls.put_transcript(its.call.id, NEW_TURNS), NotFound),
    "calls.stamp": (lambda unit, its: unit.calls.stamp(its.call.id, "written"), HAS_NO_PARENT),
    "calls.recall": (lambda unit, _: unit.calls.recall("key-1", "print"), None),
    "calls.remember": (lambda unit, its: unit.calls.remember("key-1", "print", its.call.id), OWN),
    "calls.named": (lambda unit, its: unit.calls.named(its.call.source, ["ext-1"]), ()),
    "calls.locked": (lambda unit, its: unit.calls.locked(its.call.id), NotFound),
    "calls.save": (lambda unit, its: unit.calls.save(its.call), NotFound),
    "calls.absorb": (lambda unit, its: unit.calls.absorb(its.call, "another"), OWN),
    "fetches.add": (lambda unit, its: unit.fetches.add(its.fetch), NotFound),
    "fetches.get": (lambda unit, its: unit.fetches.get(its.fetch.id), NotFound),
    "fetches.of_call": (lambda unit, its: unit.fetches.of_call(its.call.id), ()),
    "fetches.settle": (
        lambda unit, its: unit.fetches.settle(its.fetch.id, FetchState.FAILED, "r"),
        NotFound,
    ),
    "reconciled.until": (lambda unit, _: unit.reconciled.until("genesys"), None),
    "reconciled.mark": (lambda unit, _: unit.reconciled.mark("genesys", LATER), OWN),
    "wrapups.remove": (lambda unit, its: unit.wrapups.remove(its.wrapup.id), OWN),
    "wrapups.add": (lambda unit, its: unit.wrapups.add(its.wrapup), NotFound),
    "wrapups.get": (lambda unit, its: unit.wrapups.get(its.wrapup.id), NotFound),
    "wrapups.save": (lambda unit, its: unit.wrapups.save(its.wrapup), NotFound),
    "wrapups.page": (lambda unit, its: unit.wrapups.page(call_id=its.call.id), NONE),
    "drafts.add": (lambda unit, its: unit.drafts.add(its.wrapup.id, a_draft(2)), NotFound),
    "drafts.get": (lambda unit, its: unit.drafts.get(its.wrapup.id, 1), NotFound),
    "drafts.last_number": (lambda unit, its: unit.drafts.last_number(its.wrapup.id), 0),
    "jobs.enqueue": (lambda unit, its: unit.jobs.enqueue(Kind.WRITE, its.wrapup.id), OWN),
    "jobs.cancel": (lambda unit, its: unit.jobs.cancel(Kind.WRITE, its.wrapup.id), False),
    "jobs.finish": (lambda unit, its: unit.jobs.finish(its.job), StaleFence),
    "jobs.postpone": (
        lambda unit, its: unit.jobs.postpone(its.job, delay_ms=0, reason="r", failed=True),
        StaleFence,
    ),
    "jobs.park": (lambda unit, its: unit.jobs.park(its.job, reason="r"), StaleFence),
    "jobs.hold": (lambda unit, its: unit.jobs.hold(its.job), StaleFence),
    "jobs.give_up": (lambda unit, its: unit.jobs.give_up(its.job), StaleFence),
    "jobs.reserve": (lambda unit, its: unit.jobs.reserve(its.job, "llm", tokens=10), OWN),
    "jobs.page": (lambda unit, _: unit.jobs.page(), NONE),
    "jobs.get": (lambda unit, its: unit.jobs.get(its.waiting), NotFound),
    "jobs.retry": (lambda unit, its: unit.jobs.retry(its.waiting), NotFound),
    "limits.sync": (lambda unit, _: unit.limits.sync({"llm": Limits(in_flight=1)}), OWN),
    "limits.learn": (lambda unit, _: unit.limits.learn("llm", Learnt(requests_per_minute=1)), OWN),
    "limits.spent": (lambda unit, _: unit.limits.spent("llm", tokens=900), OWN),
    "deliveries.find": (lambda unit, its: unit.deliveries.find("genesys", its.delivery.sender_id), None),
    "deliveries.get": (lambda unit, its: unit.deliveries.get(its.delivery.id), NotFound),
    "deliveries.add": (lambda unit, its: unit.deliveries.add(its.delivery, b"another body"), OWN),
    "deliveries.body": (lambda unit, its: unit.deliveries.body(its.delivery.id), None),
    "deliveries.settle": (
        lambda unit, its: unit.deliveries.settle(
            its.delivery.model_copy(update={"state": DeliveryState.PROCESSED})
        ),
        NotFound,
    ),
    "deliveries.page": (lambda unit, _: unit.deliveries.page(), NONE),
    "ledger.append": (
        lambda unit, its: unit.ledger.append(
            Entry.EDITED, wrapup_id=its.wrapup.id, call_id=its.call.id, actor="b", data={}
        ),
        NotFound,
    ),
    "ledger.of_wrapup": (lambda unit, its: unit.ledger.of_wrapup(its.wrapup.id), ()),
    "ledger.since": (lambda unit, _: unit.ledger.since(None), ()),
    "erasures.gone": (lambda unit, its: unit.erasures.gone(its.call.id), True),
    "erasures.lock": (lambda unit, its: unit.erasures.lock(its.call.id), False),
    "erasures.destroy": (lambda unit, its: sum(unit.erasures.destroy(its.call.id).values()), 0),
    "erasures.drop_bodies_naming": (lambda unit, _: unit.erasures.drop_bodies_naming(["ext-kept"]), 0),
    "erasures.part_of": (lambda unit, _: unit.erasures.part_of("part-1"), "part-1"),
    "erasures.tombstones": (lambda unit, its: unit.erasures.tombstones(its.call.id), ()),
    "erasures.bury": (lambda unit, its: unit.erasures.bury("another", its.tombstone), "another"),
    "erasures.add": (
        lambda unit, its: unit.erasures.add(Erasure(call_id=its.keyless, at=from_ms(START))),
        OWN,
    ),
    "erasures.get": (lambda unit, its: unit.erasures.get(its.erased), None),
    "erasures.missing": (lambda unit, its: unit.erasures.missing([its.call.id]), ()),
    "erasures.add_remaining": (
        lambda unit, its: unit.erasures.add_remaining(
            its.erased, [RemainingRecord(object="Task", id="00T")], "k"
        ),
        OWN,
    ),
    "erasures.received_before": (lambda unit, _: unit.erasures.received_before(LATER, 10), ()),
    "erasures.without_key": (lambda unit, _: unit.erasures.without_key(10), ()),
    "erasures.prune_ledger": (lambda unit, _: unit.erasures.prune_ledger(LATER, 10), 0),
    "events.append": (lambda unit, its: unit.events.append(EventKind.UPDATED, its.wrapup), OWN),
    "events.after": (lambda unit, _: unit.events.after(None), ()),
    "events.head": (lambda unit, _: unit.events.head(), NEUTRAL),
    "events.knows": (lambda unit, _: unit.events.knows("0-1"), NEUTRAL),
    "intents.get": (lambda unit, its: unit.intents.get(its.wrapup.id, "t1"), None),
    "intents.put": (
        lambda unit, its: unit.intents.put(its.intent.model_copy(update={"revision": 9})),
        HAS_NO_PARENT,
    ),
    "agents.sync": (lambda unit, _: unit.agents.sync([ADA.model_copy(update={"name": "Mallory"})]), OWN),
    "agents.by_telephony_id": (lambda unit, _: unit.agents.by_telephony_id("t-ada", "somebody").name, OWN),
    "agents.get": (lambda unit, _: unit.agents.get(ADA.id), NotFound),
    "agents.team_of": (lambda unit, _: unit.agents.team_of(ADA.id), frozenset()),
    "profiles.add": (
        lambda unit, its: unit.profiles.add(
            its.profile.profile.model_copy(update={"language": "cy"}), by="b"
        ),
        OWN,
    ),
    "profiles.get": (
        lambda unit, its: unit.profiles.get(its.profile.profile.name, its.profile.version),
        NotFound,
    ),
    "profiles.labelled": (lambda unit, its: unit.profiles.labelled(its.profile.profile.name, "live"), None),
    "profiles.label": (
        lambda unit, its: unit.profiles.label(its.profile.profile.name, "next", its.profile.version, by="b"),
        NotFound,
    ),
    "profiles.versions": (lambda unit, _: unit.profiles.versions(), ()),
    "lessons.put": (lambda unit, its: unit.lessons.put(lesson_of(its.wrapup)), HAS_NO_PARENT),
    "lessons.remove": (lambda unit, its: unit.lessons.remove(its.wrapup.id), OWN),
    "lessons.newest": (
        lambda unit, _: unit.lessons.newest("default", Seen.BLIND, before=LATER, limit=10),
        (),
    ),
    "lessons.missing": (lambda unit, its: len(unit.lessons.missing([its.wrapup.id])), 1),
    "lessons.audited": (lambda unit, _: unit.lessons.audited("default", 1, "billing"), Audited()),
    "lessons.waiting": (lambda unit, _: unit.lessons.waiting(10), ()),
    "rankers.add": (
        lambda unit, its: (
            unit.rankers.add(
                "default", 1, b"", RankerFigures(examples=0, evidence=0), [its.wrapup.id]
            ).version
        ),
        OWN,
    ),
    "rankers.current": (lambda unit, _: unit.rankers.current("default"), None),
    "rankers.get": (lambda unit, _: unit.rankers.get("default", 1), None),
    "rankers.body": (lambda unit, _: unit.rankers.body("default", 1), None),
    "rankers.rows": (lambda unit, _: unit.rankers.rows(), ()),
    "rankers.forget": (lambda unit, its: unit.rankers.forget(its.call.id), ()),
    "rankers.lot": (lambda unit, its: unit.rankers.lot("blind", its.wrapup.id), OWN),
    "audit.append": (lambda unit, _: unit.audit.append("x", actor="b", subject="s", data={}), OWN),
    "credentials.create_key": (
        lambda unit, _: unit.credentials.create_key("h-new", "ack_y", [Role.ADMIN], ADA.id, None).prefix,
        OWN,
    ),
    "credentials.keys": (lambda unit, _: unit.credentials.keys(), ()),
    "credentials.revoke": (lambda unit, its: unit.credentials.revoke(its.key_id), NotFound),
    "credentials.create_ticket": (
        lambda unit, _: unit.credentials.create_ticket("h-new", ADA.id, from_ms(START)),
        OWN,
    ),
    "credentials.create_session": (
        lambda unit, _: unit.credentials.create_session("h-new", principal_of("globex")),
        OWN,
    ),
}
