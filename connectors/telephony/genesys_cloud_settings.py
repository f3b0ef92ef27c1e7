"""What a tenant's file says of its Genesys Cloud organisation; without an OAuth client deliveries are read alone."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, SecretStr, model_validator

from connectors.contracts import Speaker, Value
from connectors.transport.http import clean_origin
from connectors.transport.static_secret import Style

HEADER = re.compile(r"[a-z0-9-]{1,60}")
REGION = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")


def _header(name: str) -> str:
    if not HEADER.fullmatch(name.lower()):
        raise ValueError("not the name of a header")
    return name.lower()


def _region(domain: str) -> str:
    if domain and not REGION.fullmatch(domain.lower()):
        raise ValueError("give the region's domain only, such as mypurecloud.ie")
    return domain.lower()


class Settings(Value):
    """`region` is the domain behind `login.` and `api.`; the two addresses themselves are for stand-ins.

    `codes` leads from our disposition codes to ids of Genesys wrap-up codes, `queues` from queue ids to the
    names that profiles and lists use.
    """

    model_config = ConfigDict(hide_input_in_errors=True)

    header: Annotated[str, AfterValidator(_header)] = "x-aftercall-secret"
    style: Style = "bare"
    region: Annotated[str, AfterValidator(_region)] = ""
    api_base: Annotated[str, AfterValidator(clean_origin)] | None = None
    login_base: Annotated[str, AfterValidator(clean_origin)] | None = None
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    transcript_hosts: frozenset[str] = frozenset()
    private_transcript_hosts: frozenset[str] = frozenset()
    roles: dict[str, Speaker] = Field(default_factory=dict)
    queues: dict[str, str] = Field(default_factory=dict)
    codes: dict[str, str] = Field(default_factory=dict)
    notes: bool = True
    wrapup_of: Literal["communication", "participant"] = "communication"
    page_size: int = Field(default=100, ge=1, le=100)

    @model_validator(mode="after")
    def _whole(self) -> "Settings":
        """An OAuth client needs to know where to go."""
        if bool(self.client_id) != bool(self.client_secret.get_secret_value()):
            raise ValueError("client_id and client_secret belong together")
        if self.client_id and not (self.api_origin and self.login_origin):
            raise ValueError("with client_id give region, or api_base and login_base")
        if self.client_id and not (self.transcript_hosts or self.private_transcript_hosts):
            raise ValueError("with client_id give transcript_hosts")
        return self

    @property
    def api_origin(self) -> str:
        return self.api_base or (f"https://api.{self.region}" if self.region else "")

    @property
    def login_origin(self) -> str:
        return self.login_base or (f"https://login.{self.region}" if self.region else "")
