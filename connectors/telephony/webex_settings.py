"""What a tenant's file says of its Webex Contact Center; without a token deliveries are read alone."""

from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, ConfigDict, Field, SecretStr, ValidationError, model_validator

from connectors.contracts import Speaker, Value
from connectors.transport.guarded import Hosts
from connectors.transport.http import clean_origin

TOKEN_URL = "https://webexapis.com/v1/access_token"  # noqa: S105 - an address, not a token


def _token_url(url: str) -> str:
    parts = urlsplit(url)
    clean_origin(f"{parts.scheme}://{parts.netloc}")
    return url


class Settings(Value):
    """`api_base` is that of the organisation's region.

    Either a service app (`client_id`, `client_secret`, `refresh_token`) or an `access_token`. `events` announce
    a transcript; `sources` are the kinds of transcript by which one is chosen, the best first; `queues` leads
    from queue ids to the names that profiles and lists use.
    """

    model_config = ConfigDict(hide_input_in_errors=True)

    api_base: Annotated[str, AfterValidator(clean_origin)] = "https://api.wxcc-us1.cisco.com"
    token_url: Annotated[str, AfterValidator(_token_url)] = TOKEN_URL
    org_id: str = ""
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    refresh_token: SecretStr = SecretStr("")
    access_token: SecretStr = SecretStr("")
    events: frozenset[str] = frozenset({"capture:available", "task:ended"})
    sources: tuple[str, ...] = Field(default=("realtime-voice", "recording"), min_length=1, max_length=10)
    transcript_hosts: frozenset[str] = frozenset()
    private_transcript_hosts: frozenset[str] = frozenset()
    roles: dict[str, Speaker] = Field(default_factory=dict)
    queues: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        app = [self.client_id, self.client_secret.get_secret_value(), self.refresh_token.get_secret_value()]
        if any(app) and not all(app):
            raise ValueError("client_id, client_secret and refresh_token belong together")
        if any(app) and self.access_token.get_secret_value():
            raise ValueError("give a service app or an access_token, not both")
        if self.connected and not (self.transcript_hosts or self.private_transcript_hosts):
            raise ValueError("with a token give transcript_hosts")
        try:
            Hosts(public=self.transcript_hosts, private=self.private_transcript_hosts)
        except ValidationError:
            raise ValueError("transcript_hosts: give hosts only, such as files.example.com") from None
        return self

    @property
    def connected(self) -> bool:
        return bool(self.client_id or self.access_token.get_secret_value())

    @property
    def hosts(self) -> Hosts:
        return Hosts(public=self.transcript_hosts, private=self.private_transcript_hosts)
