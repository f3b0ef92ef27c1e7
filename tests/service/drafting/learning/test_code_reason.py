import numpy as np
import pytest

from service.drafting.learning import code_fit
from service.drafting.learning.code_fit import Calls, foretold, joined, rows_of
from service.drafting.learning.code_lines import Line, levelled, lines_of
from service.drafting.learning.code_reason import Weights, told_first
from service.drafting.learning.code_words import NOTHING, Floats, Vector, Vocabulary
from tests.service.drafting.calls import call

CODES, PLACES, WORDS = 3, 6, 4


def vectors(chance: np.random.Generator, count: int, places: int) -> list[Vector]:
    return [Vector(np.arange(places), chance.normal(size=places).astype(np.float32)) for _ in range(count)]


@pytest.fixture
def calls() -> Calls:
    """Calls of two, none and one lines."""
    chance = np.random.default_rng(3)
    return Calls(
        lines=rows_of(vectors(chance, 3, PLACES), PLACES),
        wholes=rows_of(vectors(chance, 3, WORDS), WORDS),
        starts=np.array([0, 2, 2, 3]),
        codes=np.array([0, 2, 1]),
    )


@pytest.fixture
def weights() -> Weights:
    chance = np.random.default_rng(4)
    shapes = ((PLACES, CODES + 1), (WORDS, CODES + 1), (WORDS, CODES), (CODES + 1,), (CODES,))
    return Weights(*(chance.normal(size=shape).astype(np.float32) for shape in shapes))


def cost(weights: Weights, calls: Calls) -> float:
    shares = foretold(weights, calls).astype(np.float64)
    return float(-np.log(shares[np.arange(len(calls)), calls.codes]).mean())


def test_shares_of_a_call_add_up_and_one_call_is_judged_as_many_are(calls: Calls, weights: Weights) -> None:
    many = foretold(weights, calls)

    assert many.sum(axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    for number in range(3):
        rows = calls.lines[calls.starts[number] : calls.starts[number + 1]]
        lines = [Vector(row.indices, row.data) for row in rows]
        whole = calls.wholes[number]
        one = told_first(weights, lines, Vector(whole.indices, whole.data))
        assert one.shares == pytest.approx(many[number], abs=1e-5)


@pytest.mark.parametrize("name", ["line", "call", "end", "line_bias", "end_bias"])
def test_the_slopes_are_those_of_the_likelihood(calls: Calls, weights: Weights, name: str) -> None:
    names = ["line", "call", "end", "line_bias", "end_bias"]
    slope = code_fit._slopes(weights, calls)[names.index(name)]
    values: Floats = getattr(weights, name)
    place = tuple(0 for _ in values.shape)

    step = 1e-2
    values[place] += step
    above = cost(weights, calls)
    values[place] -= 2 * step
    below = cost(weights, calls)

    assert slope[place] == pytest.approx((above - below) / (2 * step), abs=2e-3)


def test_parts_of_calls_and_calls_joined_keep_their_lines(calls: Calls, weights: Weights) -> None:
    parted = joined(calls.part(np.array([2])), calls.part(np.array([0, 1])))

    assert parted.codes.tolist() == [1, 0, 2]
    assert foretold(weights, parted) == pytest.approx(foretold(weights, calls)[[2, 0, 1]], abs=1e-6)


def test_nothing_known_weighs_nothing() -> None:
    known = Vocabulary.of([Line(0, False, "late parcel")] * 2, least=2, most=100)

    assert known.of_line(Line(0, False, "zzz")).places.size == 0
    assert known.of_call([]) is NOTHING


def test_the_agents_words_are_other_words_than_the_customers() -> None:
    agent, customer = Line(0, True, "refund"), Line(1, False, "refund")
    known = Vocabulary.of([agent, customer] * 2, least=2, most=100)

    assert not set(known.of_line(agent).places) & set(known.of_line(customer).places)


def test_the_most_frequent_grams_are_kept_where_they_are_too_many() -> None:
    lines = [Line(0, True, "common rare")] * 3 + [Line(0, True, "common")] * 3

    known = Vocabulary.of(lines, least=1, most=1)

    assert known.size == known.words == 1
    assert len(known.of_line(Line(0, True, "common")).places) == 1


def test_numbers_are_their_length_and_tokens_their_kind() -> None:
    assert levelled("My code is 4412, [[PHONE_1]]!") == levelled("my CODE is 9906, [[PHONE_7]]!")
    assert "9" not in levelled("my code is 9906")


def test_lines_are_those_of_people_on_the_own_leg() -> None:
    heard = call("c: earlier", "i: press one", "a: Hello", "c: Hi", "u: \u200b")
    heard = heard.model_copy(update={"own": 1})

    assert lines_of(heard) == (Line(2, True, "hello"), Line(3, False, "hi"))
