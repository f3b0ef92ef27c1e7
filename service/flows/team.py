"""Whose work a caller sees: their own, their team's, or everybody's."""

from service.domain.access import Principal, Role
from service.domain.ports import UnitOfWork


def agents_seen(unit: UnitOfWork, principal: Principal) -> frozenset[str] | None:
    """The agents whose calls and wrap-ups the caller sees; None for everybody's, and nobody's as well."""
    if principal.sees_all:
        return None
    if principal.agent_id is None or not principal.may(Role.AGENT, Role.SUPERVISOR):
        return frozenset()
    own = frozenset({principal.agent_id})
    return own | unit.agents.team_of(principal.agent_id) if principal.may(Role.SUPERVISOR) else own
