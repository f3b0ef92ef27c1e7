"""What an answer costs, by the tenant's own prices."""

import pytest
from pydantic import ValidationError

from connectors.contracts import Completion
from connectors.llm.prices import Prices, priced
from connectors.llm.settings import LlmSettings

ANSWER = Completion(text="{}", model="m", prompt_tokens=3_000, completion_tokens=500, cached_tokens=1_000)


def test_fresh_cached_and_written_tokens_have_their_own_prices() -> None:
    cost = priced(ANSWER, Prices(prompt=2.0, cached=0.5, completion=8.0)).cost

    assert cost == pytest.approx((2_000 * 2.0 + 1_000 * 0.5 + 500 * 8.0) / 1_000_000)


def test_cached_tokens_cost_what_fresh_ones_do_unless_it_is_said() -> None:
    cost = priced(ANSWER, Prices(prompt=2.0, completion=8.0)).cost

    assert cost == pytest.approx((3_000 * 2.0 + 500 * 8.0) / 1_000_000)


def test_without_prices_nothing_is_assumed() -> None:
    assert priced(ANSWER, None).cost is None


def test_a_misspelt_or_negative_price_is_refused() -> None:
    for prices in (
        {"prompt": 1, "completion": 1, "cache": 1},
        {"prompt": -1, "completion": 1},
        {"prompt": 1},
    ):
        with pytest.raises(ValidationError):
            LlmSettings.model_validate({"model": "m", "base_url": "http://127.0.0.1:1/v1", "prices": prices})
