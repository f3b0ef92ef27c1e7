"""What a tenant's file says of its language model; nothing else decides where a transcript is sent."""

from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from connectors.llm.prices import Prices

OPENAI_URL = "https://api.openai.com/v1"

COMPATIBLE_CONTEXT = 32_000
HOSTED_CONTEXT = 128_000

_AZURE_ONLY = ("azure_endpoint", "azure_deployment", "api_version")
_NEEDED = {
    "openai": ("api_key",),
    "azure": ("azure_endpoint", "api_version", "api_key"),
    "compatible": ("base_url",),
}
_UNUSED = {"openai": _AZURE_ONLY, "azure": ("base_url",), "compatible": _AZURE_ONLY}


class LlmSettings(BaseModel):
    """`compatible` is any server of the same protocol: vLLM, llama.cpp, Ollama, a gateway.

    `json_schema: false` asks for a JSON object and puts the schema into the instructions, for servers
    without strict schemas. `schema_bounds: false` takes lengths and ranges out of the schema, for servers
    that refuse them. `longest_text` (characters) and `longest_list` bring a small model to an end.
    `one_user_message` joins the messages to one, for chat templates that insist on turns. `temperature`
    left out is 0 for compatible servers, else the provider's own. `context_tokens` is how much the model takes
    in one request, instructions and answer included; a longer call is sent in parts.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    provider: Literal["openai", "azure", "compatible"] = "compatible"
    model: str = Field(min_length=1, max_length=200)
    base_url: str | None = None
    api_key: SecretStr | None = None
    azure_endpoint: str | None = None
    azure_deployment: str | None = Field(default=None, pattern=r"^[A-Za-z0-9._-]{1,64}$")
    api_version: str | None = None
    json_schema: bool = True
    schema_bounds: bool | None = None
    longest_text: int | None = Field(default=None, ge=20, le=1_000)
    longest_list: int | None = Field(default=None, ge=1, le=100)
    one_user_message: bool = False
    context_tokens: int | None = Field(default=None, ge=2_000, le=10_000_000)
    max_tokens_parameter: Literal["max_completion_tokens", "max_tokens"] | None = None
    temperature: float | None = Field(default=None, ge=0, le=2)
    connections: int = Field(default=64, ge=1, le=1000)
    prices: Prices | None = None

    @field_validator("base_url", "azure_endpoint")
    @classmethod
    def _address(cls, url: str | None) -> str | None:
        if url is None:
            return None
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("must be an http or https address")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("must carry no user, query or fragment")
        return url.rstrip("/")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        """Each provider's own needs, so that a half-filled file fails at start and not on the first call."""
        for name in _NEEDED[self.provider]:
            if getattr(self, name) is None:
                raise ValueError(f"provider {self.provider} needs {name}")
        for name in _UNUSED[self.provider]:
            if getattr(self, name) is not None:
                raise ValueError(f"provider {self.provider} takes no {name}")
        return self

    @property
    def bounded(self) -> bool:
        """Azure documents lengths and ranges as unsupported in strict schemas; others take them."""
        return self.provider != "azure" if self.schema_bounds is None else self.schema_bounds

    @property
    def context(self) -> int:
        if self.context_tokens is not None:
            return self.context_tokens
        return COMPATIBLE_CONTEXT if self.provider == "compatible" else HOSTED_CONTEXT

    @property
    def tokens_parameter(self) -> str:
        """Reasoning models refuse `max_tokens`; some compatible servers do not know its successor."""
        if self.max_tokens_parameter:
            return self.max_tokens_parameter
        return "max_tokens" if self.provider == "compatible" else "max_completion_tokens"

    @property
    def sent_temperature(self) -> float | None:
        if self.temperature is None and self.provider == "compatible":
            return 0.0
        return self.temperature
