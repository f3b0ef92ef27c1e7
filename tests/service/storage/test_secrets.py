"""What is sealed stays sealed: unreadable in the files, bound to its place, gone with its key."""

from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from service.domain.access import Agent
from service.domain.errors import NotFound
from service.domain.ledger import Entry
from service.domain.wrapup import State
from service.storage import Keyring, Storage, WrongMasterKey
from service.storage.sealing import SealBroken
from service.storage.tables import call_bodies, call_keys, ledger, tenant_keys, wrapup_bodies
from tests.service.storage.builders import (
    ACME,
    OTHER,
    SAID,
    Told,
    a_call,
    a_delivery,
    a_draft,
    a_transcript,
    a_wrapup,
    stored,
)
from tests.service.storage.raw import everything, execute, rows


def reopened(url: str, keyring: Keyring) -> Storage:
    return Storage(url, keyring, after_commit=Told())


def test_nothing_said_and_nobody_named_is_readable_at_rest(storage: Storage, storage_url: str) -> None:
    call = a_call(external_id="conversation-77")
    wrapup = a_wrapup(call)
    with storage.work.begin(ACME) as unit:
        unit.calls.add(call, a_transcript())
        unit.calls.remember("idempotency-77", "fingerprint", call.id)
        unit.wrapups.add(wrapup)
        unit.drafts.add(wrapup.id, a_draft())
        unit.wrapups.save(wrapup.moved(State.READY))
        unit.ledger.append(Entry.EDITED, wrapup_id=wrapup.id, call_id=call.id, actor="a", data={"to": SAID})
        unit.audit.append("looked", actor="a", subject=call.id, data={"at": SAID})
        unit.deliveries.add(a_delivery(sender_id="sender-77"), SAID.encode())
        unit.agents.sync([Agent(id="a", name="Ada Lovelace", telephony_ids=("phone-77",))])

    dump = everything(storage_url, ACME)

    assert call.id.encode() in dump
    for secret in (SAID, "conversation-77", "idempotency-77", "sender-77", "Ada", "phone-77", "30555123"):
        assert secret.encode() not in dump, secret


def test_the_same_words_never_look_alike_at_rest(storage: Storage, storage_url: str) -> None:
    for _ in range(2):
        stored(storage)

    bodies = [row.transcript for row in rows(storage_url, ACME, select(call_bodies.c.transcript))]

    assert len({body[3:19] for body in bodies}) == 2


def test_a_sealed_value_moved_to_another_row_does_not_open(storage: Storage, storage_url: str) -> None:
    _, wrapup = stored(storage)
    other_call, other = stored(storage)
    (body,) = rows(
        storage_url, ACME, select(wrapup_bodies.c.body).where(wrapup_bodies.c.wrapup_id == wrapup.id)
    )

    execute(
        storage_url,
        ACME,
        update(wrapup_bodies).where(wrapup_bodies.c.wrapup_id == other.id).values(body=body.body),
    )

    with storage.work.read(ACME) as unit:
        assert unit.wrapups.get(wrapup.id) == wrapup
        with pytest.raises(SealBroken):
            unit.wrapups.get(other.id)
        assert unit.calls.get(other_call.id).id == other_call.id


def test_a_row_of_the_same_call_cannot_stand_in_for_another(storage: Storage, storage_url: str) -> None:
    call, wrapup = stored(storage)
    with storage.work.begin(ACME) as unit:
        for data in ({"n": 1}, {"n": 2}):
            unit.ledger.append(Entry.EDITED, wrapup_id=wrapup.id, call_id=call.id, actor="a", data=data)
    first = rows(storage_url, ACME, select(ledger.c.data).order_by(ledger.c.id))[0].data

    execute(storage_url, ACME, update(ledger).values(data=first))

    with storage.work.read(ACME) as unit, pytest.raises(SealBroken):
        unit.ledger.of_wrapup(wrapup.id)


def test_a_column_cannot_stand_in_for_another(storage: Storage, storage_url: str) -> None:
    call, _ = stored(storage)

    execute(storage_url, ACME, update(call_bodies).values(transcript=call_bodies.c.facts))

    with storage.work.read(ACME) as unit, pytest.raises(SealBroken):
        unit.calls.transcript(call.id)


@pytest.mark.parametrize("damage", [b"", b"\x01", b"\x09\x00\x00" + b"x" * 40, b"\x01\x00\x00" + b"x" * 40])
def test_a_damaged_value_does_not_open(storage: Storage, storage_url: str, damage: bytes) -> None:
    call, _ = stored(storage)

    execute(storage_url, ACME, update(call_bodies).values(transcript=damage))

    with storage.work.read(ACME) as unit, pytest.raises(SealBroken):
        unit.calls.transcript(call.id)


def test_without_its_key_nothing_of_a_call_can_be_read(storage: Storage, storage_url: str) -> None:
    call, wrapup = stored(storage)
    with storage.work.begin(ACME) as unit:
        unit.drafts.add(wrapup.id, a_draft())
        unit.ledger.append(Entry.EDITED, wrapup_id=wrapup.id, call_id=call.id, actor="a", data={"to": SAID})
    kept_call, kept = stored(storage)

    execute(storage_url, ACME, delete(call_keys).where(call_keys.c.call_id == call.id))

    with storage.work.read(ACME) as unit:
        for read in (
            lambda: unit.calls.get(call.id),
            lambda: unit.calls.transcript(call.id),
            lambda: unit.wrapups.get(wrapup.id),
            lambda: unit.drafts.get(wrapup.id, 1),
        ):
            with pytest.raises(NotFound):
                read()
        (row,) = unit.ledger.of_wrapup(wrapup.id)
        assert (row.kind, row.data) == (Entry.EDITED, {})
        assert [found.id for found in unit.wrapups.page().items] == [kept.id]
        assert unit.calls.find("genesys", call.facts.external_id) == call.id
        assert unit.calls.get(kept_call.id).id == kept_call.id
    with storage.work.begin(ACME) as unit, pytest.raises(NotFound):
        unit.ledger.append(Entry.EDITED, wrapup_id=wrapup.id, call_id=call.id, actor="a", data={})


def test_another_master_key_fails_clearly(storage: Storage, storage_url: str) -> None:
    call, _ = stored(storage)
    wrong = reopened(storage_url, Keyring.fresh())

    with pytest.raises(WrongMasterKey, match="m1"), wrong.work.read(ACME) as unit:
        unit.calls.get(call.id)
    with pytest.raises(WrongMasterKey, match="m1"):
        wrong.check()

    wrong.dispose()


def test_a_lost_master_key_is_named(storage: Storage, storage_url: str) -> None:
    stored(storage)
    other = reopened(storage_url, Keyring.fresh("k7"))

    with pytest.raises(WrongMasterKey, match="lacks the master key 'm1'"):
        other.check()

    other.dispose()


def test_a_rotated_master_key_opens_what_the_old_one_sealed(
    storage: Storage, storage_url: str, keyring: Keyring
) -> None:
    call, _ = stored(storage)
    stored(storage, OTHER)
    rotated = keyring.rotated()
    current = reopened(storage_url, rotated)

    counts = [current.rewrap_tenant_keys(), current.rewrap_tenant_keys()]

    current.dispose()
    alone = reopened(storage_url, rotated.without("m1"))
    assert counts == [2, 0]
    with alone.work.read(ACME) as unit:
        assert unit.calls.transcript(call.id) == a_transcript()
    alone.dispose()


def test_a_tenant_key_made_in_a_unit_that_failed_is_not_used_again(
    storage: Storage, storage_url: str
) -> None:
    def fail_after_storing() -> None:
        with storage.work.begin(ACME) as unit:
            unit.calls.add(a_call(), a_transcript())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_storing()
    call, _ = stored(storage)

    assert len(rows(storage_url, ACME, select(tenant_keys))) == 1
    with storage.work.read(ACME) as unit:
        assert unit.calls.transcript(call.id) == a_transcript()


def test_reading_a_tenant_that_is_new_stores_no_key(storage: Storage, storage_url: str) -> None:
    with storage.work.read(ACME) as unit:
        found = unit.calls.find("genesys", "c1")

    assert found is None
    assert rows(storage_url, ACME, select(tenant_keys)) == []


def test_what_is_deleted_leaves_no_trace_in_the_file(sqlite_url: str, keyring: Keyring) -> None:
    storage = reopened(sqlite_url, keyring)
    call, _ = stored(storage)
    (key,) = rows(sqlite_url, ACME, select(call_keys.c.wrapped))
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    storage.dispose()
    before = path.read_bytes()

    execute(sqlite_url, ACME, delete(call_keys).where(call_keys.c.call_id == call.id))

    assert key.wrapped in before
    assert key.wrapped not in path.read_bytes()
