import pytest

from service.domain.content import Evidence
from service.domain.profile import DispositionSpec, Profile
from service.drafting.dispositions import HALF, SUREST, UNHEARD, ModelCode, settle
from service.drafting.learning.codes import Ranking
from service.drafting.ranking import Scored, choose
from tests.service.drafting.learning.confirmed import profile as parcels

QUOTE = Evidence(turn=1, quote="it is cracked")
SHARES = {"broken": 0.6, "refund": 0.25, "late": 0.1, "none": 0.05}


@pytest.fixture
def profile() -> Profile:
    return parcels(DispositionSpec(code="goods", label="Goods", selectable=False))


def ranking(counted: int = HALF, **beside: float) -> Ranking:
    return Ranking(
        shares=SHARES, chosen=("broken", *beside), beside=beside, evidence={"broken": QUOTE}, counted=counted
    )


def test_without_history_and_model_the_catalogue_speaks_alone(profile: Profile) -> None:
    scored = (Scored(profile.codes[0], 4.0, (QUOTE,)),)

    assert settle(None, scored, None, profile) == choose(scored)


def test_without_history_a_models_codes_stand(profile: Profile) -> None:
    named = [
        ModelCode("refund", 0.7, (QUOTE,)),
        ModelCode("late", 0.7),
        ModelCode("broken", 0.3, proposed=False),
    ]

    codes, others = settle(None, (), named, profile)

    assert [(one.code, one.confidence, one.evidence) for one in codes] == [
        ("refund", 0.7, (QUOTE,)),
        ("late", 0.7, ()),
    ]
    assert [(one.code, one.confidence) for one in others] == [("broken", 0.3)]


@pytest.mark.parametrize(
    ("code", "heard", "sure"),
    [
        ("refund", ["refund", "late"], SUREST),
        ("refund", [], UNHEARD),
        ("none", [], SUREST),
        # 2 of 3 parts its own word, the third what the catalogue gives it of 1.5 + 4 + 2.
        ("late", ["refund", "late"], (2 + 2 / 7.5) / 3),
        ("none", ["refund", "late"], (2 + 1.5 / 7.5) / 3),
        ("broken", ["refund", "late"], 2 / 3),
    ],
)
def test_without_history_a_model_is_as_sure_as_the_catalogue_lets_it_be(
    profile: Profile, code: str, heard: list[str], sure: float
) -> None:
    specs = {spec.code: spec for spec in profile.codes}
    scored = tuple(Scored(specs[one], 4.0 / 2**at, (QUOTE,)) for at, one in enumerate(heard))

    codes, others = settle(None, scored, [ModelCode(code, 1.0)], profile)

    assert [one.code for one in codes] == [code]
    assert codes[0].confidence == pytest.approx(sure)
    assert [one.code for one in others] == [one for one in heard if one != code]


def test_without_a_model_confidence_is_the_rankers_calibrated_share(profile: Profile) -> None:
    codes, others = settle(ranking(), (), None, profile)

    assert [(one.code, one.label, one.confidence, one.evidence) for one in codes] == [
        ("broken", "Broken goods", 0.6, (QUOTE,))
    ]
    assert [(one.code, one.confidence) for one in others] == [("refund", 0.25), ("late", 0.1), ("none", 0.05)]


def test_a_second_code_stands_beside_the_first_with_a_chance_of_its_own(profile: Profile) -> None:
    codes, others = settle(ranking(refund=0.9), (), None, profile)

    assert [(one.code, one.confidence) for one in codes] == [("broken", 0.6), ("refund", 0.9)]
    assert "refund" not in {one.code for one in others}


def test_after_as_much_evidence_as_half_ranker_and_model_weigh_the_same(profile: Profile) -> None:
    codes, _ = settle(ranking(counted=HALF), (), [ModelCode("broken", 0.9)], profile)

    assert [one.code for one in codes] == ["broken"]
    assert codes[0].confidence == pytest.approx(0.75)


@pytest.mark.parametrize(("counted", "main"), [(0, "late"), (20 * HALF, "broken")])
def test_the_more_was_confirmed_the_more_the_ranker_decides(
    profile: Profile, counted: int, main: str
) -> None:
    codes, _ = settle(ranking(counted=counted), (), [ModelCode("late", 0.95)], profile)

    assert codes[0].code == main


def test_chances_of_the_main_code_still_add_up_when_a_model_has_spoken(profile: Profile) -> None:
    codes, others = settle(ranking(), (), [ModelCode("late", 0.95)], profile)

    assert codes[0].code == "late"
    assert (codes[0].confidence or 0) + sum(one.confidence for one in others) == pytest.approx(1)


def test_a_model_that_names_two_codes_has_both_shown_where_the_ranker_agrees(profile: Profile) -> None:
    named = [ModelCode("broken", 0.9), ModelCode("refund", 0.9)]

    agreed, _ = settle(ranking(refund=0.8), (), named, profile)
    alone, _ = settle(ranking(counted=9 * HALF), (), named, profile)

    assert [one.code for one in agreed] == ["broken", "refund"]
    assert [one.code for one in alone] == ["broken"]


def test_a_models_quotes_go_before_the_rankers_line(profile: Profile) -> None:
    other = Evidence(turn=3, quote="in pieces")

    codes, _ = settle(ranking(), (), [ModelCode("broken", 0.9, (other,))], profile)

    assert codes[0].evidence == (other,)


def test_nothing_stands_beside_none_of_these(profile: Profile) -> None:
    nothing = Ranking(shares={"none": 0.9, "late": 0.1}, chosen=("none",), counted=5_000)

    codes, others = settle(nothing, (), [ModelCode("none", 0.6)], profile)

    assert [one.code for one in codes] == ["none"]
    assert [one.code for one in others] == ["late"]


def test_headings_and_codes_that_are_no_more_are_never_shown(profile: Profile) -> None:
    old = Ranking(
        shares={"retired": 0.7, "late": 0.2, "none": 0.1},
        chosen=("retired", "goods"),
        beside={"goods": 0.9},
        counted=500,
    )

    codes, others = settle(old, (), [ModelCode("goods", 0.99)], profile)

    assert [one.code for one in codes] == ["late"]
    assert codes[0].confidence == pytest.approx(2 / 3)
    assert [one.code for one in others] == ["none"]


def test_a_ranking_of_which_the_catalogue_has_nothing_left_leaves_it_to_the_catalogue(
    profile: Profile,
) -> None:
    old = Ranking(shares={"retired": 1.0}, chosen=("retired",))

    assert settle(old, (), None, profile) == choose(())
