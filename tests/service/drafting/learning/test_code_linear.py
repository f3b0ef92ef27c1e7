import numpy as np
import pytest

from service.drafting.learning.arrays import NotArrays
from service.drafting.learning.code_fit import rows_of
from service.drafting.learning.code_linear import ABSENT, Linear, fitted, overall
from service.drafting.learning.code_lines import Line
from service.drafting.learning.code_words import NOTHING, Vector, Vocabulary

GREETING, LONG, LATER = "hello there", "one two three four five six seven eight nine ten", "late parcel"


def said(*texts: str) -> list[Line]:
    return [Line(number, False, text) for number, text in enumerate(texts)]


@pytest.fixture
def known() -> Vocabulary:
    return Vocabulary.of(said(GREETING, LONG, LATER), least=1, most=1_000)


def vector_of(known: Vocabulary, *texts: str) -> Vector:
    return overall([known.of_line(line) for line in said(*texts)], known)


def test_a_call_as_a_whole_is_its_words_and_once_more_those_of_its_opening(known: Vocabulary) -> None:
    call, opening = vector_of(known, GREETING, LONG, LATER), vector_of(known, GREETING, LONG)

    behind = call.places >= known.spoken
    assert call.places[behind].tolist() == opening.places[opening.places >= known.spoken].tolist()
    assert len(call.places[~behind]) == len(call.places[behind]) + 3  # two words and their pair
    assert call.places.max() < 2 * known.spoken
    assert np.linalg.norm(call.weights[behind]) == pytest.approx(1)
    assert np.linalg.norm(call.weights[~behind]) == pytest.approx(1)


def test_a_call_of_which_nothing_is_known_has_no_words(known: Vocabulary) -> None:
    assert vector_of(known).places.size == vector_of(known, "zzz").places.size == 0


def calls_of(*texts: str, known: Vocabulary) -> list[Vector]:
    return [vector_of(known, text) for text in texts]


def test_a_code_scores_above_nought_where_its_words_are_said(known: Vocabulary) -> None:
    vectors = calls_of(*[GREETING, LATER] * 10, known=known)
    present = np.array([[True, False, False], [False, True, False]] * 10)

    made = fitted(rows_of(vectors, 2 * known.spoken), present, strength=1.0)

    greeting, later = (made.scores(one) for one in vectors[:2])
    assert greeting[0] > 0 > greeting[1]
    assert later[1] > 0 > later[0]
    assert greeting[2] == later[2] == ABSENT


def test_where_nobody_said_a_word_no_code_scores() -> None:
    made = fitted(rows_of([NOTHING] * 2, 0), np.array([[True, False], [False, True]]), strength=1.0)

    assert made.scores(NOTHING).tolist() == [ABSENT, ABSENT]


def test_the_evener_codes_weigh_the_higher_a_rare_one_scores(known: Vocabulary) -> None:
    vectors = calls_of(*[LATER] * 10, known=known)
    present = np.array([[True, False]] * 8 + [[False, True]] * 2)

    plain, evened = (
        fitted(rows_of(vectors, 2 * known.spoken), present, strength=1.0, evenly=evenly)
        for evenly in (0.0, 1.0)
    )

    assert evened.scores(vectors[0])[1] > plain.scores(vectors[0])[1]


def test_what_is_stored_scores_as_what_was_fitted(known: Vocabulary) -> None:
    chance = np.random.default_rng(1)
    places = 2 * known.spoken
    made = Linear(chance.normal(size=(places, 3)).astype(np.float32), np.zeros(3, np.float32))

    read = Linear.load(made.dump(), 3, places)

    call = vector_of(known, GREETING, LATER)
    assert read.scores(call) == pytest.approx(made.scores(call), abs=0.01)
    with pytest.raises(NotArrays):
        Linear.load(made.dump(), 4, places)
