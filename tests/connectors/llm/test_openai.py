import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx2
import openai
import pytest
from pydantic import ValidationError

from connectors.contracts import Completion, CompletionRequest, Message
from connectors.errors import Auth, ConnectorError, Permanent, Transient
from connectors.llm.failures import classify, retry_after_ms
from connectors.llm.openai import connect
from tests.contracts.llm import request
from tests.vendors.model import StubModel, running_model


@pytest.fixture
def stub() -> Iterator[StubModel]:
    with running_model() as stub:
        yield stub


def failure(stub: StubModel, behaviour: str, *, deadline_ms: int = 2_000) -> ConnectorError:
    stub.script(behaviour)
    with pytest.raises(ConnectorError) as caught:
        connect({"base_url": stub.url, "model": "small"}).complete(request(deadline_ms))
    return caught.value


def sent(stub: StubModel, settings: dict[str, Any], asked: CompletionRequest | None = None) -> dict[str, Any]:
    connect({"base_url": stub.url, "model": "small"} | settings).complete(asked or request())
    return stub.requests[-1].body


@pytest.mark.parametrize(
    ("behaviour", "family", "code"),
    [
        ("429", Transient, "rate_limited"),
        ("quota", Auth, "insufficient_quota"),
        ("500", Transient, "unavailable"),
        ("503", Transient, "unavailable"),
        ("401", Auth, "refused"),
        ("403", Auth, "refused"),
        ("400", Permanent, "bad_request"),
        ("404", Permanent, "bad_request"),
        ("redirect", Permanent, "bad_request"),
        ("prompt_filtered", Permanent, "refusal"),
        ("too_long", Permanent, "too_long"),
        ("too_large", Permanent, "too_long"),
        ("refusal", Permanent, "refusal"),
        ("filtered", Permanent, "refusal"),
        ("truncated", Permanent, "truncated"),
        ("empty", Permanent, "empty"),
        ("no_choices", Permanent, "empty"),
        ("html", Transient, "bad_response"),
        ("not_json", Transient, "bad_response"),
        ("drop", Transient, "connection"),
        ("half", Transient, "connection"),
        ("huge", Transient, "connection"),
    ],
)
def test_a_failure_becomes_one_of_ours_without_the_vendors_words(
    stub: StubModel, behaviour: str, family: type[ConnectorError], code: str
) -> None:
    error = failure(stub, behaviour)

    assert type(error) is family
    assert str(error) == error.code == code
    assert "SECRET" not in repr(error)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"code": "context_length_exceeded", "message": "Please shorten it"}, "too_long"),
        ({"code": 400, "type": "exceed_context_size_error", "message": "exceeds"}, "too_long"),
        ({"code": 400, "message": "This model's maximum context length is 8192 tokens."}, "too_long"),
        ({"code": 400, "message": "the request exceeds the available context size"}, "too_long"),
        ({"code": 400, "message": "Invalid schema for response_format"}, "bad_request"),
        ({"code": None, "message": "Unknown parameter"}, "bad_request"),
    ],
)
def test_a_request_that_is_too_long_is_told_from_a_wrong_one_as_each_server_says_it(
    body: dict[str, Any], code: str
) -> None:
    response = httpx2.Response(400, request=httpx2.Request("POST", "http://127.0.0.1/v1"))
    refused = openai.BadRequestError(str(body["message"]), response=response, body=body)

    error = classify(refused)

    assert (type(error), error.code) == (Permanent, code)
    assert str(body["message"]) not in repr(error)


@pytest.mark.parametrize("behaviour", ["hang", "drip", "drip_headers"])
def test_the_deadline_holds_against_a_server_that_hangs_or_drips(stub: StubModel, behaviour: str) -> None:
    started = time.monotonic()

    error = failure(stub, behaviour, deadline_ms=400)

    assert (type(error), error.code) == (Transient, "timeout")
    assert time.monotonic() - started < 1.5


def test_a_connection_is_used_again_with_a_deadline_of_its_own(stub: StubModel) -> None:
    model = connect({"base_url": stub.url, "model": "small"})
    stub.script("ok", "drip", "ok")

    first = model.complete(request())
    with pytest.raises(Transient):
        model.complete(request(deadline_ms=200))
    third = model.complete(request())

    assert first.text == third.text


def test_nobody_there_is_a_blip() -> None:
    with running_model() as gone:
        url = gone.url

    with pytest.raises(Transient) as caught:
        connect({"base_url": url, "model": "small"}).complete(request())

    assert caught.value.code == "connection"


def test_nothing_is_sent_a_second_time(stub: StubModel) -> None:
    failure(stub, "500")

    assert stub.received == 1


def test_a_redirect_is_not_followed(stub: StubModel) -> None:
    failure(stub, "redirect")

    assert [seen.path for seen in stub.requests] == ["/v1/chat/completions"]


@pytest.mark.parametrize(
    ("headers", "wait_ms"),
    [
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1_500),
        ({"retry-after": "2"}, 2_000),
        ({"retry-after": "0.5"}, 500),
        ({"retry-after": "86400"}, 600_000),
        ({"retry-after": "-5"}, 0),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after-ms": "soon", "retry-after": "1"}, 1_000),
        ({}, None),
    ],
)
def test_the_wait_is_read_and_capped(headers: dict[str, str], wait_ms: int | None) -> None:
    assert retry_after_ms(headers) == wait_ms


def test_the_wait_may_be_a_date() -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)

    wait_ms = retry_after_ms({"retry-after": moment})

    assert wait_ms is not None
    assert 20_000 < wait_ms <= 30_000


def test_the_answer_brings_its_tokens_and_the_models_name(stub: StubModel) -> None:
    completion = connect({"base_url": stub.url, "model": "small"}).complete(request())

    assert completion == Completion(
        text="{}", model="small-stub", prompt_tokens=9, completion_tokens=0, cached_tokens=9
    )


def test_one_completion_under_a_strict_schema_is_asked_for(stub: StubModel) -> None:
    asked = request()

    body = sent(stub, {})

    assert body == {
        "model": "small",
        "messages": [message.model_dump() for message in asked.messages],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "note", "strict": True, "schema": asked.json_schema},
        },
        "max_tokens": 1500,
        "temperature": 0.0,
    }


def test_a_server_without_schemas_is_told_the_schema_in_words(stub: StubModel) -> None:
    body = sent(stub, {"json_schema": False})

    assert body["response_format"] == {"type": "json_object"}
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert json.dumps(request().json_schema) in body["messages"][0]["content"]


def test_user_messages_are_joined_where_the_server_insists_on_turns(stub: StubModel) -> None:
    asked = request().model_copy(
        update={"messages": (*request().messages, Message(role="user", content="second"))}
    )

    apart, joined = sent(stub, {}, asked), sent(stub, {"one_user_message": True}, asked)

    assert [message["role"] for message in apart["messages"]] == ["system", "user", "user"]
    assert [message["role"] for message in joined["messages"]] == ["system", "user"]
    assert joined["messages"][1]["content"].endswith("\n\nsecond")


def test_a_key_and_the_newer_parameter_go_to_openai(stub: StubModel) -> None:
    body = sent(stub, {"provider": "openai", "api_key": "sk-ours"})

    assert stub.requests[-1].headers["authorization"] == "Bearer sk-ours"
    assert body["max_completion_tokens"] == 1500
    assert "temperature" not in body


def test_what_begins_alike_is_said_to_openai_alone(stub: StubModel) -> None:
    asked = request().model_copy(update={"cache_key": "default-1f"})

    ours = sent(stub, {"provider": "openai", "api_key": "sk-ours"}, asked)
    other = sent(stub, {}, asked)

    assert ours["prompt_cache_key"] == "default-1f"
    assert "prompt_cache_key" not in other
    assert "prompt_cache_key" not in sent(stub, {"provider": "openai", "api_key": "sk-ours"})


@pytest.mark.parametrize(
    ("settings", "tokens"),
    [
        ({"base_url": "http://127.0.0.1:9/v1"}, 32_000),
        ({"base_url": "http://127.0.0.1:9/v1", "context_tokens": 8_192}, 8_192),
        ({"provider": "openai", "api_key": "sk"}, 128_000),
        ({"provider": "openai", "api_key": "sk", "context_tokens": 400_000}, 400_000),
        (
            {"provider": "azure", "azure_endpoint": "http://127.0.0.1:9", "api_version": "1", "api_key": "x"},
            128_000,
        ),
    ],
)
def test_a_model_knows_how_much_it_takes(settings: dict[str, Any], tokens: int) -> None:
    assert connect({"model": "m"} | settings).context_tokens == tokens


def test_azure_is_reached_by_deployment_version_and_key(stub: StubModel) -> None:
    settings = {
        "provider": "azure",
        "model": "gpt",
        "azure_endpoint": stub.url.removesuffix("/v1"),
        "azure_deployment": "notes-eu",
        "api_version": "2026-01-01",
        "api_key": "az-ours",
    }

    connect(settings).complete(request())

    seen = stub.requests[-1]
    assert seen.path == "/openai/deployments/notes-eu/chat/completions?api-version=2026-01-01"
    assert seen.headers["api-key"] == "az-ours"
    assert "authorization" not in seen.headers


@pytest.mark.parametrize("provider", ["openai", "azure", "compatible"])
def test_nothing_of_the_environment_decides_where_or_what_is_sent(
    stub: StubModel, monkeypatch: pytest.MonkeyPatch, provider: str
) -> None:
    for name in ("OPENAI_BASE_URL", "AZURE_OPENAI_ENDPOINT", "HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in (
        "OPENAI_API_KEY",
        "OPENAI_ADMIN_KEY",
        "OPENAI_ORG_ID",
        "OPENAI_PROJECT_ID",
        "OPENAI_WEBHOOK_SECRET",
        "OPENAI_API_VERSION",
        "AZURE_OPENAI_API_KEY",
        "AZURE_OPENAI_AD_TOKEN",
    ):
        monkeypatch.setenv(name, "LEAK")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Leak: LEAK\nAuthorization: Bearer LEAK\nHost: LEAK")
    root = stub.url.removesuffix("/v1")
    settings = {
        "openai": {"base_url": stub.url, "api_key": "ours"},
        "azure": {"azure_endpoint": root, "api_version": "1", "api_key": "ours"},
        "compatible": {"base_url": stub.url},
    }

    connect({"provider": provider, "model": "m"} | settings[provider]).complete(request())

    seen = stub.requests[-1]
    assert "LEAK" not in seen.path + json.dumps(seen.headers) + json.dumps(seen.body)
    assert set(seen.headers) <= {
        *("host", "accept", "accept-encoding", "user-agent", "authorization", "api-key"),
        *("content-type", "content-length"),
    }


def test_a_variable_alone_gives_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-found")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9")

    with pytest.raises(ValidationError):
        connect({"provider": "openai", "model": "m"})
    with pytest.raises(ValidationError):
        connect({"model": "m"})


@pytest.mark.parametrize(
    "settings",
    [
        {"model": "m", "base_url": "ftp://127.0.0.1/v1"},
        {"model": "m", "base_url": "http://user:hunter2@127.0.0.1/v1"},
        {"model": "m", "base_url": "http://127.0.0.1/v1?key=hunter2"},
        {"model": "m", "base_url": "http://127.0.0.1/v1", "key": "hunter2"},
        {"model": "m", "base_url": "http://127.0.0.1/v1", "api_version": "hunter2"},
        {"model": "m", "provider": "azure", "api_key": "hunter2"},
        {"model": "m", "provider": "azure", "azure_deployment": "../hunter2"},
        {"model": "", "base_url": "http://127.0.0.1/v1"},
    ],
)
def test_wrong_settings_are_refused_and_not_repeated(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        connect(settings)

    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(("provider", "path"), [("openai", "/v1/models/small"), ("compatible", "/v1/models")])
def test_a_check_costs_no_tokens(stub: StubModel, provider: str, path: str) -> None:
    connect({"provider": provider, "base_url": stub.url, "model": "small", "api_key": "k"}).check()

    assert [(seen.method, seen.path) for seen in stub.requests] == [("GET", path)]


def test_a_check_is_not_fooled_by_a_proxys_page(stub: StubModel) -> None:
    stub.script("html")

    with pytest.raises(Transient):
        connect({"base_url": stub.url, "model": "small"}).check()
