"""What a tenant's file says of its Dialpad account; without an API token transcripts are read from events alone."""

from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, SecretStr

from connectors.contracts import Speaker, Value
from connectors.transport.http import clean_origin


class Settings(Value):
    """`codes` leads from our disposition codes to labels of Dialpad, `roles` from `user_id` and `contact_id`.

    Whether setting labels replaces those of the agent is not told, so they are read before; `keep_labels`
    off spares that read, of which Dialpad allows ten a minute.
    """

    model_config = ConfigDict(hide_input_in_errors=True)

    api_token: SecretStr = SecretStr("")
    api_base: Annotated[str, AfterValidator(clean_origin)] = "https://dialpad.com"
    roles: dict[str, Speaker] = Field(default_factory=dict)
    codes: dict[str, Annotated[str, Field(min_length=1, max_length=200)]] = Field(default_factory=dict)
    keep_labels: bool = True
