"""Deliveries: once, twice, changed, unreadable, raced; nothing is lost and nothing is stored unmasked."""

import json
import threading
from datetime import UTC, datetime

import pytest

from connectors.contracts import ParsedCall, Received
from connectors.telephony.generic import read_call
from connectors.transport.signatures import standard_webhooks_headers
from service.domain.access import Role
from service.domain.delivery import DeliveryState
from service.domain.errors import (
    DeliveryChanged,
    Forbidden,
    KeyReused,
    NotReplayable,
    SignatureRefused,
    UnknownSource,
)
from service.flows.intake import Receipt
from tests.service.flows.world import (
    ADMIN,
    AGENT,
    OTHER,
    OTHER_SOURCE,
    SECRET,
    SOURCE,
    World,
    a_body,
    principal,
)


def test_a_delivery_stores_call_wrapup_and_job_before_it_is_answered(world: World) -> None:
    receipt = world.receive(a_body())

    wrapup = world.wrapup_of(receipt.call_ids[0])
    assert (receipt.fresh, receipt.state) == (True, DeliveryState.PROCESSED)
    assert (wrapup.state, wrapup.agent_id, wrapup.queue) == ("drafting", "ada", "support")
    assert world.work_off() == 1


def test_the_same_delivery_again_is_answered_alike_and_stored_once(world: World) -> None:
    first = world.receive(a_body())

    again = world.receive(a_body())

    assert not again.fresh
    assert (again.delivery_id, again.call_ids) == (first.delivery_id, first.call_ids)
    assert world.work_off() == 1


def test_a_known_delivery_id_with_another_body_is_refused(world: World) -> None:
    world.receive(a_body())

    with pytest.raises(DeliveryChanged):
        world.receive(a_body(external_id="call-2"))


def test_another_delivery_of_a_known_call_brings_nothing_new(world: World) -> None:
    first = world.receive(a_body())

    second = world.receive(a_body(), delivery="d-2")

    assert second.state is DeliveryState.IGNORED
    assert second.call_ids == first.call_ids
    assert world.work_off() == 1


def test_a_transcript_that_comes_later_completes_its_call(world: World) -> None:
    empty = world.receive(a_body(talk=()))
    world.work_off()
    without = world.wrapup_of(empty.call_ids[0])

    later = world.receive(a_body(), delivery="d-2")
    world.work_off()

    assert next(section.section for section in without.content.summary) == "reason"
    assert (without.state, without.draft.status, without.draft.reason) == (
        "ready",
        "unavailable",
        "no_transcript",
    )
    assert later.state is DeliveryState.PROCESSED
    drafted = world.wrapup_of(empty.call_ids[0])
    assert drafted.draft.number == 1
    assert drafted.content.summary


def test_the_same_delivery_by_many_at_once_makes_one_call(world: World) -> None:
    receipts: list[Receipt] = []
    start = threading.Barrier(6)

    def deliver() -> None:
        start.wait()
        receipts.append(world.receive(a_body()))

    threads = [threading.Thread(target=deliver) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(receipts) == 6
    assert len({receipt.call_ids for receipt in receipts}) == 1
    assert sum(receipt.fresh for receipt in receipts) == 1
    assert world.work_off() == 1


def test_two_deliveries_of_one_call_at_once_make_one_call(world: World) -> None:
    receipts: list[Receipt] = []
    start = threading.Barrier(6)

    def deliver(number: int) -> None:
        start.wait()
        receipts.append(world.receive(a_body(), delivery=f"d-{number}"))

    threads = [threading.Thread(target=deliver, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({receipt.call_ids for receipt in receipts}) == 1
    assert len({receipt.delivery_id for receipt in receipts}) == 6
    assert world.work_off() == 1


def test_an_unsigned_delivery_is_refused_even_for_a_known_id(world: World) -> None:
    world.receive(a_body())
    headers = standard_webhooks_headers(b"other", SECRET, delivery_id="d-1", now=datetime.now(UTC))

    with pytest.raises(SignatureRefused, match="bad_signature"):
        world.intake.receive(SOURCE, Received(headers=headers, body=a_body()))


def test_an_unknown_source_is_told_apart_from_one_that_is_off(world: World) -> None:
    with pytest.raises(UnknownSource):
        world.intake.receive("nobody", Received(headers={}, body=b""))


def test_an_unreadable_body_is_quarantined_masked_and_replayed_once_it_can_be_read(world: World) -> None:
    body = b'{"call": {"note": "card 4111 1111 1111 1111"}, "transcript": {"turns": []}}'

    receipt = world.receive(body)

    assert (receipt.state, receipt.call_ids) == (DeliveryState.QUARANTINED, ())
    assert receipt.reason is not None
    assert receipt.reason.startswith("/call/external_id")
    with world.storage.work.read("acme") as unit:
        kept = unit.deliveries.body(receipt.delivery_id)
    assert kept is not None
    assert b"4111" not in kept
    replayed = world.intake.replay(ADMIN, receipt.delivery_id)
    assert replayed.state is DeliveryState.QUARANTINED


def test_a_body_that_is_no_json_leaves_only_its_hash_and_size(world: World) -> None:
    receipt = world.receive(b'{"call": {"external_id": "x"')

    with world.storage.work.read("acme") as unit:
        delivery = unit.deliveries.get(receipt.delivery_id)
        assert unit.deliveries.body(receipt.delivery_id) is None
    assert (delivery.state, delivery.replayable, delivery.body_bytes) == ("quarantined", False, 28)
    with pytest.raises(NotReplayable):
        world.intake.replay(ADMIN, receipt.delivery_id)


def test_a_replay_that_can_be_read_stores_the_call(world: World) -> None:
    receipt = world.receive(b'{"call": {}}')
    with world.storage.work.begin("acme") as unit:
        delivery = unit.deliveries.get(receipt.delivery_id)
        unit.deliveries.add(delivery.model_copy(update={"id": "fixed", "sender_id": "d-9"}), a_body())

    replayed = world.intake.replay(ADMIN, "fixed")

    assert replayed.state is DeliveryState.PROCESSED
    assert world.wrapup_of(replayed.call_ids[0]).state == "drafting"
    with pytest.raises(NotReplayable):
        world.intake.replay(ADMIN, "fixed")


def test_an_agent_may_neither_replay_nor_post_calls(world: World) -> None:
    receipt = world.receive(b"{}")

    with pytest.raises(Forbidden):
        world.intake.replay(AGENT, receipt.delivery_id)
    with pytest.raises(Forbidden):
        world.intake.submit(AGENT, _parsed(), idempotency_key=None, fingerprint="f")


def test_card_numbers_are_masked_before_anything_is_stored(world: World) -> None:
    talk = (
        ("agent", "Can I have the long card number, please?"),
        ("customer", "four one one one one one one one"),
        ("agent", "go on"),
        ("customer", "one one one one one one one one"),
    )
    receipt = world.receive(a_body(talk=talk))

    with world.storage.work.read("acme") as unit:
        stored = unit.calls.transcript(receipt.call_ids[0])
    said = " ".join(turn.text for turn in stored.turns)
    assert "one one one" not in said
    assert not any("4111" in value for value in stored.vault.values())


def test_a_call_that_only_a_machine_took_has_no_wrapup(world: World) -> None:
    talk = (("ivr", "Please say your meter reading."), ("customer", "Four five one two."))

    receipt = world.receive(a_body(talk=talk, agent=""))

    assert receipt.state is DeliveryState.PROCESSED
    assert world.review.page(ADMIN, call_id=receipt.call_ids[0]).items == ()
    assert world.work_off() == 0


def test_two_tenants_may_use_the_same_external_id(world: World) -> None:
    mine = world.receive(a_body())

    theirs = world.receive(a_body(), source=OTHER_SOURCE)

    assert mine.call_ids != theirs.call_ids
    assert world.review.page(ADMIN, call_id=theirs.call_ids[0]).items == ()
    other_admin = principal(Role.ADMIN, tenant=OTHER)
    assert len(world.review.page(other_admin, call_id=theirs.call_ids[0]).items) == 1


def test_the_vendors_own_after_call_work_times_are_stored(world: World) -> None:
    acw = {"started_at": "2026-11-18T10:05:00Z", "ended_at": "2026-11-18T10:06:10Z"}

    receipt = world.receive(a_body(after_call_work=acw))

    with world.storage.work.read("acme") as unit:
        leg = unit.calls.get(receipt.call_ids[0]).legs[0]
    assert leg.acw_started_at == datetime(2026, 11, 18, 10, 5, tzinfo=UTC)
    assert leg.acw_ended_at == datetime(2026, 11, 18, 10, 6, 10, tzinfo=UTC)


def test_a_client_that_posts_with_the_same_key_gets_the_same_call(world: World) -> None:
    poster = principal(Role.INGEST)

    first = world.intake.submit(poster, _parsed(), idempotency_key="k-1", fingerprint="f-1")
    again = world.intake.submit(poster, _parsed(), idempotency_key="k-1", fingerprint="f-1")

    assert first == again
    with pytest.raises(KeyReused):
        world.intake.submit(poster, _parsed(), idempotency_key="k-1", fingerprint="f-2")


def _parsed() -> ParsedCall:
    call = read_call(a_body())
    assert json.loads(a_body())["call"]["external_id"] == call.external_id
    return call


def test_a_card_number_shown_as_a_name_is_masked_too(world: World) -> None:
    customer = {"phone": "+12025550101", "name": "4111 1111 1111 1111"}

    receipt = world.receive(a_body(customer=customer))

    with world.storage.work.read("acme") as unit:
        facts = unit.calls.get(receipt.call_ids[0]).facts
    assert facts.customer_name is not None
    assert "4111" not in facts.customer_name
    assert facts.customer_phone == "+12025550101"
