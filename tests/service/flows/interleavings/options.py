"""What can happen next in a state: every actor's possible step, and every fault that the bounds still allow."""

from collections.abc import Iterator

from service.domain.wrapup import State as Stage
from tests.service.flows.interleavings.network import Request
from tests.service.flows.interleavings.state import Action, State, Worker

WORKERS = 2


def what_can_happen(state: State, *, in_part: bool) -> Iterator[Action]:
    """`in_part`: a plan may land with only the first of its records."""
    yield from _of_workers(state)
    for request in state.requests:
        yield from _of_request(state, request, in_part=in_part)
    yield from _of_time(state)
    yield from _of_agent(state)


def _of_workers(state: State) -> Iterator[Action]:
    job, left = state.facts.job, state.left
    if len(state.workers) < WORKERS and job and job.state == "waiting" and job.due <= state.now:
        yield Action("claim")
    for place, worker in enumerate(state.workers):
        if _can_go_on(state, worker):
            yield Action("step", place)
        if left.losses and worker.before == "leave":
            yield Action("refuse", place)
        if left.crashes and not worker.stalled:
            yield Action("crash", place)
        if left.stalls and not worker.stalled:
            yield Action("stall", place)


def _of_request(state: State, request: Request, *, in_part: bool) -> Iterator[Action]:
    left = state.left
    if request.flying:
        yield Action("land", request.number)
        if left.losses and in_part:
            yield Action("land_in_part", request.number)
    if request.awaited and not request.answered:
        if left.losses:
            yield Action("lose", request.number)
        if left.blocks:
            yield Action("block", request.number)


def _of_time(state: State) -> Iterator[Action]:
    """Workers are quick beside leases and deadlines; one that is not pauses, or has stalled."""
    job, left = state.facts.job, state.left
    if job and job.lease_until is not None and job.lease_until <= state.now:
        yield Action("sweep")
    coming = min((moment for moment in state.moments() if moment > state.now), default=None)
    if coming is None:
        return
    if any(one.awaited and not one.answered and one.until <= coming for one in state.requests):
        yield from [Action("time_out")] if left.losses else []
    elif any(not one.stalled and _can_go_on(state, one) for one in state.workers):
        yield from [Action("pause")] if left.pauses else []
    else:
        yield Action("tick")


def _of_agent(state: State) -> Iterator[Action]:
    stage, left = state.facts.wrapup.state, state.left
    if stage in {Stage.READY, Stage.BLOCKED} and left.confirms:
        yield Action("confirm")
    if stage is Stage.WRITTEN and left.confirms:
        yield Action("edit")
    if stage is Stage.CONFIRMED and left.undos:
        yield Action("undo")
    if stage in {Stage.CONFIRMED, Stage.WRITTEN} and left.repeats:
        yield Action("repeat")


def _can_go_on(state: State, worker: Worker) -> bool:
    return worker.awaits is None or any(
        one.number == worker.awaits and one.answered for one in state.requests
    )
