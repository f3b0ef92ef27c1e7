"""What a tenant's file says of its Salesforce org, checked before anything is sent."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from phonenumbers import SUPPORTED_REGIONS
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError

from connectors.errors import FieldIssue, Permanent
from connectors.transport.http import clean_origin


class Settings(BaseModel):
    """Frozen, strict about its keys, and silent about values: they may be secrets."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class ClientCredentials(Settings):
    """An External Client App that runs as its integration user; needs the org's My Domain address."""

    flow: Literal["client_credentials"]
    client_id: str = Field(min_length=1)
    client_secret: SecretStr


class JwtBearer(Settings):
    """A user pre-authorised for the app; `private_key` is PEM, RSA. Sandboxes use test.salesforce.com."""

    flow: Literal["jwt_bearer"]
    username: str = Field(min_length=1)
    client_id: str = Field(min_length=1)
    private_key: SecretStr
    audience: str = "https://login.salesforce.com"


class Password(Settings):
    """The username-password flow, which new orgs block by default; for old ones and for try-outs."""

    flow: Literal["password"]
    username: str = Field(min_length=1)
    password: SecretStr
    security_token: SecretStr = SecretStr("")
    client_id: str = Field(min_length=1)
    client_secret: SecretStr


def _region(value: str) -> str:
    if value.upper() not in SUPPORTED_REGIONS:
        raise ValueError("not a two-letter country code")
    return value.upper()


class SalesforceSettings(Settings):
    """One org. `key_field` is a custom text field of activities: External ID and Unique.

    `phone_region` is the country whose numbers people type without a country code; without it every
    caller's number is searched in its national form too.
    """

    base_url: Annotated[str, AfterValidator(clean_origin)]
    auth: Annotated[ClientCredentials | JwtBearer | Password, Field(discriminator="flow")]
    api_version: str = Field(default="62.0", pattern=r"^\d{2,3}\.0$")
    key_field: str = Field(default="Aftercall_Key__c", pattern=r"^[A-Za-z][A-Za-z0-9_]{0,36}__c$")
    call_object: Literal["Task", "VoiceCall"] = "Task"
    phone_region: Annotated[str, AfterValidator(_region)] | None = None
    timeout_ms: int = Field(default=20_000, ge=100, le=120_000)
    connect_timeout_ms: int = Field(default=3_050, ge=50, le=30_000)
    connections: int = Field(default=32, ge=1, le=256)
    ca_file: str | None = None


def parse_settings(settings: Mapping[str, Any]) -> SalesforceSettings:
    """Raise `Permanent("bad_settings")` with an issue a key: its place and rule, never its value."""
    try:
        return SalesforceSettings.model_validate(dict(settings))
    except ValidationError as error:
        issues = tuple(
            FieldIssue(".".join(map(str, item["loc"])), item["type"], item["msg"])
            for item in error.errors(include_url=False, include_context=False, include_input=False)
        )
    raise Permanent("bad_settings", issues=issues)
