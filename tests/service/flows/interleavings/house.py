"""What comes of an action: the real flows, runner and storage, one step at a time.

There is one database; each action begins by making it the one of its state. Time stands still but for the
action `tick`, which moves it to the next moment at which something changes.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from connectors.contracts import WritePlan, WriteReceipt, WriteRequest
from service.domain.errors import Failure
from service.domain.ids import effect_key
from service.domain.job import Kind, Lane
from service.domain.wrapup import State as Stage
from service.domain.wrapup import WrapUp
from service.flows.review import ConfirmRequest
from service.flows.write import WriteFlow
from service.worker.runner import Runner
from tests.service.flows.interleavings.network import (
    BLOCKED,
    LATE,
    LOST,
    REFUSED,
    Records,
    Request,
    landed,
    landed_in_part,
    seen_by,
)
from tests.service.flows.interleavings.network import Kind as CrmKind
from tests.service.flows.interleavings.options import what_can_happen
from tests.service.flows.interleavings.recorded import Paused, RecordedCrm, RecordedWork, Script
from tests.service.flows.interleavings.state import (
    DEADLINE_MS,
    Action,
    Agent,
    Bounds,
    Facts,
    JobFacts,
    State,
    Worker,
)
from tests.service.flows.world import AGENT, TENANT, FakeConnections, World

UNDO_MS = 1_000
CODES = ("refund", "payment", "cancellation", "new_order")
BEAT = "a worker"


class House:
    def __init__(self, world: World, crm_kind: CrmKind = "weak") -> None:
        self._world = world
        self._crm_kind = crm_kind
        self._wrapups: dict[bytes, WrapUp] = {}
        self._requests: list[Request] = []
        self._sent = 0
        self._refuse = False
        self.wrapup_id = world.ready().id
        self.key = effect_key(TENANT, self.wrapup_id, "t1")
        self._live = _connection_of(world)

    def begin(self, bounds: Bounds) -> State:
        return self._seen(None, bounds, Agent(), ())

    def actions(self, state: State) -> Iterator[Action]:
        return what_can_happen(state, in_part=self._crm_kind == "weak")

    def after(self, state: State, action: Action) -> State:
        state.database.backup(self._live)
        self._world.clock.now = state.now
        state.records.put_into(self._world.crm)
        self._requests, self._sent = list(state.requests), state.sent
        left, agent, workers = getattr(self, f"_on_{action.name}")(state, action.of)
        return self._seen(state, left, agent, workers)

    def _on_claim(self, state: State, _of: int) -> Any:
        board = self._world.storage.board
        job = board.claim(Lane.WRITE, BEAT) or board.claim(Lane.WRITE, BEAT, lone=True)
        assert job is not None
        return state.left, state.agent, (*state.workers, Worker(job))

    def _on_step(self, state: State, of: int) -> Any:
        return state.left, state.agent, self._stepped(state, of)

    def _on_refuse(self, state: State, of: int) -> Any:
        self._refuse = True
        try:
            return state.left.less("losses"), state.agent, self._stepped(state, of)
        finally:
            self._refuse = False

    def _stepped(self, state: State, of: int) -> tuple[Worker, ...]:
        worker = state.workers[of]
        others = (*state.workers[:of], *state.workers[of + 1 :])
        if worker.awaits is not None:
            self._change(worker.awaits, awaited=False)
        script = Script(worker.log)
        try:
            self._runner(script).run(worker.job)
        except Paused as paused:
            awaits = self._sent if paused.before == "answer" else None
            return (*others, replace(worker, log=script.log, before=paused.before, awaits=awaits))
        return others

    def _on_crash(self, state: State, of: int) -> Any:
        worker = state.workers[of]
        if worker.awaits is not None:
            self._change(worker.awaits, awaited=False)
        return state.left.less("crashes"), state.agent, (*state.workers[:of], *state.workers[of + 1 :])

    def _on_stall(self, state: State, of: int) -> Any:
        stalled = replace(state.workers[of], stalled=True)
        return (
            state.left.less("stalls"),
            state.agent,
            (*state.workers[:of], stalled, *state.workers[of + 1 :]),
        )

    def _on_land(self, state: State, of: int) -> Any:
        place = self._place_of(of)
        self._requests[place] = landed(self._requests[place], self._world.crm, self._crm_kind)
        return state.left, state.agent, state.workers

    def _on_land_in_part(self, state: State, of: int) -> Any:
        place = self._place_of(of)
        self._requests[place] = landed_in_part(self._requests[place], self._world.crm)
        return state.left.less("losses"), state.agent, state.workers

    def _on_lose(self, state: State, of: int) -> Any:
        """The connection is gone; a request that left may yet land."""
        self._change(of, error=LOST)
        return state.left.less("losses"), state.agent, state.workers

    def _on_block(self, state: State, of: int) -> Any:
        """A first try of the connector may still be on its way when its second one is refused."""
        self._change(of, error=BLOCKED)
        return state.left.less("blocks"), state.agent, state.workers

    def _on_sweep(self, state: State, _of: int) -> Any:
        self._world.storage.board.free_expired()
        return state.left, state.agent, state.workers

    def _on_time_out(self, state: State, _of: int) -> Any:
        left, agent, workers = self._on_tick(state, _of)
        return left.less("losses"), agent, workers

    def _on_pause(self, state: State, _of: int) -> Any:
        left, agent, workers = self._on_tick(state, _of)
        return left.less("pauses"), agent, workers

    def _on_tick(self, state: State, _of: int) -> Any:
        now = min(moment for moment in state.moments() if moment > state.now)
        self._world.clock.now = now
        for one in self._requests:
            if one.until <= now and one.flying:
                self._change(one.number, flying=False, error=one.error or LATE)
        alive = [one.job for one in state.workers if not one.stalled]
        self._world.storage.board.renew(alive, BEAT)
        return state.left, state.agent, state.workers

    def _on_confirm(self, state: State, _of: int) -> Any:
        agent = state.agent
        code = CODES[agent.confirms]
        self._say(state, code)
        unsure = agent.before if state.facts.wrapup.state is Stage.BLOCKED else frozenset()
        done = Agent(agent.confirms + 1, agent.undone, frozenset({code}), agent.wanted | unsure)
        return state.left.less("confirms"), done, state.workers

    def _on_repeat(self, state: State, _of: int) -> Any:
        self._say(state, CODES[state.agent.confirms - 1])
        return state.left.less("repeats"), state.agent, state.workers

    def _say(self, state: State, code: str) -> None:
        edits = {"dispositions": [{"code": code}]}
        wrapup = state.facts.wrapup
        request = ConfirmRequest(draft=wrapup.draft.number, edits=edits, undo_ms=UNDO_MS)
        self._world.review.confirm(AGENT, wrapup.id, wrapup.version, request)

    def _on_edit(self, state: State, _of: int) -> Any:
        patch = {"dispositions": [{"code": CODES[state.agent.confirms]}]}
        self._world.review.edit(AGENT, self.wrapup_id, state.facts.wrapup.version, patch)
        return state.left, state.agent, state.workers

    def _on_undo(self, state: State, _of: int) -> Any:
        try:
            self._world.review.undo(AGENT, self.wrapup_id, state.facts.wrapup.version)
        except Failure:
            return state.left, state.agent, state.workers
        agent = state.agent
        undone = replace(agent, undone=agent.undone + 1, wanted=agent.before)
        return state.left.less("undos"), undone, state.workers

    # Within

    def _runner(self, script: Script) -> Runner:
        crm = RecordedCrm(script, self._world.crm.plan, self._leave, self._answer)
        work = RecordedWork(self._world.storage.work, script)
        connections: Any = _OneCrm(crm)
        flow = WriteFlow(
            work, connections, deadline_ms=DEADLINE_MS, monotonic=lambda: script.look(self._world.clock)
        )
        return Runner(work, self._world.storage.board, {Kind.WRITE: flow.run})

    def _leave(self, plan: WritePlan, request: WriteRequest, deadline_ms: int) -> int:
        if self._refuse:
            raise REFUSED
        self._sent += 1
        until = self._world.clock.now + deadline_ms
        seen = seen_by(self._world.crm, self.key, self._crm_kind)
        self._requests.append(Request(self._sent, plan, request, until, seen))
        return self._sent

    def _answer(self, number: int) -> WriteReceipt:
        return self._requests[self._place_of(number)].answer()

    def _place_of(self, number: int) -> int:
        return next(place for place, one in enumerate(self._requests) if one.number == number)

    def _change(self, number: int, **update: Any) -> None:
        self._requests = [replace(one, **update) if one.number == number else one for one in self._requests]

    def _seen(self, state: State | None, left: Bounds, agent: Agent, workers: tuple[Worker, ...]) -> State:
        taken = sqlite3.connect(":memory:")
        self._live.backup(taken)
        return State(
            database=taken,
            now=self._world.clock.now,
            facts=self._facts(),
            records=Records.of(self._world.crm),
            left=left,
            agent=agent,
            workers=workers,
            requests=tuple(one for one in self._requests if not one.over),
            sent=self._sent,
        )

    def _facts(self) -> Facts:
        ask = self._live.execute
        job = ask(
            "SELECT id, state, fence, due, again_due, lease_until, attempts, crashes FROM jobs WHERE kind = 'write'"
        ).fetchone()
        intent = ask("SELECT state, revision, fence, deadline_at FROM intents").fetchone()
        ledger = ask("SELECT kind, count(*) FROM ledger GROUP BY kind ORDER BY kind").fetchall()
        return Facts(self._wrapup(), JobFacts(*job) if job else None, intent, tuple(ledger))

    def _wrapup(self) -> WrapUp:
        """Opened once for each version that is stored anywhere."""
        (body,) = self._live.execute("SELECT body FROM wrapup_bodies").fetchone()
        if body not in self._wrapups:
            with self._world.storage.work.read(TENANT) as unit:
                self._wrapups[body] = unit.wrapups.get(self.wrapup_id)
        return self._wrapups[body]


class _OneCrm(FakeConnections):
    def __init__(self, crm: RecordedCrm) -> None:
        self._crm = crm

    def crm(self, tenant_id: str) -> Any:
        return self._crm


def _connection_of(world: World) -> sqlite3.Connection:
    """The storage's own writing connection: what is copied over it is seen by everyone."""
    pooled = world.storage._database._writer.raw_connection()
    live: Any = pooled.driver_connection
    # What a power cut leaves behind is another test's matter, and this one has no time for it.
    live.execute("PRAGMA synchronous = OFF")
    pooled.close()
    assert isinstance(live, sqlite3.Connection)
    return live
