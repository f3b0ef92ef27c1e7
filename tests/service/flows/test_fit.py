"""From confirmations to a ranker and back into drafts; and what becomes of a ranker when a call is erased."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from service.domain.access import Role
from service.domain.errors import Postpone, StaleFence
from service.domain.job import LEASE_MS, Kind, Lane
from service.domain.learning import Example, RankerFigures
from service.domain.profile import Profile
from service.drafting.learning.arrays import Arrays
from service.drafting.learning.codes import CodeRanker
from service.drafting.learning.learned import Learned
from service.flows.learn import Learn
from service.worker.runner import Runner
from tests.service.flows.erasing import erasing
from tests.service.flows.learning import (
    call,
    certified,
    examples_of,
    fit_jobs,
    profile_with,
    publish,
    rank,
    reading,
    taught,
)
from tests.service.flows.world import ADMIN, TENANT, World, principal

TUNER = principal(Role.TUNER)
VIEWER = principal(Role.VIEWER)


def test_an_erased_call_takes_the_rankers_with_it_that_learnt_from_it(world: World, tmp_path: Path) -> None:
    learnt, other = taught(world, "learnt"), taught(world, "other")
    rank(world, certified(), [other.id])
    newest = rank(world, certified(), [learnt.id, other.id])
    helped = call(world, "between")

    erasing(world, tmp_path).call(ADMIN, learnt.call_id)

    after = call(world, "after")
    assert helped.draft.ranker == newest
    assert [(row.version, row.usable) for row in world.learn.rows(VIEWER)] == [(2, False), (1, True)]
    assert after.draft.ranker == 1
    assert fit_jobs(world) == ["default"]
    with reading(world) as unit:
        assert unit.rankers.body("default", newest) is None


def test_an_erased_call_that_nothing_learnt_from_leaves_the_rankers_alone(
    world: World, tmp_path: Path
) -> None:
    learnt, other = taught(world, "learnt"), taught(world, "other")
    rank(world, certified(), [learnt.id])

    erasing(world, tmp_path).call(ADMIN, other.call_id)

    assert [row.usable for row in world.learn.rows(VIEWER)] == [True]
    assert fit_jobs(world) == []


def test_numbers_of_destroyed_rankers_are_not_given_again(world: World, tmp_path: Path) -> None:
    wrapup = taught(world, "one")
    rank(world, certified(), [wrapup.id])
    erasing(world, tmp_path).call(ADMIN, wrapup.call_id)

    assert rank(world, certified()) == 2
    assert call(world, "after").draft.ranker == 2


LATE = "my parcel has not come and tracking says nothing new since {}"
BACK = "i want to send the shoes back because they are {} too small"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "easter")
"""Twice as many calls as days, of two reasons in words of our own."""


def _lines(said: str) -> tuple[tuple[str, str], ...]:
    return (
        ("agent", "Good morning, this is Ada, how can I help?"),
        ("customer", said),
        ("agent", "Let me have a look at that for you."),
    )


@pytest.fixture
def learnt(world: World) -> World:
    """A few dozen calls that agents gave codes which their words alone would not lead to."""
    publish(world, profile_with())
    codes = [spec.code for spec in profile_with().codes][:2]
    for number in range(48):
        pattern = (LATE, BACK)[number % 2]
        talk = _lines(pattern.format(f"{DAYS[number % 8]} the {number}th"))
        wrapup = call(world, f"lesson-{number}", talk=talk)
        world.confirm(wrapup, edits={"dispositions": [{"code": codes[number % 2]}]})
    world.work_off()
    world.clock.advance(61_000)
    return world


def test_what_agents_confirmed_is_learnt_and_drafted(learnt: World) -> None:
    codes = [spec.code for spec in profile_with().codes][:2]
    learnt.learn.schedule()

    learnt.runner.drain(Lane.TUNE)

    (row,) = learnt.learn.rows(VIEWER)
    assert (row.version, row.usable, row.figures.examples) == (1, True, 48)
    late = call(learnt, "late", talk=_lines(LATE.format("yesterday")))
    back = call(learnt, "back", talk=_lines(BACK.format("far")))
    assert (late.draft.ranker, back.draft.ranker) == (1, 1)
    assert [one.content.dispositions[0].code for one in (late, back)] == codes
    assert fit_jobs(learnt) == []


class Shapes:
    """Stands in for a fitted part where only its storing matters."""

    def dump(self) -> Arrays:
        return {"shape": np.ones(3)}


def _learn_by(world: World, during: Callable[[], object] = lambda: None) -> None:
    """One fit that learns nothing worth reading, with something happening while it is at work."""

    def fit(examples: Sequence[Example], _: Profile) -> Learned:
        during()
        figures = RankerFigures(examples=len(examples), evidence=0)
        return Learned(codes=cast("CodeRanker", Shapes()), figures=figures)

    learn = Learn(world.storage.work, lambda: (TENANT,), fit=fit)
    Runner(world.storage.work, world.storage.board, {Kind.FIT: learn.run}).drain(Lane.TUNE)


def test_a_fit_whose_worker_died_is_made_by_the_next_and_twice_makes_two_versions(world: World) -> None:
    taught(world, "one")
    world.learn.ask(TUNER, "default")
    lost = world.storage.board.claim(Lane.TUNE, "a worker that dies")
    world.clock.advance(LEASE_MS)
    world.storage.board.free_expired()
    _learn_by(world)

    world.learn.ask(TUNER, "default")
    _learn_by(world)

    assert lost is not None
    assert [row.version for row in world.learn.rows(VIEWER)] == [2, 1]
    assert fit_jobs(world) == []


def test_a_worker_that_lost_its_lease_while_it_fitted_stores_nothing(world: World) -> None:
    taught(world, "one")
    world.learn.ask(TUNER, "default")

    def overtaken() -> None:
        world.clock.advance(LEASE_MS)
        world.storage.board.free_expired()

    with pytest.raises(StaleFence):
        _run_once(world, overtaken)

    assert world.learn.rows(VIEWER) == ()
    assert fit_jobs(world) == ["default"]


def _run_once(world: World, during: Callable[[], object]) -> None:
    def fit(examples: Sequence[Example], _: Profile) -> Learned:
        during()
        return Learned(codes=cast("CodeRanker", Shapes()), figures=certified())

    job = world.storage.board.claim(Lane.TUNE, "a slow worker")
    assert job is not None
    Learn(world.storage.work, lambda: (TENANT,), fit=fit).run(job)


def test_a_call_that_is_erased_while_it_is_learnt_from_does_not_live_on(world: World, tmp_path: Path) -> None:
    wrapup, other = taught(world, "one"), taught(world, "two")
    world.learn.ask(TUNER, "default")
    erase = erasing(world, tmp_path)

    with pytest.raises(Postpone):
        _run_once(world, lambda: erase.call(ADMIN, wrapup.call_id))

    assert world.learn.rows(VIEWER) == ()
    assert set(examples_of(world)) == {other.id}
    assert fit_jobs(world) == ["default"]


def test_a_fit_that_fails_is_told_and_not_tried_again(world: World) -> None:
    taught(world, "one")
    world.learn.ask(TUNER, "default")

    def broken() -> None:
        raise ZeroDivisionError

    _learn_by(world, broken)

    assert (world.learn.rows(VIEWER), fit_jobs(world)) == ((), [])


def test_the_newest_five_versions_are_kept(world: World) -> None:
    for _ in range(7):
        rank(world, certified())

    assert [row.version for row in world.learn.rows(VIEWER)] == [7, 6, 5, 4, 3]
    with reading(world) as unit:
        assert unit.rankers.get("default", 2) is None
