"""Why there is no fuller draft, as another release may have stored it."""

import pytest
from pydantic import ValidationError

from service.domain.draft import DraftReason
from service.domain.wrapup import DraftHead


def test_a_reason_of_a_newer_release_is_read_as_the_nearest_one() -> None:
    read = DraftHead.model_validate_json('{"reason": "model_on_holiday"}')

    assert read.reason is DraftReason.MODEL_UNAVAILABLE


def test_what_is_no_word_is_no_reason() -> None:
    with pytest.raises(ValidationError):
        DraftHead.model_validate_json('{"reason": 7}')
