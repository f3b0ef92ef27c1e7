from collections.abc import Callable

import numpy as np
import pytest

from service.drafting.learning.arrays import Array, NotArrays, packed, unpacked
from service.drafting.learning.codes import CodeRanker
from tests.service.drafting.learning.confirmed import confirmed, material, profile

Spoilt = Callable[[dict[str, Array]], dict[str, Array]]


@pytest.fixture(scope="module")
def ranker() -> CodeRanker:
    made = CodeRanker.fit(confirmed(100, several=0.5), profile())
    assert made is not None
    return made


def test_a_stored_ranker_ranks_as_the_one_that_was_fitted(ranker: CodeRanker) -> None:
    read = CodeRanker.load(unpacked(packed(ranker.dump())))

    for one in confirmed(20, seed=9, several=0.5):
        assert read.rank(one.material) == ranker.rank(one.material)


def test_the_same_examples_give_the_same_ranker(ranker: CodeRanker) -> None:
    again = CodeRanker.fit(confirmed(100, several=0.5), profile())

    assert again is not None
    call = material("hello", "the lid is dented and will not shut")
    assert again.rank(call) == ranker.rank(call)


def changed(name: str, change: Callable[[Array], Array]) -> Spoilt:
    return lambda arrays: {**arrays, name: change(arrays[name])}


def without(name: str) -> Spoilt:
    return lambda arrays: {key: one for key, one in arrays.items() if key != name}


@pytest.mark.parametrize(
    "spoilt",
    [
        without("codes"),
        without("setting"),
        without("second/weights"),
        without("words/rarity"),
        without("reason/end"),
        without("others/biases"),
        changed("codes", lambda one: one[:-1]),
        changed("codes", lambda _: np.frombuffer(b"\xff\xfe", np.uint8)),
        changed("codes", lambda _: np.frombuffer(b"late\nlate\nrefund\nnone", np.uint8)),
        changed("setting", lambda _: np.array([0.0, 1.0])),
        changed("setting", lambda _: np.array([1.0, -1.0])),
        changed("setting", lambda _: np.array([np.nan, 1.0])),
        changed("setting", lambda _: np.array([1.0, np.nan])),
        changed("setting", lambda _: np.array([1.0])),
        changed("setting", lambda _: np.array(["hot", "loud"])),
        changed("lift", lambda one: np.full(one.shape, np.inf)),
        changed("examples", lambda _: np.array([1])),
        changed("examples", lambda _: np.array([-1, -1])),
        changed("words/grams_0", lambda one: one[:-40]),
        changed("words/grams_1", lambda one: one.astype(np.int32)),
        changed("words/rarity", lambda one: one[1:]),
        changed("words/rarity", lambda one: np.full(one.shape, np.inf)),
        changed("reason/line", lambda one: one[:, :-1]),
        changed("reason/line", lambda one: one.astype(np.float64)),
        changed("reason/call", lambda one: np.full(one.shape, np.nan, np.float16)),
        changed("second/weights", lambda one: one[1:]),
        changed("second/biases", lambda one: np.full(one.shape, np.nan)),
        changed("others/weights", lambda one: one.T),
        changed("others/turning", lambda one: one[:2]),
    ],
    ids=lambda _: "",
)
def test_arrays_that_do_not_belong_together_are_refused(ranker: CodeRanker, spoilt: Spoilt) -> None:
    with pytest.raises(NotArrays):
        CodeRanker.load(spoilt(dict(ranker.dump())))
