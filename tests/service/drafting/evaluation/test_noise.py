from itertools import pairwise

import pytest

from service.drafting.evaluation.noise import Noise
from tests.service.drafting.calls import call

SAID = call(
    *("c: the parcel that I ordered on monday has still not come to my flat", "a: let me look at the order"),
    *("c: there were four chairs and a table in it", "a: the driver could not find the house"),
).turns


def _words(turns: object) -> list[str]:
    return [word for turn in turns for word in turn.text.split()]  # type: ignore[attr-defined]


def test_the_same_call_is_disturbed_in_the_same_way_every_time() -> None:
    noise = Noise(SAID, 0.3)

    assert noise.disturbed(SAID, "a") == noise.disturbed(SAID, "a")
    assert noise.disturbed(SAID, "a") != noise.disturbed(SAID, "b")


def test_about_the_asked_share_of_words_is_wrong() -> None:
    noise, before = Noise(SAID, 0.15), _words(SAID)

    wrong = 0
    for name in range(400):
        after = _words(noise.disturbed(SAID, str(name)))
        wrong += sum(_edits(before, after))

    assert 0.12 <= wrong / (400 * len(before)) <= 0.18


def test_without_errors_nothing_changes() -> None:
    assert Noise(SAID, 0.0).disturbed(SAID, "a") == SAID


def test_a_word_that_sounds_alike_stands_for_it_where_one_is_known() -> None:
    turns = call("c: " + "bear pear " * 40).turns

    heard = set(_words(Noise(turns, 0.5).disturbed(turns, "a")))

    assert heard == {"bear", "pear"}


@pytest.mark.parametrize("rate", [-0.1, 0.95])
def test_a_share_that_is_none_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="share of wrong words"):
        Noise(SAID, rate)


def _edits(before: list[str], after: list[str]) -> list[int]:
    """Word errors as they are counted: the least number of words replaced, lost and added (V. Levenshtein)."""
    row = list(range(len(after) + 1))
    for place, word in enumerate(before, 1):
        new = [place]
        for (corner, above), other in zip(pairwise(row), after, strict=True):
            new.append(min(above + 1, new[-1] + 1, corner + (word != other)))
        row = new
    return [row[-1]]
