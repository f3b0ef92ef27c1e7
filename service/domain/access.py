"""Who may do what: roles, and the caller that a key, token or source was turned into."""

from datetime import datetime
from enum import StrEnum

from service.domain.errors import Forbidden
from service.domain.values import Value


class Role(StrEnum):
    INGEST = "ingest"
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    VIEWER = "viewer"
    TUNER = "tuner"
    APPROVER = "approver"
    ADMIN = "admin"


class Principal(Value):
    """The caller. The tenant comes from the authenticated credential, never from a body."""

    tenant_id: str
    subject: str
    roles: frozenset[Role]
    agent_id: str | None = None
    expires_at: datetime | None = None

    def may(self, *roles: Role) -> bool:
        """Whether the caller holds one of the roles; `admin` holds all."""
        return Role.ADMIN in self.roles or not self.roles.isdisjoint(roles)

    def require(self, *roles: Role) -> None:
        if not self.may(*roles):
            raise Forbidden

    @property
    def sees_all(self) -> bool:
        """Whether everybody's wrap-ups are visible. A supervisor whose key names an agent sees their team's."""
        return Role.ADMIN in self.roles or (Role.SUPERVISOR in self.roles and self.agent_id is None)


class Agent(Value):
    """A person, joined over telephony ids, CRM user and sign-in subject."""

    id: str
    name: str = ""
    telephony_ids: tuple[str, ...] = ()
    crm_user_id: str | None = None
    oidc_sub: str | None = None
    team: str | None = None


class ApiKey(Value):
    """A key as it is listed. The secret itself is shown once and kept only as a hash."""

    id: str
    prefix: str
    roles: tuple[Role, ...]
    agent_id: str | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
