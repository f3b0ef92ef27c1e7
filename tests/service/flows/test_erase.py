"""Erasing one call: nothing of it is left here, what remains elsewhere is told, and it does not come back."""

from pathlib import Path

import pytest
from sqlalchemy import select

from service.domain.access import Role
from service.domain.delivery import Delivery, DeliveryState
from service.domain.erasure import ErasureReason
from service.domain.errors import Forbidden, NotFound, NotReplayable, StorageDown
from service.domain.ids import new_id
from service.domain.ledger import EventKind
from service.flows.erase import Erase
from service.storage.erasure_journal import FileJournal
from service.storage.tables import audit, call_keys, ledger
from tests.service.flows.erasing import Broken, CutOff, counts, erasing
from tests.service.flows.world import ADMIN, AGENT, OTHER, SOURCE, TALK, TENANT, World, a_body, principal
from tests.service.storage.raw import everything, rows

SAID = "working again"


@pytest.fixture
def erase(world: World, tmp_path: Path) -> Erase:
    return erasing(world, tmp_path)


def test_an_erased_call_is_gone_and_what_remains_of_it_is_told(
    world: World, erase: Erase, storage_url: str
) -> None:
    before = counts(storage_url)
    wrapup = world.ready()
    world.confirm(wrapup)
    world.work_off()

    answer = erase.call(ADMIN, wrapup.call_id)

    assert {one.id for one in answer.erasure.remaining} == set(world.crm.tasks)
    assert (answer.erasure.under_way, answer.erasure.reason) == ((), ErasureReason.REQUEST)
    assert answer.erasure.removed == {
        "turns": len(TALK),
        "wrapups": 1,
        "drafts": 1,
        "jobs": 0,
        "ledger_texts": 3,
        "quarantined_bodies": 0,
    }
    left = {name for name, count in counts(storage_url).items() if count != before.get(name)}
    assert left == {"erasures", "call_dedupe", "ledger", "events", "audit", "deliveries"}
    for read in (
        lambda: world.review.get(ADMIN, wrapup.id),
        lambda: world.review.history(ADMIN, wrapup.id),
        lambda: world.review.draft(ADMIN, wrapup.id, 1),
    ):
        with pytest.raises(NotFound):
            read()
    assert world.review.page(ADMIN).items == ()


def test_the_ledger_keeps_what_happened_and_when_and_no_word_of_it(
    world: World, erase: Erase, storage_url: str
) -> None:
    wrapup = world.ready()
    with world.storage.work.read(TENANT) as unit:
        before = unit.ledger.of_wrapup(wrapup.id)

    erase.call(ADMIN, wrapup.call_id)

    with world.storage.work.read(TENANT) as unit:
        after = unit.ledger.of_wrapup(wrapup.id)
    assert [row.model_copy(update={"data": {}}) for row in before] == list(after)
    assert {row.data for row in rows(storage_url, TENANT, select(ledger.c.data))} == {b""}


def test_an_open_review_page_is_told(world: World, erase: Erase) -> None:
    wrapup = world.ready()
    with world.storage.work.read(TENANT) as unit:
        head = unit.events.head()

    erase.call(ADMIN, wrapup.call_id)

    with world.storage.work.read(TENANT) as unit:
        (event,) = unit.events.after(head)
    assert (event.kind, event.wrapup_id, event.agent_id) == (EventKind.UPDATED, wrapup.id, "ada")
    assert event.version > wrapup.version


def test_a_second_time_the_answer_is_the_same(world: World, erase: Erase) -> None:
    wrapup = world.ready()
    world.confirm(wrapup)
    world.work_off()

    answers = [erase.call(ADMIN, wrapup.call_id) for _ in range(2)]

    assert answers[0] == answers[1]
    assert answers[0].erasure.remaining


def test_who_erased_is_in_the_audit_and_the_journal(
    world: World, erase: Erase, storage_url: str, tmp_path: Path
) -> None:
    wrapup = world.ready()

    erase.call(ADMIN, wrapup.call_id)

    last = rows(storage_url, TENANT, select(audit).order_by(audit.c.id.desc()).limit(1))[0]
    assert (last.action, last.actor, last.subject) == ("call.erased", ADMIN.subject, wrapup.call_id)
    (entry,) = FileJournal(tmp_path / "erasures.jsonl").entries()
    assert (entry.tenant, entry.call_id) == (TENANT, wrapup.call_id)
    assert entry.tombstone is not None
    assert entry.tombstone.source == SOURCE


@pytest.mark.parametrize("roles", [{Role.AGENT}, {Role.SUPERVISOR, Role.INGEST, Role.TUNER, Role.APPROVER}])
def test_only_an_admin_erases(world: World, erase: Erase, roles: set[Role]) -> None:
    wrapup = world.ready()

    with pytest.raises(Forbidden):
        erase.call(principal(*roles, agent="ada"), wrapup.call_id)

    assert world.review.get(AGENT, wrapup.id).id == wrapup.id


def test_what_is_not_there_or_not_ones_own_is_not_found_and_not_journalled(
    world: World, erase: Erase, tmp_path: Path
) -> None:
    wrapup = world.ready()

    for caller, call_id in ((ADMIN, new_id()), (principal(Role.ADMIN, tenant=OTHER), wrapup.call_id)):
        with pytest.raises(NotFound):
            erase.call(caller, call_id)

    assert world.review.get(AGENT, wrapup.id).id == wrapup.id
    assert not (tmp_path / "erasures.jsonl").exists()


def test_a_redelivery_is_taken_and_nothing_of_it_stored(world: World, erase: Erase, storage_url: str) -> None:
    wrapup = world.ready()
    erase.call(ADMIN, wrapup.call_id)
    before = counts(storage_url)

    again = world.receive(a_body(), delivery="d-1")
    anew = world.receive(a_body(talk=(("customer", "Another text of the same call."),)), delivery="d-2")

    assert (again.fresh, anew.fresh) == (False, True)
    assert again.call_ids == anew.call_ids == (wrapup.call_id,)
    assert (anew.state, anew.reason) == (DeliveryState.IGNORED, "erased")
    assert counts(storage_url) == before | {"deliveries": before["deliveries"] + 1}
    assert b"Another text" not in everything(storage_url, TENANT)


def test_a_posted_call_that_was_erased_stays_erased(world: World, erase: Erase, storage_url: str) -> None:
    (parsed,) = world.connections.source(SOURCE).adapter.parse(a_body())
    call_id = world.intake.submit(ADMIN, parsed, idempotency_key="k", fingerprint="f")
    erase.call(ADMIN, call_id)
    before = counts(storage_url)

    again = [
        world.intake.submit(ADMIN, parsed, idempotency_key=key, fingerprint="f") for key in ("k", "k2", None)
    ]

    assert again == [call_id] * 3
    assert counts(storage_url) == before


def quarantined(world: World, body: bytes, sender: str = "q-1") -> str:
    with world.storage.work.begin(TENANT) as unit:
        delivery = Delivery(
            id=new_id(),
            tenant_id=TENANT,
            source=SOURCE,
            sender_id=sender,
            body_hash="00",
            body_bytes=len(body),
            state=DeliveryState.QUARANTINED,
            reason="an older release could not read it",
            replayable=True,
            received_at=unit.now,
        )
        unit.deliveries.add(delivery, body)
    return delivery.id


def test_a_quarantined_body_of_the_call_goes_with_it_and_others_stay(world: World, erase: Erase) -> None:
    wrapup = world.ready()
    mine, other = (
        quarantined(world, a_body()),
        quarantined(world, a_body(external_id="call-2"), "q-2"),
    )

    answer = erase.call(ADMIN, wrapup.call_id)

    with world.storage.work.read(TENANT) as unit:
        kept = {one: unit.deliveries.body(one) for one in (mine, other)}
        replayable = {one: unit.deliveries.get(one).replayable for one in (mine, other)}
    assert answer.erasure.removed["quarantined_bodies"] == 1
    assert (kept[mine], replayable[mine]) == (None, False)
    assert (kept[other], replayable[other]) == (a_body(external_id="call-2"), True)
    with pytest.raises(NotReplayable):
        world.intake.replay(ADMIN, mine)


@pytest.mark.parametrize(
    ("external_id", "body", "names_it"),
    [
        ("7", b'{"id": "7"}', True),
        ("7", b'{"id": 7}', True),
        ("7", b'{"id": "17", "text": "at 7 they rang"}', False),
        ("conversation-0192f0c1", b'{"url": "https://x/conversation-0192f0c1/media"}', True),
        ('odd "id"/\u00e9', b'{"a": [{"b": "odd \\"id\\"/\\u00e9"}]}', True),
    ],
)
def test_a_quarantined_body_names_a_call_by_its_id_wherever_it_stands(
    world: World, erase: Erase, external_id: str, body: bytes, names_it: bool
) -> None:
    call_id = world.receive(a_body(external_id=external_id)).call_ids[0]
    kept = quarantined(world, body)

    erase.call(ADMIN, call_id)

    with world.storage.work.read(TENANT) as unit:
        assert (unit.deliveries.body(kept) is None) is names_it


def test_a_replay_of_a_body_that_came_after_the_erasure_stores_nothing(world: World, erase: Erase) -> None:
    wrapup = world.ready()
    erase.call(ADMIN, wrapup.call_id)
    late = quarantined(world, a_body())

    settled = world.intake.replay(ADMIN, late)

    with world.storage.work.read(TENANT) as unit:
        assert unit.deliveries.body(late) is None
    assert (settled.state, settled.reason, settled.replayable) == (DeliveryState.IGNORED, "erased", False)
    assert world.review.page(ADMIN).items == ()


def test_a_journal_that_cannot_be_written_keeps_the_call(world: World, tmp_path: Path) -> None:
    wrapup = world.ready()
    (tmp_path / "file").touch()
    erase = Erase(world.storage.work, FileJournal(tmp_path / "file" / "journal"), world.storage.scrub)

    with pytest.raises(StorageDown, match="journal"):
        erase.call(ADMIN, wrapup.call_id)

    assert world.review.get(AGENT, wrapup.id).id == wrapup.id


def test_a_crash_behind_the_journal_is_made_good_and_not_served_until_then(
    world: World, tmp_path: Path, storage_url: str
) -> None:
    wrapup = world.ready()
    journal = CutOff(tmp_path / "erasures.jsonl")
    with pytest.raises(Broken):
        Erase(world.storage.work, journal, world.storage.scrub).call(ADMIN, wrapup.call_id)
    still_there = world.review.get(AGENT, wrapup.id).id
    started_again = erasing(world, tmp_path)

    with pytest.raises(StorageDown):
        started_again.check()
    done = [started_again.catch_up(), started_again.catch_up()]

    started_again.check()
    assert still_there == wrapup.id
    assert done == [1, 0]
    assert rows(storage_url, TENANT, select(call_keys)) == []
    assert started_again.call(ADMIN, wrapup.call_id).erasure.reason is ErasureReason.REPLAYED


def test_an_erasure_that_is_being_committed_just_now_does_not_stop_serving(
    world: World, tmp_path: Path
) -> None:
    wrapup = world.ready()
    with pytest.raises(Broken):
        Erase(world.storage.work, CutOff(tmp_path / "j"), world.storage.scrub).call(ADMIN, wrapup.call_id)
    (entry,) = FileJournal(tmp_path / "j").entries()
    erase = Erase(
        world.storage.work, FileJournal(tmp_path / "j"), world.storage.scrub, clock=lambda: entry.at
    )

    behind = erase.behind()

    assert not behind


def test_the_log_of_sqlite_is_cleared_by_the_erasure_itself(
    world: World, erase: Erase, storage_url: str
) -> None:
    wrapup = world.ready()
    wrapped = rows(storage_url, TENANT, select(call_keys.c.wrapped))[0].wrapped

    answer = erase.call(ADMIN, wrapup.call_id)

    assert answer.log == ("cleared" if storage_url.startswith("sqlite") else "kept")
    assert wrapped not in everything(storage_url, TENANT)
