"""Every route for every caller: who may, who may not, and that who may not changes and learns nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount
from starlette.testclient import TestClient

from service.domain.access import Role
from service.settings import Settings
from tests.service.api.access_rows import MOUNTS, ROWS, Ask, Open
from tests.service.api.desk import FOREIGN, Desk, open_desk

OTHER_AGENT = "another agent"
FOREIGNER = "admin of another tenant"
STRANGERS = ("nobody", "no scheme", "garbage", "a revoked key", "an expired key", "an expired token")
EVERYBODY = (*STRANGERS, FOREIGNER, OTHER_AGENT, "a token", *Role)
FEW = ("nobody", FOREIGNER, OTHER_AGENT, Role.AGENT, Role.ADMIN)


class House:
    """A desk, its client, and every caller's way to say who they are."""

    def __init__(self, desk: Desk, client: TestClient) -> None:
        self.desk = desk
        self.client = client
        past = datetime.now(UTC) - timedelta(minutes=1)
        self.credentials: dict[str, str] = {
            "nobody": "",
            "no scheme": desk.key(Role.ADMIN),
            "garbage": "Bearer ack_\xff' OR 1=1 --",
            "a revoked key": f"Bearer {desk.revoked_key()}",
            "an expired key": f"Bearer {desk.key(Role.ADMIN, expires_at=past)}",
            "an expired token": f"Bearer {desk.session(minutes=-1)}",
            "a token": f"Bearer {desk.session(minutes=5)}",
            OTHER_AGENT: f"Bearer {desk.key(Role.AGENT, agent_id='tom')}",
            FOREIGNER: f"Bearer {desk.key(*Role, agent_id='mara', tenant_id=FOREIGN)}",
            **{str(role): f"Bearer {desk.key(role, agent_id=_agent_of(role))}" for role in Role},
        }

    def ask(self, method: str, path: str, ask: Ask, caller: str) -> tuple[int, str]:
        """The status, and whatever of the answer a caller could read."""
        headers = {name.encode(): value.encode() for name, value in ask.headers.items()}
        if self.credentials[caller]:
            headers[b"Authorization"] = self.credentials[caller].encode("latin-1")
        answer = self.client.request(
            method, f"{path.format(**ask.fills)}?{ask.query}", json=ask.json, headers=headers
        )
        return answer.status_code, f"{answer.headers} {answer.text}"


@pytest.fixture
def house(settings: Settings) -> Iterator[House]:
    with open_desk(settings) as desk, TestClient(desk.app) as client:
        yield House(desk, client)


@pytest.fixture
def postgres_house(settings: Settings, postgres_url: str) -> Iterator[House]:
    with open_desk(settings, postgres_url) as desk, TestClient(desk.app) as client:
        yield House(desk, client)


def routes(app: FastAPI) -> set[tuple[str, str]]:
    return {
        (method, str(context.path))
        for context in iter_route_contexts(app.routes)
        if not isinstance(context.original_route, Mount)
        for method in context.methods or {"ANY"}
    }


def test_every_route_has_its_row(house: House) -> None:
    mounts = {route.path for route in house.desk.app.routes if isinstance(route, Mount)}

    assert routes(house.desk.app) == set(ROWS)
    assert mounts == MOUNTS


@pytest.mark.parametrize("route", sorted(ROWS), ids=" ".join)
def test_every_caller_gets_what_the_table_says_of_the_route(house: House, route: tuple[str, str]) -> None:
    assert_as_the_table_says(house, route, EVERYBODY)


@pytest.mark.postgres
@pytest.mark.parametrize("route", sorted(ROWS), ids=" ".join)
def test_on_postgresql_too(postgres_house: House, route: tuple[str, str]) -> None:
    assert_as_the_table_says(postgres_house, route, FEW)


def test_two_roles_together_give_no_more_than_each_by_itself(house: House) -> None:
    """To read of every call, and to hear one's own, is not to hear every call."""
    both = f"Bearer {house.desk.key(Role.INGEST, Role.AGENT, agent_id='tom')}"
    path = f"/v1/calls/{house.desk.call()}"

    told, heard = (
        house.client.get(where, headers={"Authorization": both}).status_code
        for where in (path, f"{path}/transcript")
    )

    assert (told, heard) == (200, 404)


def assert_as_the_table_says(house: House, route: tuple[str, str], callers: tuple[str, ...]) -> None:
    statuses, told, changed = {}, [], []
    for caller in callers:
        ask = ROWS[route].make(house.desk)
        before = house.desk.rows()
        statuses[caller], answer = house.ask(*route, ask, caller)
        if not _sees(route, caller):
            told += [(caller, word) for word in ask.about if word in answer]
            own = statuses[caller] < 300 and route[0] != "GET"
            changed += [caller] if not own and house.desk.rows() != before else []

    assert statuses == {caller: _expected(route, caller) for caller in callers}
    assert (told, changed) == ([], [])


def _expected(route: tuple[str, str], caller: str) -> int:
    row = ROWS[route]
    if isinstance(row, Open):
        return row.status
    if caller in STRANGERS:
        return 401
    if caller == FOREIGNER:
        return row.foreign
    if _role(caller) not in row.roles | {Role.ADMIN}:
        return 403
    return row.other if caller == OTHER_AGENT else row.ok


def _sees(route: tuple[str, str], caller: str) -> bool:
    """Whether the route may tell the caller of what the request is about."""
    row = ROWS[route]
    if isinstance(row, Open) or caller in (*STRANGERS, FOREIGNER):
        return False
    shared = route[1].startswith("/v1/profiles")
    return _role(caller) in row.roles | {Role.ADMIN} and (caller != OTHER_AGENT or shared)


def _agent_of(role: Role) -> str | None:
    return "mara" if role is Role.AGENT else None


def _role(caller: str) -> Role:
    return Role(caller) if caller in set(Role) else Role.AGENT
