"""What is asked of a language model, and what it answers."""

from typing import Any, Literal, Protocol

from connectors.contracts.value import Value
from connectors.limits import ProviderLimits


class Message(Value):
    role: Literal["system", "user"]
    content: str


class CompletionRequest(Value):
    """One chat completion under a strict JSON schema. `deadline_ms` bounds the whole exchange.

    `cache_key` is the same for requests that begin alike, for providers who keep what they have read.
    """

    messages: tuple[Message, ...]
    schema_name: str
    json_schema: dict[str, Any]
    max_output_tokens: int = 1500
    deadline_ms: int = 30_000
    cache_key: str | None = None


class Completion(Value):
    """`cost` is what the answer cost, in the currency of the prices in the settings; None without prices.

    `limits` is what the provider told of its own; None where it told nothing.
    """

    text: str
    model: str
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    cost: float | None = None
    limits: ProviderLimits | None = None


class LanguageModel(Protocol):
    """Any OpenAI-compatible model. Made once a process, used by many threads.

    `complete` raises `Transient` (429, 5xx, time-out, connection; with `retry_after_ms` and `limits` where
    the provider says so), `Auth`, or `Permanent` with code `refusal`, `truncated`, `empty`, `too_long` (the
    request, where the provider says so) or `bad_request`.
    """

    @property
    def name(self) -> str: ...

    @property
    def context_tokens(self) -> int:
        """How much it takes in one request, instructions and answer included."""
        ...

    def complete(self, request: CompletionRequest) -> Completion: ...

    def check(self) -> None:
        """Raise the error that a completion would meet: wrong address, wrong key, nobody there."""
        ...
