"""Two workers, an agent and a CRM on one wrap-up, through every order in which their steps can come.

Enumerated, not sampled: claim, read, store the intent, send, land (late, or after its sender's death), read the
answer, record; beside them confirm, edit, undo, confirm again, and whatever can fail within the bounds named
here. What must hold is said once, by `Promise`; who breaks it is told with the schedule that does.

`pytest -m deep -s` on this file goes through wider bounds, in minutes, and tells how many orders there were.
"""

from collections import Counter
from collections.abc import Iterator

import pytest

from service.domain.ledger import Entry
from service.domain.wrapup import State as Stage
from service.drafting.profiles import load_shipped
from service.settings import ROOT
from service.storage import Keyring, Storage
from tests.service.flows.interleavings.house import House
from tests.service.flows.interleavings.network import Kind
from tests.service.flows.interleavings.search import explore
from tests.service.flows.interleavings.state import Bounds, State
from tests.service.flows.world import World
from tests.service.storage.builders import Clock, Told

LABELS = {
    spec.code: spec.crm_value or spec.label
    for spec in load_shipped(ROOT / "prompts" / "default").dispositions
}


class Promise:
    """What the CRM, the wrap-up and the ledger say of each other: always, and once nothing is under way."""

    def __init__(self, key: str) -> None:
        self._key = key
        self.ends: Counter[Stage] = Counter()

    def __call__(self, state: State) -> None:
        assert len(set(state.records.creates)) == len(state.records.creates), "a second record was made"
        assert state.facts.job is None or state.facts.job.state != "parked", "the write was given up"
        if state.quiet:
            self._at_rest(state)

    def _at_rest(self, state: State) -> None:
        wrapup = state.facts.wrapup
        stands = {row["key"]: row for row in state.records.tasks.values()}
        says = stands[self._key]["CallDisposition"] if self._key in stands else None
        may = {LABELS[code] if code else None for code in state.agent.wanted}

        self.ends[wrapup.state] += 1
        assert len(stands) == len(state.records.tasks), "two records under one key"
        assert says in may or wrapup.state is Stage.BLOCKED, f"the CRM says {says}, confirmed was {may}"
        if wrapup.state is Stage.WRITTEN:
            (target,) = wrapup.targets
            assert {record.key for record in target.write.records} == set(stands), "not all was written"
        else:
            assert wrapup.state in {Stage.READY, Stage.BLOCKED}
        self._ledger(state)

    def _ledger(self, state: State) -> None:
        entries = dict(state.facts.ledger)
        agent = state.agent
        assert entries.get(Entry.CONFIRMED, 0) == agent.confirms, "a confirmation is missing or twice"
        assert entries.get(Entry.UNDONE, 0) == agent.undone
        ended = entries.get(Entry.WRITTEN, 0) + entries.get(Entry.BLOCKED, 0)
        assert ended == agent.confirms - agent.undone, "a confirmation ended twice, or never"


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    clock, told = Clock(), Told()
    storage = Storage(sqlite_url, Keyring.fresh(), after_commit=told, clock=clock)
    yield World(storage, clock, told)
    storage.dispose()


def bounds(**more: int) -> Bounds:
    return Bounds(**{"undos": 1, "crashes": 0, "stalls": 0, "losses": 0, **more})


ORDERS = {
    "crash": bounds(crashes=1, losses=1),
    "stall": bounds(stalls=1),
    "refusal": bounds(blocks=1, pauses=1),
    "told twice": bounds(crashes=1, repeats=1),
}
DEEPER = {
    "two crashes": bounds(crashes=2, losses=1),
    "crash and stall": bounds(crashes=1, stalls=1),
    "stall and loss": bounds(stalls=1, losses=1),
    "crash and refusal": bounds(crashes=1, blocks=1, pauses=1),
    "three confirmations": bounds(confirms=3, crashes=1, losses=1),
}

within = pytest.mark.parametrize(
    ("name", "most"),
    [*ORDERS.items(), *(pytest.param(*one, marks=pytest.mark.deep) for one in DEEPER.items())],
)


@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("kind", ["weak", "conditional"])
@within
def test_in_every_order_the_crm_ends_with_what_was_confirmed_last_once(
    world: World, kind: Kind, name: str, most: Bounds
) -> None:
    house = House(world, kind)
    promise = Promise(house.key)

    graph = explore(house, most, promise)

    assert graph.stuck() == []
    assert promise.ends[Stage.WRITTEN] > 0
    print(
        f"{name}, {kind} CRM: {len(graph.follows)} states, {graph.steps} steps, {graph.schedules()} schedules"
    )
