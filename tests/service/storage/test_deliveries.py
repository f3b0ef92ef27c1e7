"""Deliveries: deduplicated for good, their bodies kept only while they may be replayed."""

import pytest

from service.domain.delivery import DeliveryState
from service.domain.errors import NotFound
from service.domain.ports import AlreadyStored
from service.storage import Storage
from service.storage.stores.deliveries import BODY_KEPT_MS
from tests.service.storage.builders import ACME, OTHER, Clock, a_delivery

BODY = b'{"call": "masked"}'


def test_a_delivery_comes_back_whole(storage: Storage) -> None:
    delivery = a_delivery()
    with storage.work.begin(ACME) as unit:
        unit.deliveries.add(delivery)

    with storage.work.read(ACME) as unit:
        assert unit.deliveries.find("genesys", "msg_1") == delivery
        assert unit.deliveries.get(delivery.id) == delivery
        assert unit.deliveries.body(delivery.id) is None
        assert unit.deliveries.find("genesys", "msg_2") is None


def test_a_sender_id_is_stored_once(storage: Storage) -> None:
    with storage.work.begin(ACME) as unit:
        unit.deliveries.add(a_delivery())

    with storage.work.begin(ACME) as unit, pytest.raises(AlreadyStored):
        unit.deliveries.add(a_delivery())
    with storage.work.begin(OTHER) as unit:
        unit.deliveries.add(a_delivery(OTHER))


def test_a_processed_delivery_loses_its_body(storage: Storage) -> None:
    delivery = a_delivery(state=DeliveryState.QUARANTINED)
    with storage.work.begin(ACME) as unit:
        unit.deliveries.add(delivery, BODY)
        kept = unit.deliveries.body(delivery.id)
    settled = delivery.model_copy(update={"state": DeliveryState.PROCESSED, "call_ids": ("c1",)})

    with storage.work.begin(ACME) as unit:
        unit.deliveries.settle(settled)

    with storage.work.read(ACME) as unit:
        assert kept == BODY
        assert unit.deliveries.body(delivery.id) is None
        assert unit.deliveries.get(delivery.id) == settled.model_copy(update={"replayable": False})


def test_a_body_goes_after_a_week(storage: Storage, clock: Clock) -> None:
    delivery = a_delivery(state=DeliveryState.QUARANTINED)
    with storage.work.begin(ACME) as unit:
        unit.deliveries.add(delivery, BODY)
    clock.advance(BODY_KEPT_MS - 1)
    assert storage.board.prune() == 0
    clock.advance(1)

    with storage.work.read(ACME) as unit:
        expired = unit.deliveries.body(delivery.id)
    pruned = storage.board.prune()

    assert (expired, pruned) == (None, 1)
    with storage.work.read(ACME) as unit:
        assert not unit.deliveries.get(delivery.id).replayable


def test_deliveries_are_listed_by_state_newest_first(storage: Storage) -> None:
    states = [DeliveryState.PROCESSED, DeliveryState.QUARANTINED, DeliveryState.QUARANTINED]
    deliveries = [a_delivery(sender_id=f"msg_{number}", state=state) for number, state in enumerate(states)]
    with storage.work.begin(ACME) as unit:
        for delivery in deliveries:
            unit.deliveries.add(delivery)

    with storage.work.read(ACME) as unit:
        first = unit.deliveries.page(state=DeliveryState.QUARANTINED, limit=1)
        second = unit.deliveries.page(state=DeliveryState.QUARANTINED, limit=1, cursor=first.next_cursor)
        whole = unit.deliveries.page()

    assert [page.items[0].id for page in (first, second)] == [deliveries[2].id, deliveries[1].id]
    assert second.next_cursor is None
    assert len(whole.items) == 3


def test_a_delivery_that_is_not_there_is_not_found(storage: Storage) -> None:
    with storage.work.begin(ACME) as unit:
        with pytest.raises(NotFound):
            unit.deliveries.get("none")
        with pytest.raises(NotFound):
            unit.deliveries.settle(a_delivery())
