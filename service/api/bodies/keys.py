"""Keys, sessions and profiles as the API takes and gives them."""

from pydantic import ConfigDict, Field, SecretStr

from service.api.bodies.shapes import Moment, Text
from service.domain.access import ApiKey, Role
from service.domain.profile import Profile, VersionedProfile
from service.domain.values import Value
from service.flows.access import NewKey, NewTicket, Session


class KeyRequest(Value):
    """`agent_id` is needed for the role `agent`."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"roles": ["ingest"]}]})

    roles: tuple[Role, ...] = Field(min_length=1, max_length=len(Role))
    agent_id: Text | None = None
    expires_at: Moment | None = None


class KeyBody(Value):
    """A key as it is listed; its secret cannot be shown again."""

    model_config = ConfigDict(title="Key")

    id: str
    prefix: str
    roles: tuple[Role, ...]
    agent_id: str | None
    created_at: Moment
    expires_at: Moment | None
    revoked_at: Moment | None
    last_used_at: Moment | None

    @classmethod
    def of(cls, key: ApiKey) -> "KeyBody":
        return cls(**{name: getattr(key, name) for name in KeyBody.model_fields})


class NewKeyBody(KeyBody):
    """`secret` is shown this once."""

    model_config = ConfigDict(title="NewKey")

    secret: str

    @classmethod
    def made(cls, new: NewKey) -> "NewKeyBody":
        return cls(**dict(KeyBody.of(new.key)), secret=new.secret)


class TicketBody(Value):
    """A one-use ticket, such as the review page's address carries in its fragment."""

    model_config = ConfigDict(title="Ticket")

    ticket: SecretStr = Field(min_length=1, max_length=500)


class TicketRequest(Value):
    agent_id: str = Field(min_length=1, max_length=200)


class NewTicketBody(Value):
    """A ticket, good for one sign-in."""

    model_config = ConfigDict(title="New ticket")

    ticket: str
    expires_at: Moment
    agent_id: str

    @classmethod
    def of(cls, made: NewTicket) -> "NewTicketBody":
        return cls(ticket=made.ticket, expires_at=made.expires_at, agent_id=made.agent_id)


class SessionBody(Value):
    """A short-lived token of one agent, to be kept in memory only."""

    model_config = ConfigDict(title="Session")

    token: str
    expires_at: Moment
    agent_id: str

    @classmethod
    def of(cls, session: Session) -> "SessionBody":
        return cls(token=session.token, expires_at=session.expires_at, agent_id=session.agent_id)


class ProfileImport(Value):
    profile: Profile
    note: str = Field(default="", max_length=500)


class PublishRequest(Value):
    version: int = Field(ge=1, le=1_000_000_000)
    note: str = Field(default="", max_length=500)


class ProfileBody(Value):
    """One version of a profile. `ref` is what drafts record, such as `default@3`."""

    model_config = ConfigDict(title="VersionedProfile")

    name: str
    version: int
    ref: str
    content: Profile

    @classmethod
    def of(cls, versioned: VersionedProfile) -> "ProfileBody":
        return cls(
            name=versioned.profile.name,
            version=versioned.version,
            ref=versioned.ref,
            content=versioned.profile,
        )
