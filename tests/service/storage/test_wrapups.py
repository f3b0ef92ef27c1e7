"""Wrap-ups and drafts: versions move by one, lists page stably, drafts never change."""

import pytest

from service.domain.errors import Invalid, NotFound
from service.domain.ports import AlreadyStored, VersionMoved
from service.domain.values import from_ms
from service.domain.wrapup import State
from service.domain.wrapup_row import Headline
from service.storage import Storage
from tests.service.storage.builders import (
    ACME,
    SAID,
    START,
    Clock,
    a_call,
    a_draft,
    a_transcript,
    a_wrapup,
    stored,
)


def test_a_wrapup_comes_back_whole(storage: Storage) -> None:
    _, wrapup = stored(storage)

    with storage.work.read(ACME) as unit:
        assert unit.wrapups.get(wrapup.id) == wrapup


def test_saving_moves_version_and_time_on(storage: Storage, clock: Clock) -> None:
    _, wrapup = stored(storage)
    clock.advance(5000)

    with storage.work.begin(ACME) as unit:
        saved = unit.wrapups.save(unit.wrapups.get(wrapup.id).moved(State.READY))

    assert (saved.version, saved.updated_at) == (1, from_ms(START + 5000))
    with storage.work.read(ACME) as unit:
        assert unit.wrapups.get(wrapup.id) == saved


def test_saving_over_a_version_that_moved_changes_nothing(storage: Storage) -> None:
    _, wrapup = stored(storage)
    with storage.work.begin(ACME) as unit:
        saved = unit.wrapups.save(wrapup.moved(State.READY))

    with pytest.raises(VersionMoved), storage.work.begin(ACME) as unit:
        unit.wrapups.save(wrapup.moved(State.DISMISSED))

    with storage.work.read(ACME) as unit:
        assert unit.wrapups.get(wrapup.id) == saved


def test_a_leg_has_one_wrapup(storage: Storage) -> None:
    call, _ = stored(storage)

    with storage.work.begin(ACME) as unit, pytest.raises(AlreadyStored):
        unit.wrapups.add(a_wrapup(call))


def test_the_list_shows_headlines_newest_first(storage: Storage) -> None:
    wrapups = [stored(storage)[1] for _ in range(3)]

    with storage.work.read(ACME) as unit:
        page = unit.wrapups.page()

    assert [row.id for row in page.items] == [wrapup.id for wrapup in reversed(wrapups)]
    assert page.items[0].headline == Headline(summary=SAID)
    assert page.items[0].created_at == from_ms(START)
    assert page.next_cursor is None


def test_pages_do_not_shift_when_new_wrapups_come(storage: Storage) -> None:
    wrapups = [stored(storage)[1].id for _ in range(5)]
    with storage.work.read(ACME) as unit:
        first = unit.wrapups.page(limit=2)
    stored(storage)

    with storage.work.read(ACME) as unit:
        second = unit.wrapups.page(limit=2, cursor=first.next_cursor)
        third = unit.wrapups.page(limit=2, cursor=second.next_cursor)

    shown = [row.id for page in (first, second, third) for row in page.items]
    assert shown == list(reversed(wrapups))
    assert third.next_cursor is None


def test_the_list_is_narrowed_by_state_agent_queue_and_call(storage: Storage) -> None:
    call, wrapup = stored(storage)
    other_call = a_call()
    other = a_wrapup(other_call, agent_id="agent-2").model_copy(update={"queue": "sales"})
    with storage.work.begin(ACME) as unit:
        unit.calls.add(other_call, a_transcript())
        unit.wrapups.add(other)
        unit.wrapups.save(other.moved(State.READY))

    with storage.work.read(ACME) as unit:
        page = unit.wrapups.page
        found = [
            page(states=[State.READY]),
            page(states=[State.DRAFTING, State.WRITTEN]),
            page(agent_id="agent-2"),
            page(queue="billing"),
            page(call_id=call.id),
            page(agent_id="agent-2", queue="billing"),
        ]

    assert [[row.id for row in one.items] for one in found] == [
        [other.id],
        [wrapup.id],
        [other.id],
        [wrapup.id],
        [wrapup.id],
        [],
    ]


def test_a_cursor_of_somewhere_else_is_refused(storage: Storage) -> None:
    with storage.work.read(ACME) as unit, pytest.raises(Invalid):
        unit.wrapups.page(cursor="'; DROP TABLE wrapups")


def test_drafts_are_numbered_and_never_change(storage: Storage) -> None:
    _, wrapup = stored(storage)
    with storage.work.begin(ACME) as unit:
        before = unit.drafts.last_number(wrapup.id)
        unit.drafts.add(wrapup.id, a_draft(1))
        unit.drafts.add(wrapup.id, a_draft(2, "fuller"))

    with storage.work.begin(ACME) as unit, pytest.raises(AlreadyStored):
        unit.drafts.add(wrapup.id, a_draft(2, "rewritten"))

    with storage.work.read(ACME) as unit:
        assert (before, unit.drafts.last_number(wrapup.id)) == (0, 2)
        assert unit.drafts.get(wrapup.id, 1) == a_draft(1)
        assert unit.drafts.get(wrapup.id, 2) == a_draft(2, "fuller")
        with pytest.raises(NotFound):
            unit.drafts.get(wrapup.id, 3)


def test_what_is_not_there_is_not_found(storage: Storage) -> None:
    with storage.work.begin(ACME) as unit:
        with pytest.raises(NotFound):
            unit.wrapups.get("none")
        with pytest.raises(NotFound):
            unit.drafts.add("none", a_draft())
