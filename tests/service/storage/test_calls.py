"""Calls: stored once, found by keyed hashes, their bodies sealed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from service.domain.errors import KeyReused, NotFound
from service.domain.ports import AlreadyStored
from service.domain.values import from_ms
from service.storage import Storage
from tests.service.storage.builders import ACME, OTHER, START, Clock, a_call, a_transcript, a_wrapup, stored


def test_a_call_comes_back_whole(storage: Storage) -> None:
    call = a_call()
    wrapup = a_wrapup(call)
    with storage.work.begin(ACME) as unit:
        unit.calls.add(call, a_transcript())
        unit.wrapups.add(wrapup)

    with storage.work.read(ACME) as unit:
        found = unit.calls.get(call.id)
        transcript = unit.calls.transcript(call.id)

    assert found == call.model_copy(update={"wrapup_ids": (wrapup.id,)})
    assert transcript == a_transcript()


def test_a_call_is_found_by_its_source_and_external_id(storage: Storage) -> None:
    call = a_call(external_id="conversation-1")
    with storage.work.begin(ACME) as unit:
        unit.calls.add(call, a_transcript())

    with storage.work.read(ACME) as unit:
        assert unit.calls.find("genesys", "conversation-1") == call.id
        assert unit.calls.find("genesys", "conversation-2") is None
        assert unit.calls.find("twilio", "conversation-1") is None


def test_calls_of_any_source_are_found_by_external_id(storage: Storage) -> None:
    calls = [a_call(external_id="c1"), a_call(external_id="c1", source="twilio"), a_call(external_id="c2")]
    with storage.work.begin(ACME) as unit:
        for call in calls:
            unit.calls.add(call, a_transcript())

    with storage.work.read(ACME) as unit:
        found = unit.calls.by_external_id("c1")

    assert [call.id for call in found] == [calls[0].id, calls[1].id]


def test_the_same_external_id_is_stored_once_a_source(storage: Storage) -> None:
    first = a_call(external_id="c1")
    with storage.work.begin(ACME) as unit:
        unit.calls.add(first, a_transcript())

    with storage.work.begin(ACME) as unit:
        with pytest.raises(AlreadyStored):
            unit.calls.add(a_call(external_id="c1"), a_transcript())
        found = unit.calls.find("genesys", "c1")

    assert found == first.id


def test_of_two_threads_that_store_the_same_call_one_is_told(storage: Storage) -> None:
    together = Barrier(2)

    def add() -> str:
        call = a_call(external_id="c1")
        together.wait(timeout=30)
        try:
            with storage.work.begin(ACME) as unit:
                unit.calls.add(call, a_transcript())
        except AlreadyStored:
            return "already stored"
        return call.id

    with ThreadPoolExecutor(2) as pool:
        outcomes = [future.result() for future in [pool.submit(add) for _ in range(2)]]

    with storage.work.read(ACME) as unit:
        winner = unit.calls.find("genesys", "c1")
    assert winner in outcomes
    assert "already stored" in outcomes


def test_two_tenants_with_one_external_id_are_apart(storage: Storage) -> None:
    mine, theirs = a_call(ACME, external_id="c1"), a_call(OTHER, external_id="c1")
    for call in (mine, theirs):
        with storage.work.begin(call.tenant_id) as unit:
            unit.calls.add(call, a_transcript())

    with storage.work.read(ACME) as unit:
        assert [call.id for call in unit.calls.by_external_id("c1")] == [mine.id]
    with storage.work.read(OTHER) as unit:
        assert unit.calls.find("genesys", "c1") == theirs.id


def test_a_tenant_reads_nothing_of_another_by_id(storage: Storage) -> None:
    call, wrapup = stored(storage, ACME)

    with storage.work.read(OTHER) as unit:
        for read in (
            lambda: unit.calls.get(call.id),
            lambda: unit.calls.transcript(call.id),
            lambda: unit.wrapups.get(wrapup.id),
            lambda: unit.drafts.get(wrapup.id, 1),
        ):
            with pytest.raises(NotFound):
                read()
        assert unit.wrapups.page().items == ()


def test_a_transcript_can_follow_the_call(storage: Storage) -> None:
    call, _ = stored(storage)
    later = a_transcript("and now the words")

    with storage.work.begin(ACME) as unit:
        unit.calls.put_transcript(call.id, later)

    with storage.work.read(ACME) as unit:
        assert unit.calls.transcript(call.id) == later
        assert unit.calls.get(call.id).turns_count == 1


def test_a_transcript_for_no_call_is_refused(storage: Storage) -> None:
    with pytest.raises(NotFound), storage.work.begin(ACME) as unit:
        unit.calls.put_transcript("none", a_transcript())


def test_a_stage_keeps_the_time_it_was_first_reached(storage: Storage, clock: Clock) -> None:
    call, _ = stored(storage)

    for _ in range(2):
        clock.advance(1000)
        with storage.work.begin(ACME) as unit:
            unit.calls.stamp(call.id, "drafted")

    with storage.work.read(ACME) as unit:
        timings = unit.calls.get(call.id).timings
    assert timings == {"accepted": from_ms(START), "drafted": from_ms(START + 1000)}


def test_an_idempotency_key_recalls_its_call(storage: Storage) -> None:
    with storage.work.begin(ACME) as unit:
        unit.calls.remember("key-1", "fingerprint", "call-1")

    with storage.work.read(ACME) as unit:
        assert unit.calls.recall("key-1", "fingerprint") == "call-1"
        assert unit.calls.recall("key-2", "fingerprint") is None
        with pytest.raises(KeyReused):
            unit.calls.recall("key-1", "another")
    with storage.work.begin(ACME) as unit, pytest.raises(AlreadyStored):
        unit.calls.remember("key-1", "fingerprint", "call-2")


def test_a_unit_that_fails_stores_nothing(storage: Storage) -> None:
    call = a_call()

    def fail_after_storing() -> None:
        with storage.work.begin(ACME) as unit:
            unit.calls.add(call, a_transcript())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_storing()

    with storage.work.read(ACME) as unit:
        assert unit.calls.find("genesys", call.facts.external_id) is None
