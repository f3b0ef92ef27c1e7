import pytest

from tests.bench.ranker import AT_MOST, Run, Seen, figures, weighed


def seen(code: str, *, right: bool = True) -> Seen:
    return Seen(code=code, several=False, main=code if right else "x", share=0.9, among=right, exact=right)


def test_no_code_weighs_more_than_so_many_calls() -> None:
    calls = weighed([seen("often")] * 100 + [seen("seldom")] * 2)

    of_often = sum(one.weight for one in calls if one.code == "often")
    of_seldom = sum(one.weight for one in calls if one.code == "seldom")
    assert of_often == pytest.approx(AT_MOST)
    assert of_seldom == 2


def test_a_rare_code_that_is_missed_costs_more_where_rare_codes_count_as_frequent_ones() -> None:
    calls = weighed([seen("often")] * 95 + [seen("seldom", right=False)] * 5)

    found = figures(Run(calls, fit_s=[1.0], rank_ms=1.0))

    assert found["accuracy"][0] == pytest.approx(0.95)
    assert found["accuracy, rare as frequent"][0] == pytest.approx(0.5)
    low, high = found["accuracy, rare as frequent"][1:3]
    assert 0 < low < 0.5 < high < 1
