"""What providers tell of their limits: read where it is said, and never taken for something else."""

import pickle

import pytest

from connectors.errors import Transient
from connectors.limits import ProviderLimits
from connectors.llm.openai import connect
from connectors.llm.rate_limits import duration_ms, told_by, until_reset_ms
from tests.contracts.llm import request
from tests.vendors.model import running_model


def headers(what: str, limit: str, remaining: str = "", reset: str = "") -> dict[str, str]:
    named = {"limit": limit, "remaining": remaining, "reset": reset}
    return {f"x-ratelimit-{name}-{what}": value for name, value in named.items() if value}


@pytest.mark.parametrize(
    ("told", "limits"),
    [
        ({}, None),
        (headers("requests", "500"), ProviderLimits(requests_per_minute=500)),
        (headers("requests", "60", "59", "1s"), ProviderLimits(requests_per_minute=60)),
        (headers("tokens", "150000", "149984", "6m0s"), ProviderLimits(tokens_per_minute=150_000)),
        (headers("requests", "500", "0", "60s"), ProviderLimits(requests_per_minute=500, resume_in_ms=120)),
        (headers("requests", "0"), None),
        (headers("requests", "-5"), None),
        (headers("requests", "many"), None),
        (headers("requests", "99999999999"), None),
    ],
)
def test_limits_are_read_from_the_headers_of_an_answer(
    told: dict[str, str], limits: ProviderLimits | None
) -> None:
    assert told_by(told) == limits


def test_requests_of_a_day_are_not_taken_for_those_of_a_minute() -> None:
    """As Groq counts them, and OpenAI for its smallest accounts."""
    day = headers("requests", "14400", "14370", "2m59.56s") | headers("tokens", "18000", "17997", "7.66ms")

    assert told_by(day) == ProviderLimits(tokens_per_minute=18_000)


def test_a_days_requests_that_are_used_up_are_waited_for() -> None:
    day = headers("requests", "200", "0", "24h0m0s")

    assert told_by(day) == ProviderLimits(resume_in_ms=432_000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6m0s", 360_000),
        ("1s", 1_000),
        ("1.5s", 1_500),
        ("12ms", 12),
        ("7.66ms", 8),
        ("1h2m3s", 3_723_000),
        ("1d0h0m1s", 86_401_000),
        ("20", 20_000),
        ("0.25", 250),
        ("", None),
        ("soon", None),
        ("-1s", None),
        ("1731800000", None),
        ("9" * 50 + "s", None),
    ],
)
def test_a_duration_is_read_in_every_form_that_providers_use(text: str, expected: int | None) -> None:
    assert duration_ms(text) == expected


def test_a_refusal_without_a_time_holds_until_what_is_used_up_is_whole_again() -> None:
    used_up = headers("requests", "60", "0", "20s") | headers("tokens", "1000", "900", "50s")

    assert until_reset_ms(used_up) == 20_000
    assert until_reset_ms(headers("tokens", "1000", "0", "2h0m0s")) == 600_000
    assert until_reset_ms({}) is None


def test_an_answer_brings_the_providers_limits() -> None:
    with running_model() as stub:
        stub.headers = headers("requests", "60", "59", "1s") | headers("tokens", "9000", "8000", "6s")

        completion = connect({"base_url": stub.url, "model": "small"}).complete(request())

    assert completion.limits == ProviderLimits(requests_per_minute=60, tokens_per_minute=9_000)


def test_a_refusal_brings_them_too_and_how_long_to_wait() -> None:
    with running_model() as stub:
        stub.script("429_told")

        with pytest.raises(Transient) as caught:
            connect({"base_url": stub.url, "model": "small"}).complete(request())

    told = ProviderLimits(requests_per_minute=60, resume_in_ms=63_000)
    assert (caught.value.retry_after_ms, caught.value.limits) == (63_000, told)
    assert pickle.loads(pickle.dumps(caught.value)).limits == told  # noqa: S301  # our own bytes
