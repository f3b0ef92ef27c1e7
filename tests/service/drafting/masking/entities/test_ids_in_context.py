"""Ids that were asked for or named, whatever is said between their parts, and the numbers beside them that stay."""

from pathlib import Path

import pytest

from connectors.contracts import Speaker, Turn
from service.drafting.masking import mask_turns
from service.drafting.masking.live import LiveMasking
from tests.bench.masking_cases import Case, marked
from tests.bench.masking_quality import measure

CASES = list(marked(Path(__file__).parent / "marked"))
LANGUAGES = {"en", "es", "fr", "de"}
LEAST = 40


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.language} {case.turns[0].text}"[:60])
def test_what_is_secret_is_masked_and_the_rest_stays(case: Case) -> None:
    assert measure([case]).misses == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.language} {case.turns[0].text}"[:60])
def test_heard_live_it_ends_the_same_and_masked_again_it_stays(case: Case) -> None:
    once = mask_turns(case.turns)
    live = LiveMasking()

    for number, turn in enumerate(case.turns):
        live.add(str(number), turn)

    assert live.end() == once
    assert mask_turns(once.turns, once.vault) == once


def test_a_card_number_after_an_id_was_asked_for_in_vain_is_never_kept() -> None:
    said = [
        (Speaker.AGENT, "what's your social"),
        (Speaker.CUSTOMER, "I don't have it with me"),
        (Speaker.AGENT, "then the long number on the front of your card"),
        (Speaker.CUSTOMER, "4111 1111"),
        (Speaker.AGENT, "yes"),
        (Speaker.CUSTOMER, "1111 1111"),
    ]

    masked = mask_turns([Turn(speaker=speaker, text=text) for speaker, text in said])

    assert masked.vault == {}
    assert not any(char.isdigit() for turn in masked.turns for char in turn.text)


def test_every_language_has_cases() -> None:
    assert len(CASES) >= LEAST
    assert {case.language for case in CASES} == LANGUAGES
