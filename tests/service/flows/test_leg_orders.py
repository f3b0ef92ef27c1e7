"""Thousands of orders of the events of one call of several legs: all of them end in the same rows."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from service.domain.errors import StorageDown
from service.domain.ports import AlreadyStored, VersionMoved
from service.flows.intake import told_of
from service.flows.joining import Origin, take
from service.flows.joining import Told as Report
from service.storage import Keyring, Storage
from tests.service.flows.several_legs import EVENTS, Line, orders
from tests.service.flows.world import TENANT, World
from tests.service.storage.builders import Clock, Told

ORDERS = 2_000
AT_ONCE = 8
PATIENCE = 40


@pytest.fixture
def quick(sqlite_url: str) -> Iterator[World]:
    """Thousands of calls in one database."""
    clock, told = Clock(), Told()
    storage = Storage(sqlite_url, Keyring.fresh(), after_commit=told, clock=clock)
    yield World(storage, clock, told)
    storage.dispose()


def picture(world: World, source: str) -> dict[str, Any]:
    """All that is stored of a source's one call, but for ids and the time of storing."""
    with world.storage.work.read(TENANT) as unit:
        (call_id,) = unit.calls.named(source, ["contact-1"])
        call = unit.calls.get(call_id)
        body = unit.calls.transcript(call_id)
        wrapups = [unit.wrapups.get(one) for one in call.wrapup_ids]
        names = {leg.agent_id: unit.agents.get(leg.agent_id).name for leg in call.legs if leg.agent_id}
        facts = call.facts.model_dump(exclude={"legs", "reports", "absorbed"})
        legs = [leg.model_dump(exclude={"id", "agent_id"}) for leg in call.legs]
    keys = {leg.id: leg.key for leg in call.legs}
    return {
        "facts": facts,
        "times": (call.started_at, call.ended_at, call.language, call.queue, call.turns_count),
        "reports": sorted(report.model_dump_json() for report in call.facts.reports),
        "legs": legs,
        "turns": body.turns,
        "blocks": body.blocks,
        "wrapups": sorted(
            (keys[one.leg_id], names.get(one.agent_id or ""), one.queue, one.language, one.state)
            for one in wrapups
        ),
    }


def test_every_order_of_nine_events_of_three_legs_ends_in_the_same_state(quick: World) -> None:
    in_order = Line(quick, "in-order")
    in_order.deliver(*EVENTS)
    expected = picture(quick, "in-order")

    told = {id(event): told_of(event) for event in EVENTS}
    for number, events in enumerate(orders(ORDERS)):
        Line(quick, f"order-{number}").deliver_at_once(told[id(event)] for event in events)

    assert [(leg["key"], leg["agent_name"]) for leg in expected["legs"]] == [
        ("contact-1", ""),
        ("contact-2", "Ada"),
        ("contact-3", "Tom"),
        ("contact-4", "Mara"),
    ]
    assert [one[:3] for one in expected["wrapups"]] == [
        ("contact-2", "Ada", "support"),
        ("contact-3", "Tom", "billing"),
        ("contact-4", "Mara", "retention"),
    ]
    for number, events in enumerate(orders(ORDERS)):
        assert picture(quick, f"order-{number}") == expected, [(one.leg.id, one.revision) for one in events]


def test_events_that_come_at_the_same_moment_end_as_one_call(world: World) -> None:
    in_order = Line(world, "in-order")
    in_order.deliver(*EVENTS)
    expected = picture(world, "in-order")
    told = [told_of(event) for event in EVENTS]

    def deliver(number: int, one: Report) -> None:
        """As intake does: whoever was too late for a name or a version reads again; a sender comes again on 503."""
        for _ in range(PATIENCE):
            with suppress(AlreadyStored, VersionMoved, StorageDown), world.storage.work.begin(TENANT) as unit:
                take(unit, Origin(source=f"at-once-{number}"), one)
                return
        pytest.fail("never stored")

    for number in range(AT_ONCE):
        with ThreadPoolExecutor(len(told)) as pool:
            list(pool.map(deliver, [number] * len(told), told))

    for number in range(AT_ONCE):
        assert picture(world, f"at-once-{number}") == expected
