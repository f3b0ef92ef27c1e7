import random

import pytest

from connectors.contracts import Speaker, Turn
from service.domain.draft import Material
from service.domain.learning import Example, Proposed, Seen
from service.domain.profile import DispositionSpec
from service.drafting.learning.codes import CodeRanker
from tests.service.drafting.calls import WEDNESDAY
from tests.service.drafting.learning.confirmed import confirmed, example, material, profile


def fit(examples: list[Example], *more: DispositionSpec) -> CodeRanker:
    ranker = CodeRanker.fit(examples, profile(*more))
    assert ranker is not None
    return ranker


@pytest.fixture(scope="module")
def ranker() -> CodeRanker:
    return fit(confirmed(160, several=0.3))


def test_it_learns_codes_that_the_catalogue_alone_would_not_tell(ranker: CodeRanker) -> None:
    unseen = confirmed(80, seed=2)

    right = sum(ranker.rank(one.material).chosen[0] == one.codes[0] for one in unseen)

    assert right >= 76


def test_shares_are_of_all_codes_with_none_among_them_and_come_best_first(ranker: CodeRanker) -> None:
    ranking = ranker.rank(material("hello", "it arrived with a crack down the side"))

    shares = list(ranking.shares.values())
    assert set(ranking.shares) == {"late", "broken", "refund", "none"}
    assert sum(shares) == pytest.approx(1, abs=1e-5)
    assert shares == sorted(shares, reverse=True)
    assert ranking.chosen[0] == next(iter(ranking.shares)) == "broken"


def test_a_call_about_nothing_of_the_catalogue_is_none_of_these(ranker: CodeRanker) -> None:
    assert ranker.rank(material("hi", "sorry i have the wrong number", "bye")).chosen == ("none",)


@pytest.mark.parametrize("said", [(), ("",), ("xyzzy plugh",)])
def test_a_call_of_which_nothing_is_understood_has_no_sure_code(
    ranker: CodeRanker, said: tuple[str, ...]
) -> None:
    ranking = ranker.rank(Material(turns=(), started_at=WEDNESDAY) if not said else material(*said))

    assert ranking.shares[ranking.chosen[0]] < 0.9 or ranking.chosen == ("none",)


def test_the_reason_that_was_told_first_is_the_main_one_and_a_second_stands_beside_it(
    ranker: CodeRanker,
) -> None:
    broken, refund = "one of the glasses is smashed", "i would like my money back please"

    one = ranker.rank(material("hello there", broken, refund, "great bye"))
    other = ranker.rank(material("hello there", refund, broken, "great bye"))

    assert one.chosen == ("broken", "refund")
    assert other.chosen == ("refund", "broken")
    assert all(chance > 0.5 for chance in (*one.beside.values(), *other.beside.values()))


def test_the_line_that_told_the_code_is_its_evidence(ranker: CodeRanker) -> None:
    call = material("good morning", "well. the vase was in pieces when i opened the box", "great bye")

    evidence = ranker.rank(call).evidence["broken"]

    assert evidence.turn == 2
    assert evidence.quote == "the vase was in pieces when i opened the box"


def test_what_an_ivr_said_and_what_was_said_on_earlier_legs_is_left_out(ranker: CodeRanker) -> None:
    before = (
        Turn(speaker=Speaker.IVR, text="for my money back please press one, for the refund press two"),
        Turn(speaker=Speaker.CUSTOMER, text="i would like my money back please"),
    )
    call = material("hello", "it arrived with a crack down the side")
    joined = call.model_copy(update={"turns": (*before, *call.turns), "own": 2})

    assert ranker.rank(joined).shares == ranker.rank(call).shares
    assert ranker.rank(joined).evidence["broken"].turn == ranker.rank(call).evidence["broken"].turn + 2


def test_without_several_codes_in_the_examples_only_one_is_proposed() -> None:
    ranking = fit(confirmed(60)).rank(
        material("one of the glasses is smashed", "i would like my money back please")
    )

    assert len(ranking.chosen) == 1


@pytest.mark.parametrize(
    "few", [confirmed(29), [], [example(str(n), ["late"], "where is it") for n in range(99)]]
)
def test_too_few_examples_or_a_single_code_give_no_ranker(few: list[Example]) -> None:
    assert CodeRanker.fit(few, profile()) is None


def test_a_code_that_nobody_confirmed_yet_is_found_by_its_name_in_the_catalogue() -> None:
    examples = confirmed(120)
    examples += [
        example(f"k{n}", ["late"], "i moved to a new address and my parcel is late") for n in range(4)
    ]
    moved = DispositionSpec(code="new_address", label="Newaddress", examples=("i have moved house",))

    ranking = fit(examples, moved).rank(material("hello", "i have moved house", "bye"))

    assert ranking.chosen == ("new_address",)


def test_codes_that_the_catalogue_has_no_more_are_not_learnt() -> None:
    examples = [*confirmed(80), *(example(f"x{n}", ["retired"], "sell me a stamp") for n in range(20))]

    assert "retired" not in fit(examples).rank(material("sell me a stamp")).shares


def test_confidence_is_what_came_true() -> None:
    """One sentence means two things: seven times of ten the one. No ranker can know which."""
    chance = random.Random(5)  # noqa: S311 - not for secrets
    examples = confirmed(120)
    examples += [
        example(f"d{n}", ["late" if chance.random() < 0.7 else "refund"], "hello", "i call about my order")
        for n in range(480)
    ]

    ranker = fit(examples)

    assert ranker.rank(material("hello", "i call about my order")).shares["late"] == pytest.approx(
        0.7, abs=0.08
    )
    assert ranker.figures.ece is not None
    assert ranker.figures.ece < 0.05


def test_what_was_only_accepted_is_learnt_from_and_proves_nothing() -> None:
    ranker = fit(confirmed(120, seen=Seen.ACCEPTED))

    assert ranker.rank(material("hello", "it arrived with a crack down the side")).chosen == ("broken",)
    assert (ranker.figures.examples, ranker.figures.evidence) == (120, 0)
    assert (ranker.figures.accuracy, ranker.figures.top3, ranker.figures.ece) == (None, None, None)
    assert ranker.rank(material("hello")).counted == 0


def test_figures_are_measured_on_calls_that_were_not_learnt_from() -> None:
    chance = random.Random(8)  # noqa: S311 - not for secrets
    codes = ("late", "broken", "refund")
    by_chance = [example(f"r{n}", [chance.choice(codes)], f"word{n} thing{n}") for n in range(200)]

    accuracy = fit(by_chance).figures.accuracy

    assert accuracy is not None
    assert accuracy < 0.5


@pytest.mark.parametrize(("count", "threshold"), [(149, 0.9), (148, None)])
def test_a_certificate_is_given_from_the_evidence_that_it_needs_on(
    count: int, threshold: float | None
) -> None:
    told = Proposed(codes=("late",), score=0.9, right=True)
    judged = [example(f"b{n}", ["late"], "nothing came yet") for n in range(count)]
    judged = [one.model_copy(update={"proposed": told}) for one in judged]
    shown = [one.model_copy(update={"id": f"s{n}", "seen": Seen.ACCEPTED}) for n, one in enumerate(judged)]

    figures = fit([*judged, *shown, *confirmed(40, seed=3)]).figures

    assert [(one.code, one.threshold, one.count) for one in figures.certificates] == [
        ("late", threshold, count)
    ]
