"""What a source's settings say of one Twilio account: who speaks where, whose leg is whose, how to ask it."""

from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, SecretStr, model_validator

from connectors.contracts import Speaker, Value
from connectors.transport.http import clean_origin

Origin = Annotated[str, AfterValidator(clean_origin)]
# As an ingress shows it, its prefix included: Twilio signs every byte of it.
Address = Annotated[str, Field(pattern=r"^https?://[!-\"$->@-~]{1,500}$")]
Roles = dict[str, Speaker]


class Settings(Value):
    """Every key has a default: without credentials deliveries are read, and nothing is fetched.

    `channels` give the parties of `media_channel` in transcripts of version 2, `channels_outbound` those of
    outbound calls where they differ; `conversation_channels` those of version 3, for participants whose
    type Twilio does not know.
    """

    model_config = ConfigDict(hide_input_in_errors=True)

    public_url: Address | None = None
    account_sid: str = Field(default="", pattern=r"^(AC[0-9a-fA-F]{32})?$")
    api_key: str = Field(default="", max_length=100)
    api_secret: SecretStr = SecretStr("")
    transcripts: Literal["announced", "by_recording", "none"] = "announced"
    redacted: bool = True
    channels: Roles = Field(default_factory=dict)
    channels_outbound: Roles | None = None
    conversation_channels: Roles = Field(default_factory=dict)
    legs: Literal["each", "one"] = "each"
    dialled: Literal["customer", "agent"] | None = None
    agent_parameter: str = Field(default="", max_length=100)
    agent_name_parameter: str = Field(default="", max_length=100)
    queue_parameter: str = Field(default="", max_length=100)
    api_base: Origin = "https://api.twilio.com"
    intelligence_base: Origin = "https://intelligence.twilio.com"
    conversations_base: Origin = "https://conversations.twilio.com"
    ca_file: str | None = None

    @model_validator(mode="after")
    def _whole(self) -> "Settings":
        """A key without its secret, or without its account, would fail at the first call, unseen."""
        if bool(self.account_sid) != bool(self.api_secret.get_secret_value()):
            raise ValueError("account_sid and api_secret go together")
        return self

    def roles(self, direction: str) -> Roles:
        """The parties of the channels of a call of this direction, as Twilio's recordings have them."""
        outbound = direction == "outbound" and self.channels_outbound is not None
        return (self.channels_outbound or {}) if outbound else self.channels
