"""A supervisor of a team sees its work and no other's, by whatever door."""

import pytest

from service.domain.access import Agent, Principal, Role
from service.domain.errors import NotFound
from service.domain.wrapup import WrapUp
from service.flows.calls import CallDesk
from service.flows.reports import Reports
from service.flows.stream import Stream
from tests.service.flows.world import ADA, ADMIN, TENANT, World, principal

BEN, CY, DI, EVE = "ben", "cy", "di", "eve"
TEAMS = {ADA.id: "red", BEN: "red", CY: "blue", DI: None, EVE: None}


@pytest.fixture
def wrapup(world: World) -> WrapUp:
    """Ada's, of the red team."""
    with world.storage.work.begin(TENANT) as unit:
        unit.agents.sync(
            (ADA if name == ADA.id else Agent(id=name)).model_copy(update={"team": team})
            for name, team in TEAMS.items()
        )
    return world.ready()


def seen(world: World, who: Principal, wrapup: WrapUp) -> set[str]:
    """The doors behind which the caller finds the wrap-up or its call."""
    work = world.storage.work
    desk, stream = CallDesk(work), Stream(work)
    found = {
        "list": [row.id for row in world.review.page(who).items] == [wrapup.id],
        "list of hers": [row.id for row in world.review.page(who, agent_id=ADA.id).items] == [wrapup.id],
        "ledger": bool(list(Reports(work).ledger(who, None))),
        "events": bool(stream.next(who, "0-0")[0]),
        "call by name": bool(desk.by_external_id(who, "call-1")),
    }
    for door, look in (
        ("wrap-up", lambda: world.review.get(who, wrapup.id)),
        ("history", lambda: world.review.history(who, wrapup.id)),
        ("call", lambda: desk.get(who, wrapup.call_id)),
        ("transcript", lambda: desk.transcript(who, wrapup.call_id)),
    ):
        try:
            look()
            found[door] = True
        except NotFound:
            found[door] = False
    return {door for door, is_there in found.items() if is_there}


@pytest.mark.parametrize("agent", [ADA.id, BEN, None])
def test_a_supervisor_of_the_team_or_of_all_sees_it(world: World, wrapup: WrapUp, agent: str | None) -> None:
    assert seen(world, principal(Role.SUPERVISOR, agent=agent), wrapup) == seen(world, ADMIN, wrapup)
    assert len(seen(world, ADMIN, wrapup)) == 9


@pytest.mark.parametrize("agent", [CY, DI, "nobody"])
def test_a_supervisor_of_another_team_or_of_none_does_not(world: World, wrapup: WrapUp, agent: str) -> None:
    assert seen(world, principal(Role.SUPERVISOR, agent=agent), wrapup) == set()


def test_agents_without_a_team_are_no_team(world: World, wrapup: WrapUp) -> None:
    with world.storage.work.read(TENANT) as unit:
        teams = {name: unit.agents.team_of(name) for name in TEAMS}

    assert teams[ADA.id] == teams[BEN] == {ADA.id, BEN}
    assert teams[CY] == {CY}
    assert teams[DI] == teams[EVE] == frozenset()


def test_an_agent_of_the_same_team_sees_their_own_alone(world: World, wrapup: WrapUp) -> None:
    ben = principal(Role.AGENT, agent=BEN)

    assert world.review.page(ben).items == ()
    with pytest.raises(NotFound):
        world.review.get(ben, wrapup.id)


def test_what_a_supervisor_may_not_see_they_may_not_change(world: World, wrapup: WrapUp) -> None:
    of_blue, of_red = (principal(Role.SUPERVISOR, agent=name) for name in (CY, BEN))

    with pytest.raises(NotFound):
        world.review.dismiss(of_blue, wrapup.id, wrapup.version)

    assert world.review.dismiss(of_red, wrapup.id, wrapup.version).state == "dismissed"
