import numpy as np
import pytest

from service.drafting.learning.calibration import Calibration, best_calibration, best_sigmoid, sigmoid


def overconfident(count: int = 4_000) -> tuple[np.ndarray, np.ndarray]:
    """Shares that are too sure: the truth is drawn from their square roots."""
    chance = np.random.default_rng(1)
    true_shares = chance.dirichlet(np.ones(4), count)
    true = np.array([chance.choice(4, p=one) for one in true_shares])
    told = true_shares**2
    return told / told.sum(axis=1, keepdims=True), true


def no_votes(shares: np.ndarray) -> np.ndarray:
    return np.zeros_like(shares)


def test_shares_that_are_too_sure_are_cooled_down_to_what_came_true() -> None:
    shares, true = overconfident()

    made = best_calibration(shares[:2_000], no_votes(shares[:2_000]), true[:2_000])
    calibrated = made(shares[2_000:], no_votes(shares[2_000:]))

    sure = calibrated.max(axis=1)
    right = calibrated.argmax(axis=1) == true[2_000:]
    assert made.heat == pytest.approx(2, rel=0.15)
    assert sure.mean() == pytest.approx(right.mean(), abs=0.03)
    assert calibrated.sum(axis=1) == pytest.approx(np.ones(2_000))


def test_without_calls_to_judge_by_shares_stay_as_they_are() -> None:
    shares = np.array([[0.7, 0.2, 0.1]])

    made = best_calibration(np.empty((0, 3)), np.empty((0, 3)), np.empty(0, np.int64))

    assert made(shares, np.array([[-1.0, -1.0, 1.0]])) == pytest.approx(shares)


def test_the_order_of_one_call_alone_and_among_others_is_the_same() -> None:
    shares, true = overconfident(200)
    votes = np.random.default_rng(3).normal(size=shares.shape)
    made = best_calibration(shares, votes, true)

    assert made(shares[7], votes[7]) == pytest.approx(made(shares, votes)[7])


def test_where_shares_leave_it_open_the_second_opinion_decides() -> None:
    true = np.arange(300) % 3
    shares, votes = np.full((300, 3), 1 / 3), np.eye(3)[true] * 2 - 1

    made = best_calibration(shares, votes, true)

    assert made(shares, votes).argmax(axis=1).tolist() == true.tolist()
    assert made(np.array([0.98, 0.01, 0.01]), np.array([-0.5, 0.5, -0.5])).argmax() == 0


def test_of_codes_that_are_as_likely_the_rarer_one_comes_first() -> None:
    true = np.array([0] * 90 + [1] * 10)
    shares = np.full((100, 2), 0.5)

    made = best_calibration(shares, no_votes(shares), true)
    even, clear = made(np.array([[0.5, 0.5], [0.9, 0.1]]), np.zeros((2, 2)))

    assert even[1] > even[0]
    assert clear[0] > clear[1]


def test_a_rare_code_gains_where_a_call_is_open_and_next_to_nothing_where_it_is_clear() -> None:
    made = Calibration(heat=1.0, vote=0.0, lift=np.array([0.0, 2.0]))

    open_call, clear = made(np.array([[0.6, 0.4], [0.001, 0.999]]), np.zeros((2, 2)))

    assert open_call[1] > 0.55
    assert clear[1] == pytest.approx(0.999, abs=1e-4)


def test_scores_become_the_chances_that_they_had() -> None:
    chance = np.random.default_rng(2)
    scores = chance.normal(size=20_000)
    hits = chance.random(20_000) < sigmoid(scores, 2.0, -1.0)

    slope, offset = best_sigmoid(scores, hits)

    assert slope == pytest.approx(2.0, abs=0.15)
    assert offset == pytest.approx(-1.0, abs=0.1)


def test_scores_that_part_hits_perfectly_give_finite_chances() -> None:
    slope, offset = best_sigmoid(np.array([-1.0, -2.0, 1.0, 2.0]), np.array([False, False, True, True]))

    assert np.isfinite([slope, offset]).all()
    assert slope > 0
