"""Erasing while somebody works on the call: what they store then is refused, what they wrote is told."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal

import pytest

from connectors.contracts import CompletionRequest, Party, Resolution, WritePlan, WriteReceipt, WriteRequest
from connectors.errors import Outcome, Permanent, Transient
from service.domain.draft import Draft, DraftKind, Proposal
from service.domain.errors import NotFound
from service.domain.ids import effect_key
from service.domain.ports import UnitOfWork, VersionMoved
from service.domain.wrapup import Confirmation, WrapUp
from service.flows.erase import Answer, Erase
from service.flows.review_rules import confirmed
from service.storage import Keyring, Storage
from tests.fakes.crm import FakeCrm
from tests.fakes.llm import FakeModel
from tests.service.flows.erasing import counts, erasing
from tests.service.flows.world import ADMIN, PHONE, TENANT, World, a_body
from tests.service.storage.builders import Clock, Told
from tests.vendors.model_answers import plausible

Moment = Literal["before", "after"]


class Interrupted(FakeCrm):
    """Something happens while our request is on its way there, or back."""

    def __init__(self) -> None:
        super().__init__()
        self.happens: dict[tuple[str, Moment], Callable[[], Any]] = {}

    def resolve(self, party: Party, *, deadline_ms: int) -> Resolution:
        self._meet("resolve", "before")
        return super().resolve(party, deadline_ms=deadline_ms)

    def apply(self, plan: WritePlan, request: WriteRequest, *, deadline_ms: int) -> WriteReceipt:
        self._meet("apply", "before")
        receipt = super().apply(plan, request, deadline_ms=deadline_ms)
        self._meet("apply", "after")
        return receipt

    def _meet(self, method: str, moment: Moment) -> None:
        if happens := self.happens.pop((method, moment), None):
            happens()


@pytest.fixture
def crm() -> Interrupted:
    return Interrupted()


@pytest.fixture
def world(storage_url: str, keyring: Keyring, crm: Interrupted) -> Iterator[World]:
    clock = Clock()
    storage = Storage(storage_url, keyring, after_commit=Told(), clock=clock)
    yield World(storage, clock, Told(), crm)
    storage.dispose()


@pytest.fixture
def keyring() -> Keyring:
    return Keyring.fresh()


@pytest.fixture
def erase(world: World, tmp_path: Path) -> Erase:
    return erasing(world, tmp_path)


def received(world: World) -> str:
    world.crm.add_contact("Amara Okafor", PHONE)
    return world.receive(a_body()).call_ids[0]


def test_a_draft_that_comes_after_the_erasure_is_not_stored(
    world: World, erase: Erase, storage_url: str
) -> None:
    call_id = received(world)

    def meanwhile(request: CompletionRequest) -> str:
        erase.call(ADMIN, call_id)
        sent = {
            "messages": [message.model_dump() for message in request.messages],
            "response_format": {"type": "json_schema", "json_schema": {"schema": request.json_schema}},
        }
        return json.dumps(plausible(sent))

    world.connections.language_model = FakeModel(meanwhile)
    world.work_off()

    assert {"jobs", "drafts", "wrapups", "calls", "call_keys"}.isdisjoint(counts(storage_url))


def test_a_match_that_comes_after_the_erasure_is_not_stored(
    world: World, crm: Interrupted, erase: Erase, storage_url: str
) -> None:
    call_id = received(world)
    crm.happens["resolve", "before"] = lambda: erase.call(ADMIN, call_id)

    world.work_off()

    assert {"jobs", "drafts", "wrapups", "calls", "call_keys"}.isdisjoint(counts(storage_url))


def test_a_draft_that_waits_is_never_made(world: World, erase: Erase, storage_url: str) -> None:
    call_id = received(world)
    model = FakeModel()
    world.connections.language_model = model

    answer = erase.call(ADMIN, call_id)
    done = world.work_off()

    assert (answer.erasure.removed["jobs"], done, model.requests) == (1, 0, [])
    assert "jobs" not in counts(storage_url)


def test_a_write_that_waits_is_never_sent(world: World, erase: Erase) -> None:
    wrapup = world.ready()
    world.confirm(wrapup, undo_ms=20_000)

    answer = erase.call(ADMIN, wrapup.call_id)
    world.clock.advance(60_000)
    world.work_off()

    assert (world.crm.journal, answer.erasure.remaining, answer.erasure.under_way) == ([], (), ())


@pytest.mark.parametrize("moment", ["before", "after"])
def test_what_a_write_under_way_leaves_in_the_crm_is_told_once_it_is_known(
    world: World, crm: Interrupted, erase: Erase, storage_url: str, moment: Moment
) -> None:
    wrapup = world.ready()
    world.confirm(wrapup)
    told: list[Answer] = []
    crm.happens["apply", moment] = lambda: told.append(erase.call(ADMIN, wrapup.call_id))

    world.work_off()

    at_once, later = told[0].erasure, erase.call(ADMIN, wrapup.call_id).erasure
    assert (at_once.remaining, at_once.under_way) == ((), (effect_key(TENANT, wrapup.id, "t1"),))
    assert ({one.id for one in later.remaining}, later.under_way) == (set(world.crm.tasks), ())
    assert {"jobs", "wrapups", "intents"}.isdisjoint(counts(storage_url))


def test_a_write_that_did_not_reach_the_crm_leaves_nothing_to_look_for(
    world: World, crm: Interrupted, erase: Erase
) -> None:
    wrapup = world.ready()
    world.confirm(wrapup)

    def lost() -> None:
        erase.call(ADMIN, wrapup.call_id)
        raise Transient("connection", outcome=Outcome.NOT_APPLIED)

    crm.happens["apply", "before"] = lost
    world.work_off()

    later = erase.call(ADMIN, wrapup.call_id).erasure
    assert (later.remaining, later.under_way) == ((), ())


@pytest.mark.parametrize("failure", [Transient, Permanent])
def test_a_write_of_unknown_outcome_stays_named_by_its_key(
    world: World, crm: Interrupted, erase: Erase, failure: type[Transient | Permanent]
) -> None:
    wrapup = world.ready()
    world.confirm(wrapup)

    def lost() -> None:
        erase.call(ADMIN, wrapup.call_id)
        raise failure("connection", outcome=Outcome.UNKNOWN)

    crm.happens["apply", "after"] = lost
    world.work_off()

    (key,) = erase.call(ADMIN, wrapup.call_id).erasure.under_way
    assert key in {row["key"] for row in world.crm.tasks.values()}


def test_no_other_process_can_read_it_however_warm_its_keys(
    world: World, erase: Erase, storage_url: str, keyring: Keyring
) -> None:
    wrapup = world.ready()
    other = Storage(storage_url, keyring, after_commit=Told())
    with other.work.read(TENANT) as unit:
        unit.calls.transcript(wrapup.call_id)
        unit.wrapups.get(wrapup.id)

    erase.call(ADMIN, wrapup.call_id)

    for process in (other, world.storage):
        with process.work.read(TENANT) as unit:
            assert unit.ledger.of_wrapup(wrapup.id)[0].data == {}
            for read in (
                lambda: unit.calls.transcript(wrapup.call_id),
                lambda: unit.calls.get(wrapup.call_id),
                lambda: unit.wrapups.get(wrapup.id),
                lambda: unit.drafts.get(wrapup.id, 1),
            ):
                with pytest.raises(NotFound):
                    read()
    other.dispose()


def test_two_that_erase_at_once_get_the_same_answer(world: World, erase: Erase) -> None:
    wrapup = world.ready()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: erase.call(ADMIN, wrapup.call_id).erasure, range(4)))

    assert len({answer.model_dump_json() for answer in answers}) == 1


# On PostgreSQL a unit may have read the call before, and store after, the erasure commits.


@pytest.fixture
def postgres_world(postgres_url: str, keyring: Keyring, crm: Interrupted) -> Iterator[World]:
    clock = Clock()
    storage = Storage(postgres_url, keyring, after_commit=Told(), clock=clock)
    yield World(storage, clock, Told(), crm)
    storage.dispose()


def late(world: World, erase: Erase, wrapup: WrapUp, store: Callable[[UnitOfWork, WrapUp], Any]) -> None:
    """Read, then the erasure commits, then store what was made of it."""
    with world.storage.work.begin(TENANT) as unit:
        read = unit.wrapups.get(wrapup.id)
        erase.call(ADMIN, wrapup.call_id)
        store(unit, read)


@pytest.mark.postgres
def test_an_edit_begun_before_is_refused_after(postgres_world: World, tmp_path: Path) -> None:
    world, erase = postgres_world, erasing(postgres_world, tmp_path)
    wrapup = world.ready()

    with pytest.raises(VersionMoved):
        late(world, erase, wrapup, lambda unit, read: unit.wrapups.save(read))

    assert erase.call(ADMIN, wrapup.call_id).erasure.removed["wrapups"] == 1


STORES: dict[str, Callable[[UnitOfWork, WrapUp], Any]] = {
    "draft": lambda unit, read: unit.drafts.add(
        read.id, Draft(number=9, kind=DraftKind.LLM, profile="default@1", proposal=Proposal())
    ),
    "stage": lambda unit, read: unit.calls.stamp(read.call_id, "drafted"),
    "confirm": lambda unit, read: unit.wrapups.save(
        confirmed(unit, read, Confirmation(by="key:ada", draft=1, edits_digest="", at=unit.now), 0)
    ),
}


@pytest.mark.postgres
@pytest.mark.parametrize("store", STORES.values(), ids=STORES)
def test_what_would_belong_to_the_erased_call_finds_it_gone(
    postgres_world: World,
    postgres_url: str,
    tmp_path: Path,
    store: Callable[[UnitOfWork, WrapUp], Any],
) -> None:
    world, erase = postgres_world, erasing(postgres_world, tmp_path)
    wrapup = world.ready()

    with pytest.raises(NotFound):
        late(world, erase, wrapup, store)

    world.work_off()
    assert {"drafts", "call_stages", "wrapups", "jobs"}.isdisjoint(counts(postgres_url))
    assert world.crm.journal == []
