"""Keys, tickets and tokens: what a caller shows, and who that makes them.

Secrets are 32 random bytes behind a prefix that names their kind. Only their hash is stored: with that much
chance in them, a slow password hash would add nothing.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from service.domain.access import ApiKey, Principal, Role
from service.domain.errors import FieldProblem, Invalid, Unauthenticated
from service.domain.ports import Doors, Work
from service.domain.values import Value

KEY = "ack_"
TICKET = "act_"
SESSION = "acs_"
PREFIX_SHOWN = 10
TICKET_LIFE = timedelta(hours=12)
SESSION_LIFE = timedelta(hours=8)
MAX_BEARER = 200


class NewKey(Value):
    """A fresh key. `secret` is shown this once and cannot be read again."""

    key: ApiKey
    secret: str


class Session(Value):
    """A short-lived token for one agent, for the widget's memory."""

    token: str
    expires_at: datetime
    agent_id: str
    tenant: str


class NewTicket(Value):
    """A one-use ticket, to be handed over in the fragment of an address."""

    ticket: str
    expires_at: datetime
    agent_id: str


def fingerprint(secret: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Access:
    def __init__(self, work: Work, doors: Doors) -> None:
        self._work = work
        self._doors = doors

    def authenticate(self, bearer: str) -> Principal:
        """The caller behind a key or token. Raises `Unauthenticated` for any other text."""
        principal = None
        if len(bearer) <= MAX_BEARER and bearer.startswith(KEY):
            principal = self._doors.principal_of_key(fingerprint(bearer))
        elif len(bearer) <= MAX_BEARER and bearer.startswith(SESSION):
            principal = self._doors.principal_of_session(fingerprint(bearer))
        if principal is None:
            raise Unauthenticated
        return principal

    def create_key(
        self,
        principal: Principal,
        roles: tuple[Role, ...],
        agent_id: str | None = None,
        expires_at: datetime | None = None,
    ) -> NewKey:
        principal.require(Role.ADMIN)
        _check_roles(roles, agent_id)
        secret = _secret(KEY)
        with self._work.begin(principal.tenant_id) as unit:
            if agent_id is not None:
                unit.agents.get(agent_id)
            key = unit.credentials.create_key(
                fingerprint(secret), secret[:PREFIX_SHOWN], roles, agent_id, expires_at
            )
            data = {"roles": list(roles), "agent_id": agent_id}
            unit.audit.append("key.created", actor=principal.subject, subject=key.id, data=data)
        return NewKey(key=key, secret=secret)

    def keys(self, principal: Principal) -> tuple[ApiKey, ...]:
        principal.require(Role.ADMIN)
        with self._work.read(principal.tenant_id) as unit:
            return unit.credentials.keys()

    def revoke(self, principal: Principal, key_id: str) -> None:
        principal.require(Role.ADMIN)
        with self._work.begin(principal.tenant_id) as unit:
            unit.credentials.revoke(key_id)
            unit.audit.append("key.revoked", actor=principal.subject, subject=key_id, data={})

    def issue_ticket(self, principal: Principal, agent_id: str) -> NewTicket:
        """A ticket for one agent, to be asked for by the customer's own backend."""
        principal.require(Role.ADMIN)
        secret = _secret(TICKET)
        with self._work.begin(principal.tenant_id) as unit:
            unit.agents.get(agent_id)
            expires_at = unit.now + TICKET_LIFE
            unit.credentials.create_ticket(fingerprint(secret), agent_id, expires_at)
        return NewTicket(ticket=secret, expires_at=expires_at, agent_id=agent_id)

    def redeem(self, ticket: str) -> Session:
        """A ticket for a token, once. Raises `Unauthenticated` for a used, old or invented one."""
        found = self._doors.redeem_ticket(fingerprint(ticket)) if ticket.startswith(TICKET) else None
        if found is None:
            raise Unauthenticated
        tenant_id, agent_id = found
        secret = _secret(SESSION)
        with self._work.begin(tenant_id) as unit:
            expires_at = unit.now + SESSION_LIFE
            principal = Principal(
                tenant_id=tenant_id,
                subject=f"agent:{agent_id}",
                roles=frozenset({Role.AGENT}),
                agent_id=agent_id,
                expires_at=expires_at,
            )
            unit.credentials.create_session(fingerprint(secret), principal)
        return Session(token=secret, expires_at=expires_at, agent_id=agent_id, tenant=tenant_id)


def _secret(prefix: str) -> str:
    return prefix + secrets.token_urlsafe(32)


def _check_roles(roles: tuple[Role, ...], agent_id: str | None) -> None:
    if not roles:
        raise Invalid(FieldProblem(pointer="/roles", detail="give at least one role"))
    if Role.AGENT in roles and agent_id is None:
        raise Invalid(FieldProblem(pointer="/agent_id", detail="an agent's key names its agent"))
