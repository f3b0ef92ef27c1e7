"""Events: resumed in commit order, pruned after a day, and a cursor that missed some is told so."""

import pytest

from service.domain.ledger import EventKind
from service.domain.wrapup import WrapUp
from service.storage import Storage
from service.storage.sweep import EVENTS_KEPT_MS
from tests.service.storage.builders import ACME, OTHER, Clock, Told, a_call, a_wrapup

WRAPUP = a_wrapup(a_call())


def append(storage: Storage, kind: EventKind = EventKind.READY, wrapup: WrapUp = WRAPUP) -> None:
    with storage.work.begin(ACME) as unit:
        unit.events.append(kind, wrapup)


def kinds_after(storage: Storage, cursor: str | None, tenant_id: str = ACME) -> list[EventKind]:
    with storage.work.read(tenant_id) as unit:
        return [event.kind for event in unit.events.after(cursor)]


def head(storage: Storage) -> str:
    with storage.work.read(ACME) as unit:
        return unit.events.head()


def knows(storage: Storage, cursor: str) -> bool:
    with storage.work.read(ACME) as unit:
        return unit.events.knows(cursor)


def test_events_come_in_order_and_go_on_after_a_cursor(storage: Storage, told: Told) -> None:
    for kind in (EventKind.READY, EventKind.UPDATED, EventKind.WRITTEN):
        append(storage, kind)

    with storage.work.read(ACME) as unit:
        events = unit.events.after(None)
        rest = unit.events.after(events[0].cursor, limit=1)

    assert [event.kind for event in events] == [EventKind.READY, EventKind.UPDATED, EventKind.WRITTEN]
    assert list(rest) == [events[1]]
    assert (events[0].wrapup_id, events[0].agent_id, events[0].version) == (WRAPUP.id, "agent-1", 0)
    assert told.hints[-1] == (frozenset(), True)


def test_several_events_of_one_unit_keep_their_order(storage: Storage) -> None:
    with storage.work.begin(ACME) as unit:
        unit.events.append(EventKind.READY, WRAPUP)
        unit.events.append(EventKind.UPDATED, WRAPUP)

    assert kinds_after(storage, None) == [EventKind.READY, EventKind.UPDATED]


def test_only_what_comes_later_is_behind_the_head(storage: Storage) -> None:
    empty = head(storage)
    append(storage, EventKind.READY)
    full = head(storage)
    append(storage, EventKind.WRITTEN)

    assert kinds_after(storage, empty) == [EventKind.READY, EventKind.WRITTEN]
    assert kinds_after(storage, full) == [EventKind.WRITTEN]
    assert knows(storage, empty)
    assert knows(storage, full)


def test_tenants_do_not_see_each_others_events(storage: Storage) -> None:
    append(storage)

    assert kinds_after(storage, None, OTHER) == []


@pytest.mark.parametrize("cursor", ["", "7", "a-b", "-1-1", "1-99999999999999999999", "0-1 OR 1=1", "٣-٤"])
def test_a_malformed_cursor_is_not_known(storage: Storage, cursor: str) -> None:
    append(storage)

    assert not knows(storage, cursor)
    assert len(kinds_after(storage, cursor)) == 1


def test_a_cursor_from_a_future_that_never_was_is_not_known(storage: Storage) -> None:
    append(storage)

    assert not knows(storage, f"{10**17}-{10**18}")


def test_old_events_are_pruned_and_their_readers_told(storage: Storage, clock: Clock) -> None:
    append(storage, EventKind.READY)
    append(storage, EventKind.UPDATED)
    with storage.work.read(ACME) as unit:
        old, last = (event.cursor for event in unit.events.after(None))
    # Something that the sweeper can find the tenant by.
    with storage.work.begin(ACME) as unit:
        unit.audit.append("x", actor="a", subject="s", data={})
    clock.advance(EVENTS_KEPT_MS)

    pruned = storage.board.prune()
    append(storage, EventKind.WRITTEN)

    assert pruned == 2
    assert not knows(storage, old)
    assert knows(storage, last)
    assert kinds_after(storage, last) == [EventKind.WRITTEN]


def test_a_transaction_that_commits_late_is_not_passed_over(postgres_storage: Storage) -> None:
    storage = postgres_storage
    before = head(storage)
    slow = storage.work.begin(ACME)
    with slow as unit:
        unit.events.append(EventKind.READY, WRAPUP)
        append(storage, EventKind.WRITTEN)
        while_open = kinds_after(storage, before)
        cursor = head(storage)
        known = knows(storage, cursor)

    assert while_open == []
    assert known
    assert kinds_after(storage, cursor) == [EventKind.READY, EventKind.WRITTEN]
    assert kinds_after(storage, before) == [EventKind.READY, EventKind.WRITTEN]
