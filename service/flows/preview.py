"""What would be written where, shown to the agent before the confirm: the plan, made without any call."""

from collections.abc import Callable, Mapping

from connectors.contracts import WriteOperation
from connectors.errors import ConnectorError
from service.domain.connections import Connections
from service.domain.errors import Failure, FieldProblem, Invalid
from service.domain.ports import UnitOfWork
from service.domain.wrapup import State, Target, WrapUp
from service.flows.review_rules import profile_of
from service.flows.write_request import build_write

UNDECIDED = {State.READY, State.BLOCKED}

Planner = Callable[[Target], tuple[WriteOperation, ...]]


def with_plans(unit: UnitOfWork, connections: Connections, wrapup: WrapUp) -> WrapUp:
    """The wrap-up with the plan of every target whose record is settled; never stored, always of now."""
    if wrapup.state not in UNDECIDED or not any(target.settled for target in wrapup.targets):
        return wrapup
    plan = _planner(unit, connections, wrapup)
    if plan is None:
        return wrapup

    def planned(target: Target) -> Target:
        try:
            return target.model_copy(update={"plan": plan(target)}) if target.settled else target
        except ConnectorError:
            return target

    return wrapup.model_copy(update={"targets": tuple(planned(target) for target in wrapup.targets)})


def check_plannable(unit: UnitOfWork, connections: Connections, wrapup: WrapUp, target: Target) -> None:
    """Raise `Invalid` for a record that the connector would never write to, such as an id that is none."""
    plan = _planner(unit, connections, wrapup)
    try:
        if plan is not None:
            plan(target)
    except ConnectorError:
        raise Invalid(FieldProblem(pointer="/record", detail="not a record's id of this CRM")) from None


def _planner(unit: UnitOfWork, connections: Connections, wrapup: WrapUp) -> Planner | None:
    """None where there is no CRM, or it is switched off: nothing can be said of a plan then."""
    try:
        crm = connections.crm(wrapup.tenant_id)
        agent = unit.agents.get(wrapup.agent_id) if wrapup.agent_id else None
        profile = profile_of(unit, wrapup.draft)
        call = unit.calls.get(wrapup.call_id)
    except Failure:
        return None
    if crm is None:
        return None

    def vault() -> Mapping[str, str]:
        return unit.calls.transcript(wrapup.call_id).vault

    return lambda target: crm.plan(build_write(wrapup, call, profile, target, agent, vault)).operations
