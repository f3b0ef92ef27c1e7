"""What every language model does, fake or real: one suite, run on each by its own test module."""

import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import pytest

from connectors.contracts import CompletionRequest, LanguageModel, Message
from connectors.errors import Auth, ConnectorError, Permanent, Transient

SPOKEN = "my cat is called Bartholomew"


class Rig(Protocol):
    """A model, and a way to say what its provider does at the next completion or check."""

    @property
    def model(self) -> LanguageModel: ...

    def stage(self, what: str) -> None: ...


def request(deadline_ms: int = 2_000) -> CompletionRequest:
    return CompletionRequest(
        messages=(Message(role="system", content="Note it."), Message(role="user", content=SPOKEN)),
        schema_name="note",
        json_schema={"type": "object", "properties": {}, "required": [], "additionalProperties": False},
        deadline_ms=deadline_ms,
    )


def it_answers_with_text_and_counts_tokens(rig: Rig) -> None:
    rig.stage("text")

    completion = rig.model.complete(request())

    assert completion.text
    assert completion.model
    assert completion.prompt_tokens > 0
    assert completion.cached_tokens <= completion.prompt_tokens


def a_rate_limit_comes_back_when_the_provider_says(rig: Rig) -> None:
    rig.stage("rate_limit")

    with pytest.raises(Transient) as caught:
        rig.model.complete(request())

    assert caught.value.retry_after_ms == 2_000


def blips_are_transient(rig: Rig) -> None:
    for what in ("server_error", "timeout", "connection"):
        rig.stage(what)
        with pytest.raises(Transient):
            rig.model.complete(request(deadline_ms=300))


def a_refused_key_is_for_a_person_to_mend(rig: Rig) -> None:
    rig.stage("bad_key")

    with pytest.raises(Auth):
        rig.model.complete(request())


def what_will_never_work_is_permanent_with_its_code(rig: Rig) -> None:
    for code in ("refusal", "truncated", "empty", "bad_request"):
        rig.stage(code)
        with pytest.raises(Permanent) as caught:
            rig.model.complete(request())
        assert caught.value.code == code


def errors_carry_a_code_and_nothing_else(rig: Rig) -> None:
    for what in ("rate_limit", "server_error", "bad_key", "bad_request", "refusal"):
        rig.stage(what)
        with pytest.raises(ConnectorError) as caught:
            rig.model.complete(request())
        error = caught.value
        assert str(error) == error.code
        assert error.__cause__ is None
        assert pickle.loads(pickle.dumps(error)).code == error.code  # noqa: S301  # our own bytes


def a_check_passes_where_completions_would(rig: Rig) -> None:
    rig.stage("text")

    rig.model.check()


def a_check_meets_the_error_that_a_completion_would(rig: Rig) -> None:
    rig.stage("bad_key")

    with pytest.raises(Auth):
        rig.model.check()


def many_threads_share_one_model(rig: Rig) -> None:
    rig.stage("text")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: rig.model.complete(request()), range(24)))

    assert len({answer.text for answer in answers}) == 1


CONTRACT: tuple[Callable[[Rig], None], ...] = (
    it_answers_with_text_and_counts_tokens,
    a_rate_limit_comes_back_when_the_provider_says,
    blips_are_transient,
    a_refused_key_is_for_a_person_to_mend,
    what_will_never_work_is_permanent_with_its_code,
    errors_carry_a_code_and_nothing_else,
    a_check_passes_where_completions_would,
    a_check_meets_the_error_that_a_completion_would,
    many_threads_share_one_model,
)
