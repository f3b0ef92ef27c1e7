import random

import pytest

from service.drafting.learning.guarantee import (
    Outcome,
    certify,
    error_bound,
    least_evidence,
    lowest,
    share_covered,
)


@pytest.mark.parametrize(("precision", "needed"), [(0.95, 59), (0.98, 149), (0.99, 299)])
def test_no_certificate_is_given_below_the_evidence_that_it_needs(precision: float, needed: int) -> None:
    enough = [Outcome("a", 0.9, right=True)] * needed

    assert least_evidence(precision, 0.95) == needed
    assert lowest(enough, precision=precision, confidence=0.95).threshold == 0.9
    assert lowest(enough[:-1], precision=precision, confidence=0.95).threshold is None


@pytest.mark.parametrize(
    ("errors", "count", "bound"), [(0, 10, 0.2589), (1, 50, 0.0914), (5, 100, 0.1023), (10, 10, 1.0)]
)
def test_the_bound_is_the_exact_one_of_the_tables(errors: int, count: int, bound: float) -> None:
    assert error_bound(errors, count, 0.95) == pytest.approx(bound, abs=2e-4)


def test_each_code_has_a_certificate_of_its_own_and_errors_count_against_it() -> None:
    outcomes = [Outcome("good", 0.8, right=True)] * 200
    outcomes += [Outcome("bad", 0.8, right=number % 5 > 0) for number in range(200)]

    bad, good = certify(outcomes, precision=0.98, confidence=0.95)

    assert (good.code, good.threshold, good.count, good.errors) == ("good", 0.8, 200, 0)
    assert (bad.code, bad.threshold, bad.count, bad.errors) == ("bad", None, 200, 40)


def test_equal_scores_are_never_parted() -> None:
    outcomes = [Outcome("a", 0.9, right=True)] * 149 + [Outcome("a", 0.9, right=False)] * 20

    assert lowest(outcomes, precision=0.98, confidence=0.95).threshold is None


def test_the_threshold_stands_where_the_errors_begin() -> None:
    sure = [Outcome("a", 0.9, right=True)] * 400
    unsure = [Outcome("a", 0.5, right=number % 2 > 0) for number in range(400)]

    bound = lowest([*unsure, *sure], precision=0.95, confidence=0.95)

    assert bound.threshold == 0.9
    assert (bound.count, bound.errors) == (400, 0)


def test_over_many_samples_the_promise_is_broken_no_more_often_than_said() -> None:
    """The score tells how likely each is right, so the truth about every threshold is known."""
    chance = random.Random(20)  # noqa: S311 - not for secrets
    rounds, broken, given = 600, 0, 0
    for _ in range(rounds):
        scores = [chance.random() for _ in range(500)]
        outcomes = [Outcome("a", score, chance.random() < 0.9 + 0.1 * score) for score in scores]
        threshold = lowest(outcomes, precision=0.96, confidence=0.9).threshold
        if threshold is not None:
            given += 1
            broken += 0.9 + 0.1 * (1 + threshold) / 2 < 0.96

    # 10% may be broken; 13.7% is three standard deviations above that for 600 rounds.
    assert broken / rounds <= 0.137
    assert given > rounds / 3


def test_the_share_covered_is_what_lies_above_the_threshold() -> None:
    scores = [0.9] * 300 + [0.4] * 100
    right = [True] * 300 + [False] * 100

    assert share_covered(scores, right, precision=0.98, confidence=0.95) == 0.75
    assert share_covered([], [], precision=0.98, confidence=0.95) == 0.0
