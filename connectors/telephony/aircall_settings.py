"""What a tenant's file says of its Aircall account; without an API key deliveries are read alone."""

from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, SecretStr, model_validator

from connectors.contracts import Speaker, Value
from connectors.transport.http import clean_origin


class Settings(Value):
    """`codes` leads from our disposition codes to ids of Aircall tags, `roles` from kinds of participants."""

    model_config = ConfigDict(hide_input_in_errors=True)

    api_id: str = ""
    api_token: SecretStr = SecretStr("")
    api_base: Annotated[str, AfterValidator(clean_origin)] = "https://api.aircall.io"
    roles: dict[str, Speaker] = Field(default_factory=dict)
    codes: dict[str, int] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _whole(self) -> "Settings":
        if bool(self.api_id) != bool(self.api_token.get_secret_value()):
            raise ValueError("api_id and api_token belong together")
        return self
