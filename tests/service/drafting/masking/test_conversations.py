"""What the spoken-number machine makes of our own cases; tokens of other kinds than NUMBER are not its work."""

import re

import pytest

from connectors.contracts import Speaker, Turn
from service.drafting.masking.spans import Hearing
from service.drafting.masking.transcript import Tokens, masked_turn, settled
from tests.bench.masking_cases import cases, masked_spans
from tests.service.drafting.masking.conversations import DATA, dialogues, lines

OTHER = re.compile(r"\[\[(?!NUMBER)[A-Z]+_[0-9]+\]\]")
NUMBERS = {"number", "card", "security code", "pin", "expiry"}


def masked(turns: list[Turn]) -> list[str]:
    """Numbers alone, without the personal data that is found beside them."""
    tokens, hearing = Tokens({}, turns), Hearing()

    def once(heard: tuple[Turn, ...]) -> tuple[Turn, ...]:
        spans = hearing.spans([(turn.speaker, turn.text) for turn in heard])
        return tuple(masked_turn(turn, found, tokens.token) for turn, found in zip(heard, spans, strict=True))

    return [turn.text for turn in settled(once, tuple(turns))]


def numbers_alone(said: str, stays: str) -> str:
    """What stays where other personal data is left as it was said."""
    others = [said[span.start : span.end] for span in masked_spans(said, stays) if span.kind not in NUMBERS]
    return OTHER.sub(lambda _: others.pop(0), stays)


@pytest.mark.parametrize(("said", "stays"), list(lines()))
def test_a_line_keeps_what_it_may(said: str, stays: str) -> None:
    assert masked([Turn(speaker=Speaker.CUSTOMER, text=said)]) == [numbers_alone(said, stays)]


@pytest.mark.parametrize("dialogue", list(dialogues()), ids=lambda dialogue: dialogue[0][0].text)
def test_a_dialogue_keeps_what_it_may(dialogue: list[tuple[Turn, str]]) -> None:
    kept = [numbers_alone(turn.text, stays) for turn, stays in dialogue]

    assert masked([turn for turn, _ in dialogue]) == kept


def test_there_are_enough_cases_to_mean_something() -> None:
    assert len(list(lines())) >= 300
    assert len(list(dialogues())) >= 40


@pytest.mark.parametrize("language", ["es", "fr", "de"])
def test_each_other_language_has_enough_cases(language: str) -> None:
    ours = [case for case in cases([DATA], "seen_*") if case.language == language]

    assert sum(len(case.turns) == 1 for case in ours) >= 30
    assert sum(len(case.turns) > 1 for case in ours) >= 4
