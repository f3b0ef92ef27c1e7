"""A scripted language model: each completion takes the next entry of the script, the last one stays."""

from collections.abc import Callable

from connectors.contracts import Completion, CompletionRequest
from connectors.errors import ConnectorError

Entry = str | Completion | ConnectorError | Callable[[CompletionRequest], str]


class FakeModel:
    """Texts are answered, errors raised, callables asked with the request; all requests are kept."""

    def __init__(self, *script: Entry, name: str = "fake", context_tokens: int = 128_000) -> None:
        self._script = list(script) or ["{}"]
        self._name = name
        self._context_tokens = context_tokens
        self.requests: list[CompletionRequest] = []
        self.trouble: ConnectorError | None = None

    @property
    def name(self) -> str:
        return self._name

    @property
    def context_tokens(self) -> int:
        return self._context_tokens

    def script(self, *entries: Entry) -> None:
        self._script = list(entries)

    def complete(self, request: CompletionRequest) -> Completion:
        self.requests.append(request)
        entry = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        if isinstance(entry, ConnectorError):
            raise entry
        if isinstance(entry, Completion):
            return entry
        text = entry if isinstance(entry, str) else entry(request)
        sent = sum(len(message.content) for message in request.messages)
        return Completion(
            text=text, model=self._name, prompt_tokens=sent // 4, completion_tokens=len(text) // 4
        )

    def check(self) -> None:
        if self.trouble is not None:
            raise self.trouble
