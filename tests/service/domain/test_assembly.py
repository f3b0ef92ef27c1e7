"""A call is what all its reports say together, whatever their order; hostile ids end in some order, always the same."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.contracts import LegKind
from service.domain.assembly import Report, assemble, set_of, standing
from tests.service.domain.reports import BEGAN, reports

SOME = st.lists(reports(), min_size=1, max_size=7)


def told(leg: str, minutes: float | None = None, previous: str = "", **more: Any) -> Report:
    at = None if minutes is None else BEGAN + timedelta(minutes=minutes)
    return Report(**{"external_id": "call", "leg": leg, "previous": previous, "started_at": at, **more})


def order(*said: Report) -> list[str]:
    return [leg.key for leg in assemble(said).legs]


@given(SOME, st.randoms(use_true_random=False))
def test_the_order_in_which_reports_come_changes_nothing(said: list[Report], chance: Any) -> None:
    shuffled = list(said)
    chance.shuffle(shuffled)

    assert assemble(shuffled) == assemble(said)
    assert standing(shuffled).keys() == standing(said).keys()
    assert all(standing(shuffled)[leg].rank == one.rank for leg, one in standing(said).items())


@given(SOME, st.data())
def test_a_report_that_comes_again_changes_nothing(said: list[Report], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(said), max_size=4))

    assert assemble([*said, *again]) == assemble([*again, *said]) == assemble(said)
    assert set_of([*said, *again]) == set_of(said)


@given(SOME)
def test_what_is_kept_of_reports_is_read_back_as_the_same_call(said: list[Report]) -> None:
    stored = [Report.model_validate_json(one.model_dump_json()) for one in said]

    assert assemble(stored) == assemble(said)


@given(SOME)
def test_every_leg_stands_once_and_a_call_has_at_least_one(said: list[Report]) -> None:
    keys = order(*said)

    assert keys
    assert len(set(keys)) == len(keys)
    assert set(keys) | {""} == {one.leg for one in said} | {""}


@given(SOME, st.lists(reports(), max_size=3))
def test_what_more_is_said_takes_no_leg_with_a_person_away(
    said: list[Report], more: Sequence[Report]
) -> None:
    before = {leg.key for leg in assemble(said).legs if leg.kind is LegKind.AGENT and leg.key}

    assert before <= {leg.key for leg in assemble([*said, *more]).legs}


def test_legs_stand_in_the_order_in_which_they_began() -> None:
    assert order(told("c", 2), told("a", 0), told("b", 1)) == ["a", "b", "c"]


def test_legs_without_times_follow_the_one_they_came_from() -> None:
    assert order(told("z", 0), told("m", previous="z"), told("a", previous="m"), told("q", 1)) == [
        "z",
        "m",
        "a",
        "q",
    ]


def test_a_leg_without_a_time_stands_before_those_that_came_from_it() -> None:
    assert order(told("menu"), told("ada", 1, previous="menu"), told("tom", 2, previous="ada")) == [
        "menu",
        "ada",
        "tom",
    ]
    assert order(told("z"), told("y", previous="z"), told("b", 5, previous="y"), told("a", 9)) == [
        "z",
        "y",
        "b",
        "a",
    ]


def test_legs_of_which_nothing_is_known_come_last_in_the_order_of_their_names() -> None:
    assert order(told("b"), told("c", 1), told("a")) == ["c", "a", "b"]


@pytest.mark.parametrize("timed", [(), ("b",), ("a", "b", "c")], ids=["none", "one", "all"])
def test_legs_that_name_each_other_in_a_ring_stand_in_one_order(timed: tuple[str, ...]) -> None:
    ring = [
        told(leg, 3 if leg in timed else None, previous)
        for leg, previous in (("a", "c"), ("b", "a"), ("c", "b"))
    ]

    assert sorted(order(*ring)) == ["a", "b", "c"]
    assert order(*ring) == order(*reversed(ring))


def test_a_leg_that_names_itself_stands_like_any_other() -> None:
    assert order(told("a", previous="a"), told("b", 1, previous="b")) == ["b", "a"]


def test_a_chain_of_hundreds_of_legs_is_put_in_order() -> None:
    chain = [told(f"leg-{n:03}", 0 if n == 0 else None, f"leg-{n - 1:03}") for n in range(200)]
    back = [told(f"leg-{n:03}", 0 if n == 199 else None, f"leg-{n - 1:03}") for n in range(200)]

    expected = [f"leg-{n:03}" for n in range(200)]
    assert order(*reversed(chain)) == order(*reversed(back)) == expected


def test_reports_that_all_carry_one_id_are_one_leg() -> None:
    same = [told("x", n, "x", external_id="x", other_ids=("x",), agent_id=f"a{n}") for n in range(50)]

    picture = assemble(same)

    assert (picture.external_id, [leg.key for leg in picture.legs]) == ("x", ["x"])
    assert picture.legs[0].agent_id == "a0"


def test_the_root_is_the_id_that_legs_agree_on() -> None:
    alone = told("b", external_id="b")

    assert assemble([alone]).external_id == "b"
    assert assemble([alone, told("c", external_id="root")]).external_id == "root"
    assert assemble([alone, told("", external_id="whole")]).external_id == "whole"
