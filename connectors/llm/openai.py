"""Chat completions of OpenAI, Azure and every compatible server, through the official client.

The client reads a dozen environment variables of its own. None of them may decide where a transcript goes
or what is sent along, so every value is given to it, and the request's headers are filtered on their way out.
"""

import json
import weakref
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx2
import openai
from pydantic import BaseModel, ConfigDict, ValidationError

from connectors.contracts import Completion, CompletionRequest, LanguageModel, Message
from connectors.errors import Permanent, Transient
from connectors.limits import ProviderLimits
from connectors.llm.deadline import DeadlineTransport, within
from connectors.llm.dialect import closer, without_bounds
from connectors.llm.failures import classify
from connectors.llm.prices import priced
from connectors.llm.rate_limits import told_by
from connectors.llm.settings import OPENAI_URL, LlmSettings

CHECK_DEADLINE_MS = 5_000
COMPLETIONS = "/chat/completions"
NO_KEY = "none"  # the client insists on one; keyless local servers ignore it
_FRAMING = ("content-length", "transfer-encoding")
_SPEAKS = "Answer with one JSON object of this JSON schema and nothing else:\n"


class _Read(BaseModel):
    """Vendor answers are read leniently: unknown keys are ignored, what we use is checked."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class _Message(_Read):
    content: str | None = None
    refusal: str | None = None


class _Choice(_Read):
    message: _Message = _Message()
    finish_reason: str | None = None


class _Cached(_Read):
    cached_tokens: int | None = None


class _Usage(_Read):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_tokens_details: _Cached | None = None


class _Reply(_Read):
    model: str | None = None
    choices: tuple[_Choice, ...] = ()
    usage: _Usage | None = None


def connect(settings: Mapping[str, Any]) -> LanguageModel:
    """A model from a tenant's `llm:` settings. Raises pydantic's `ValidationError`, without the values."""
    return OpenAiModel(LlmSettings.model_validate(settings))


class OpenAiModel:
    """One client for the life of the process; safe for many threads."""

    def __init__(self, settings: LlmSettings) -> None:
        self._settings = settings
        http = _http(settings)
        self._client = _client(settings, http)
        # Settings may be reloaded while threads still use the old model: its last user closes it.
        weakref.finalize(self, http.close)

    @property
    def name(self) -> str:
        return self._settings.model

    @property
    def context_tokens(self) -> int:
        return self._settings.context

    def complete(self, request: CompletionRequest) -> Completion:
        with within(request.deadline_ms):
            answer = _asked(
                lambda: self._client.post(
                    COMPLETIONS,
                    # The typed method would walk the whole body, schema included, to find what to rename.
                    body=self._body(request),
                    cast_to=httpx2.Response,
                    options={"timeout": request.deadline_ms / 1000},
                )
            )
        completion = _completion(answer.content, self.name, told_by(answer.headers))
        return priced(completion, self._settings.prices)

    def check(self) -> None:
        """Ask for the model, or, where a server need not know single ones, for its list: no tokens."""
        models = self._client.models.with_raw_response
        with within(CHECK_DEADLINE_MS):
            known = self._settings.provider == "openai"
            raw = _asked(lambda: models.retrieve(self.name) if known else models.list())
        _read(raw.content)

    def _body(self, request: CompletionRequest) -> dict[str, Any]:
        schema = {"name": request.schema_name, "strict": True, "schema": self._schema(request)}
        strict = self._settings.json_schema
        body: dict[str, Any] = {
            "model": self._settings.azure_deployment or self._settings.model,
            "messages": list(self._messages(request)),
            "response_format": {"type": "json_schema", "json_schema": schema}
            if strict
            else {"type": "json_object"},
            self._settings.tokens_parameter: request.max_output_tokens,
        }
        if self._settings.sent_temperature is not None:
            body["temperature"] = self._settings.sent_temperature
        if request.cache_key is not None and self._settings.provider == "openai":
            # Others cache by the prefix alone, and some refuse a parameter that they do not know.
            body["prompt_cache_key"] = request.cache_key
        return body

    def _schema(self, request: CompletionRequest) -> dict[str, Any]:
        settings = self._settings
        schema = closer(request.json_schema, text=settings.longest_text, items=settings.longest_list)
        return schema if settings.bounded else without_bounds(schema)

    def _messages(self, request: CompletionRequest) -> Iterator[dict[str, str]]:
        messages = request.messages
        if not self._settings.json_schema:
            spoken = Message(role="system", content=_SPEAKS + json.dumps(self._schema(request)))
            messages = (*messages[:1], spoken, *messages[1:])
        groups: list[tuple[str, list[str]]] = []
        for message in messages:
            joins = groups and groups[-1][0] == message.role and self._joins(message)
            if joins:
                groups[-1][1].append(message.content)
            else:
                groups.append((message.role, [message.content]))
        for role, contents in groups:
            yield {"role": role, "content": "\n\n".join(contents)}

    def _joins(self, message: Message) -> bool:
        """Two system messages are one everywhere; user messages only where the server needs it."""
        return message.role == "system" or self._settings.one_user_message


def _asked(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except openai.OpenAIError as error:
        raise classify(error) from None  # theirs carry the URL and the answer, and do not pickle


def _read(content: bytes) -> _Reply:
    try:
        return _Reply.model_validate_json(content)
    except ValidationError:
        raise Transient("bad_response") from None  # a proxy's page, or half an answer


def _completion(content: bytes, name: str, limits: ProviderLimits | None) -> Completion:
    reply = _read(content)
    choice = reply.choices[0] if reply.choices else _Choice()
    if choice.message.refusal or choice.finish_reason == "content_filter":
        raise Permanent("refusal")
    if choice.finish_reason == "length":
        raise Permanent("truncated")
    if not (choice.message.content or "").strip():
        raise Permanent("empty")
    usage = reply.usage or _Usage()
    cached = usage.prompt_tokens_details or _Cached()
    return Completion(
        text=choice.message.content or "",
        model=reply.model or name,
        prompt_tokens=usage.prompt_tokens or 0,
        completion_tokens=usage.completion_tokens or 0,
        cached_tokens=cached.cached_tokens or 0,
        limits=limits,
    )


def _key(settings: LlmSettings) -> str:
    return settings.api_key.get_secret_value() if settings.api_key else NO_KEY


def _http(settings: LlmSettings) -> httpx2.Client:
    headers = _only_ours(settings.provider, _key(settings))
    return httpx2.Client(
        transport=DeadlineTransport(headers, connections=settings.connections),
        trust_env=False,
        follow_redirects=False,
    )


def _client(settings: LlmSettings, http: httpx2.Client) -> openai.OpenAI:
    shared: dict[str, Any] = {
        "api_key": _key(settings),
        "admin_api_key": "",
        "max_retries": 0,
        "http_client": http,
    }
    if settings.provider == "azure":
        return openai.AzureOpenAI(
            azure_endpoint=settings.azure_endpoint or "",
            azure_deployment=settings.azure_deployment or settings.model,
            api_version=settings.api_version or "",
            **shared,
        )
    return openai.OpenAI(base_url=settings.base_url or OPENAI_URL, **shared)


def _only_ours(provider: str, key: str) -> Callable[[httpx2.Request], dict[str, str]]:
    """Our own headers only.

    OPENAI_CUSTOM_HEADERS, OPENAI_ORG_ID and OPENAI_PROJECT_ID put more into the client, and it adds the
    names of our platform and interpreter.
    """
    credential = {"api-key": key} if provider == "azure" else {"authorization": f"Bearer {key}"}
    ours = {"accept": "application/json", "accept-encoding": "identity", "user-agent": "aftercall"}

    def headers(request: httpx2.Request) -> dict[str, str]:
        framing = {name: request.headers[name] for name in _FRAMING if name in request.headers}
        body = {"content-type": "application/json"} if framing else {}
        return {"host": request.url.netloc.decode("ascii"), **ours, **credential, **body, **framing}

    return headers
