import math

import numpy as np
import pytest

from service.drafting.evaluation.figures import by_field, confusions, ece, figures, macro_f1, worst
from service.drafting.evaluation.intervals import bootstrap, wilson
from service.drafting.evaluation.judged import FieldCount, Judged


def _judged(
    code: str,
    *ranked: tuple[str, float],
    codes: tuple[str, ...] = (),
    proposed: tuple[str, ...] = (),
    fields: tuple[FieldCount, ...] = (),
    supports: dict[str, int] | None = None,
    latency_ms: float = 1.0,
) -> Judged:
    return Judged(
        id=f"{code}-{ranked[0][0]}",
        code=code,
        codes=codes or (code,),
        proposed=proposed or (ranked[0][0],),
        ranked=ranked,
        fields=fields,
        supports=supports or {},
        tokens={"prompt": 100},
        latency_ms=latency_ms,
        words=50,
    )


RIGHT = _judged("a", ("a", 0.9), ("b", 0.1), supports={"grounded": 3})
SECOND = _judged("b", ("a", 0.6), ("b", 0.4), supports={"grounded": 1, "weak": 1})
WRONG = _judged("b", ("a", 0.8), ("c", 0.1))


def test_codes_are_counted_as_they_were_shown() -> None:
    report = figures([RIGHT, RIGHT, SECOND, WRONG])["dispositions"]

    assert report["accuracy"] == 0.5
    assert report["top3"] == 0.75
    assert report["accuracy_interval"] == [round(bound, 4) for bound in wilson(2, 4)]
    assert report["codes"] == 2


def test_macro_f1_weighs_every_code_that_is_true_of_a_call_alike() -> None:
    true, said = np.array([0, 0, 0, 1]), np.array([0, 0, 0, 2])

    assert macro_f1(true, said, 3) == pytest.approx((1.0 + 0.0) / 2)


def test_the_calibration_error_is_the_gap_between_sure_and_right() -> None:
    right = np.array([True, True, False, False])

    assert ece(np.array([1.0, 1.0, 0.0, 0.0]), right) == 0.0
    assert ece(np.array([0.95, 0.95, 0.95, 0.95]), right) == pytest.approx(0.45)
    assert ece(np.array([]), np.array([], dtype=bool)) == 0.0


def test_a_wrong_value_costs_precision_and_recall_and_an_empty_one_recall_alone() -> None:
    wrong = FieldCount(name="amount", right=0, proposed=1, wanted=1)
    empty = FieldCount(name="amount", right=0, proposed=0, wanted=1)
    right = FieldCount(name="name", right=1, proposed=1, wanted=1)
    calls = [_judged("a", ("a", 1.0), fields=fields) for fields in ((wrong, right), (empty, right))]

    report = figures(calls)["fields"]

    assert (report["precision"], report["recall"]) == (round(2 / 3, 4), 0.5)
    assert report["f1"] == round(4 / 7, 4)
    assert by_field(calls)["amount"] == FieldCount(name="amount", right=0, proposed=1, wanted=2)


def test_sets_of_several_codes_count_only_when_they_are_whole() -> None:
    whole = _judged("a", ("a", 0.9), codes=("a", "b"), proposed=("a", "b"))
    half = _judged("a", ("a", 0.9), codes=("a", "b"), proposed=("a",))

    report = figures([whole, half, RIGHT])["dispositions"]

    assert report["exact_sets_several"] == 0.5
    assert report["exact_sets"] == round(2 / 3, 4)
    assert report["calls_with_several"] == 2


def test_grounded_sentences_are_a_share_of_all_sentences() -> None:
    report = figures([RIGHT, SECOND])

    assert (report["grounded"], report["sentences"]) == (0.8, 5)
    assert report["tokens"] == {"sum": {"prompt": 200}, "a_call": {"prompt": 100.0}}


def test_the_worst_calls_are_the_surest_wrong_ones() -> None:
    assert worst([RIGHT, SECOND, WRONG]) == [WRONG, SECOND]
    assert confusions([RIGHT, SECOND, WRONG]) == [("b", "a", 2)]


def test_nothing_can_be_confirmed_alone_on_the_evidence_of_a_few_calls() -> None:
    few = figures([RIGHT] * 40)["dispositions"]["coverage"]
    many = figures([RIGHT] * 2_000)["dispositions"]["coverage"]

    assert few["0.98"] == 0.0
    assert many["0.98"] == 1.0


def test_every_share_has_an_interval_beside_it_that_holds_it() -> None:
    report = figures([RIGHT, SECOND, WRONG] * 10)

    for part in (report["dispositions"], report["fields"], report):
        for name in [name for name in part if name.endswith("_interval") and name != "coverage_interval"]:
            low, high = part[name]
            assert low <= part[name.removesuffix("_interval")] <= high


def test_figures_of_no_call_are_empty_and_do_not_fail() -> None:
    report = figures([])

    assert report["calls"] == 0
    assert report["dispositions"]["accuracy_interval"] == [0.0, 1.0]


def test_wilsons_interval_is_the_one_of_the_textbook() -> None:
    low, high = wilson(81, 263)

    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


def test_the_bootstrap_of_a_mean_is_about_as_wide_as_theory_says() -> None:
    values = np.random.default_rng(1).normal(10, 2, 400)

    low, high = bootstrap(400, lambda at: float(values[at].mean()))

    assert math.isclose(high - low, 2 * 1.96 * 2 / math.sqrt(400), rel_tol=0.15)
