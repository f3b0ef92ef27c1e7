import pytest

from connectors.contracts import Speaker, Turn
from service.drafting.masking import mask_turns
from tests.service.drafting.masking.conversations import dialogues, lines


@pytest.mark.parametrize(("said", "stays"), list(lines()))
def test_a_line_keeps_what_it_may(said: str, stays: str) -> None:
    masked = mask_turns([Turn(speaker=Speaker.CUSTOMER, text=said)])

    assert masked.turns[0].text == stays


@pytest.mark.parametrize("dialogue", list(dialogues()), ids=lambda dialogue: dialogue[0][0].text)
def test_a_dialogue_keeps_what_it_may(dialogue: list[tuple[Turn, str]]) -> None:
    masked = mask_turns([turn for turn, _ in dialogue])

    assert [turn.text for turn in masked.turns] == [stays for _, stays in dialogue]


def test_there_are_enough_cases_to_mean_something() -> None:
    assert len(list(lines())) >= 120
    assert len(list(dialogues())) >= 12
