"""Agents: sealed, since they are people, and found by keyed hashes of their ids elsewhere."""

from collections.abc import Iterable, Iterator

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from service.domain.access import Agent
from service.domain.errors import NotFound
from service.domain.ids import new_id
from service.storage.binds import OF, TENANT
from service.storage.codec import pack
from service.storage.session import Session
from service.storage.tables import agent_identities, agents

TELEPHONY = "telephony"
CRM = "crm"
OIDC = "oidc"

_ALL = select(agents.c.id, agents.c.body).where(agents.c.tenant_id == TENANT)
_GET = _ALL.where(agents.c.id == OF)
_MATE = agents.alias("mate")
# No team equals no team nowhere: NULL is no value to compare with.
_TEAM = (
    select(_MATE.c.id)
    .join(agents, (agents.c.tenant_id == _MATE.c.tenant_id) & (agents.c.team == _MATE.c.team))
    .where(agents.c.tenant_id == TENANT, agents.c.id == OF)
)
_BY_IDENTITY = _ALL.join(
    agent_identities,
    (agent_identities.c.tenant_id == agents.c.tenant_id) & (agent_identities.c.agent_id == agents.c.id),
).where(
    agent_identities.c.kind == bindparam("of_kind"), agent_identities.c.external_id_hmac == bindparam("mac")
)
_DELETE = delete(agents).where(agents.c.tenant_id == TENANT, agents.c.id == OF)
_DROP_IDENTITIES = delete(agent_identities).where(
    agent_identities.c.tenant_id == TENANT, agent_identities.c.agent_id == OF
)
_NEW = insert(agents)
_PUT = _NEW.on_conflict_do_update(
    index_elements=["tenant_id", "id"],
    set_={name: _NEW.excluded[name] for name in ("team", "body", "updated_at")},
)
_NEW_IDENTITY = insert(agent_identities)
_CLAIM_IDENTITY = _NEW_IDENTITY.on_conflict_do_nothing()
_PUT_IDENTITY = _NEW_IDENTITY.on_conflict_do_update(
    index_elements=["tenant_id", "kind", "external_id_hmac"],
    set_={"agent_id": _NEW_IDENTITY.excluded.agent_id},
)


class SqlAgents:
    def __init__(self, session: Session) -> None:
        self._session = session

    def sync(self, agents: Iterable[Agent]) -> None:
        """Only agents that changed are written: most starts write nothing."""
        known = {row.id: row.body for row in self._session.run(_ALL)}
        for agent in agents:
            body = known.get(agent.id)
            if body is None or self._opened(agent.id, body) != agent:
                self._put(agent)

    def by_telephony_id(self, external_id: str, name: str) -> Agent:
        mac = self._session.keys.mac(f"agent/{TELEPHONY}", external_id)
        found = self._by_telephony_mac(mac)
        return found or self._made(Agent(id=new_id(), name=name, telephony_ids=(external_id,)), mac)

    def get(self, agent_id: str) -> Agent:
        row = self._session.run(_GET, of=agent_id).one_or_none()
        if row is None:
            raise NotFound
        return self._opened(row.id, row.body)

    def team_of(self, agent_id: str) -> frozenset[str]:
        return frozenset(self._session.run(_TEAM, of=agent_id).scalars())

    def _by_telephony_mac(self, mac: bytes) -> Agent | None:
        row = self._session.run(_BY_IDENTITY, of_kind=TELEPHONY, mac=mac).one_or_none()
        return self._opened(row.id, row.body) if row else None

    def _made(self, agent: Agent, mac: bytes) -> Agent:
        """Whoever makes an agent at first sight a moment later takes the one that is there."""
        self._store(agent)
        row = {"kind": TELEPHONY, "external_id_hmac": mac, "agent_id": agent.id}
        if self._session.insert(_CLAIM_IDENTITY, **row):
            return agent
        self._session.run(_DELETE, of=agent.id)
        found = self._by_telephony_mac(mac)
        if found is None:
            raise NotFound
        return found

    def _put(self, agent: Agent) -> None:
        self._store(agent)
        self._session.run(_DROP_IDENTITIES, of=agent.id)
        rows = [
            {
                "kind": kind,
                "external_id_hmac": self._session.keys.mac(f"agent/{kind}", external_id),
                "agent_id": agent.id,
            }
            for kind, external_id in _identities(agent)
        ]
        self._session.insert_all(_PUT_IDENTITY, rows)

    def _store(self, agent: Agent) -> None:
        now = self._session.now
        body = self._session.keys.seal(pack(agent), "agents", agent.id, "body")
        self._session.insert(_PUT, id=agent.id, team=agent.team, body=body, created_at=now, updated_at=now)

    def _opened(self, agent_id: str, body: bytes) -> Agent:
        stored = self._session.keys.open(body, "agents", agent_id, "body")
        return Agent.model_validate_json(stored, extra="ignore")


def _identities(agent: Agent) -> Iterator[tuple[str, str]]:
    yield from ((TELEPHONY, external_id) for external_id in agent.telephony_ids)
    if agent.crm_user_id:
        yield CRM, agent.crm_user_id
    if agent.oidc_sub:
        yield OIDC, agent.oidc_sub
