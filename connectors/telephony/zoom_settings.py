"""What a source's settings say of one Zoom account: who its agents are, which calls count, how to ask it."""

from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, SecretStr, model_validator

from connectors.contracts import Speaker, Value
from connectors.transport.guarded import Hosts
from connectors.transport.http import clean_origin

Origin = Annotated[str, AfterValidator(clean_origin)]


class Settings(Value):
    """Every key has a default: without credentials deliveries are read, and nothing is fetched.

    `speakers` give roles to names, extensions and channel marks as transcripts have them; `others` is the
    role of whoever is named in a transcript and is neither the recording's agent nor among them.
    """

    model_config = ConfigDict(hide_input_in_errors=True)

    account_id: str = Field(default="", max_length=100)
    client_id: str = Field(default="", max_length=100)
    client_secret: SecretStr = SecretStr("")
    agent_id: Literal["user_id", "extension"] = "user_id"
    transcripts: bool = True
    internal_calls: bool = False
    meetings: bool = False
    speakers: dict[str, Speaker] = Field(default_factory=dict)
    others: Speaker = Speaker.UNKNOWN
    downloads: Hosts = Hosts(public=frozenset({"zoom.us", "file.zoom.us"}))
    api_base: Origin = "https://api.zoom.us"
    oauth_base: Origin = "https://zoom.us"
    ca_file: str | None = None

    @model_validator(mode="after")
    def _whole(self) -> "Settings":
        given = {bool(self.account_id), bool(self.client_id), bool(self.client_secret.get_secret_value())}
        if len(given) > 1:
            raise ValueError("account_id, client_id and client_secret go together")
        return self
