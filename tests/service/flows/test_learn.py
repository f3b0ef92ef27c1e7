"""What confirmations teach, when that calls for a fit, and which drafts a ranker helps."""

import pytest

from service.domain.access import Role
from service.domain.errors import Forbidden, NotFound
from service.domain.job import Kind, Lane
from service.domain.learning import Seen, Waiting
from service.flows.examples import confirmed_fields
from service.flows.learn import EVERY_S, FRESH, is_due
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
from tests.service.flows.world import AGENT, TENANT, World, principal

TUNER = principal(Role.TUNER)
VIEWER = principal(Role.VIEWER)


def test_an_example_holds_what_was_said_and_what_was_confirmed(world: World) -> None:
    shown = call(world, "shown")
    changed = taught(world, "changed", "none")
    taken = taught(world, "taken")

    found = examples_of(world)

    assert shown.id not in found
    assert (found[changed.id].codes, found[changed.id].seen) == (("none",), Seen.EDITED)
    assert found[taken.id].codes == tuple(one.code for one in taken.content.dispositions)
    assert (found[taken.id].seen, found[taken.id].counts) == (Seen.ACCEPTED, False)
    assert "keeps dropping" in found[taken.id].turns[1].text


def test_confirmed_values_stand_in_the_words_of_the_masked_transcript(world: World) -> None:
    talk = (
        ("agent", "Can I have your order number?"),
        ("customer", "Yes, my order number is 3348917502."),
        ("agent", "Thank you, I can see it here."),
        ("customer", "It has not arrived, and I want to know where it is."),
    )
    wrapup = call(world, "one", talk=talk)
    with reading(world) as unit:
        vault = unit.calls.transcript(wrapup.call_id).vault

    fields = confirmed_fields(wrapup.content, vault)

    assert "3348917502" in vault.values()
    assert "3348917502" not in str(fields)
    assert set(fields.get("order_number", ())) <= set(vault)


def test_only_what_chance_chose_speaks_for_whole_wrapups(world: World) -> None:
    publish(world, profile_with(blind_share=1.0))
    rank(world, certified())
    blind = taught(world, "blind", "none")
    publish(world, profile_with())
    edited = taught(world, "edited", "none")

    found = examples_of(world)

    proposed = found[blind.id].proposed
    assert proposed is not None
    assert (proposed.right, found[blind.id].seen) == (False, Seen.BLIND)
    assert 0 < proposed.score < 1
    assert found[edited.id].proposed is None


def test_what_was_confirmed_just_now_may_still_be_taken_back(world: World) -> None:
    wrapup = call(world, "one")
    world.confirm(wrapup)

    assert wrapup.id not in examples_of(world)


def test_a_code_that_the_profile_no_longer_has_is_not_learnt(world: World) -> None:
    wrapup = taught(world, "one")
    shipped = profile_with()
    kept = tuple(
        spec
        for spec in shipped.dispositions
        if spec.code not in {one.code for one in wrapup.content.dispositions}
    )
    publish(world, shipped.model_copy(update={"dispositions": kept}))

    assert wrapup.id not in examples_of(world)


def test_a_fit_on_too_little_stores_nothing_and_ends(world: World) -> None:
    taught(world, "one")
    world.learn.ask(TUNER, "default")

    world.runner.drain(Lane.TUNE)

    assert world.learn.rows(VIEWER) == ()
    assert fit_jobs(world) == []


def test_a_draft_says_which_ranker_helped_it(world: World) -> None:
    before = call(world, "before")
    version = rank(world, certified())

    after = call(world, "after")

    assert (before.draft.ranker, after.draft.ranker) == (None, version)
    assert world.review.draft(AGENT, after.id, 1).ranker == version


def test_a_ranker_that_no_release_of_ours_packed_is_as_good_as_none(world: World) -> None:
    with world.storage.work.begin(TENANT) as unit:
        unit.rankers.add("default", 1, b"no arrays", certified(), ())

    assert call(world, "one").draft.ranker is None


def test_who_may_ask_and_look(world: World) -> None:
    rank(world, certified())

    assert [row.version for row in world.learn.rows(VIEWER)] == [1]
    with pytest.raises(Forbidden):
        world.learn.rows(AGENT)
    with pytest.raises(Forbidden):
        world.learn.ask(VIEWER, "default")
    with pytest.raises(NotFound):
        world.learn.ask(TUNER, "no_such")


def test_enough_fresh_evidence_calls_for_a_fit_once_an_hour(world: World) -> None:
    for number in range(FRESH):
        wrapup = call(world, f"call-{number}")
        world.confirm(wrapup, edits={"dispositions": [{"code": "none"}]})
        before = fit_jobs(world) if number < FRESH - 1 else []
        assert before == []
    world.learn.schedule()
    asked = fit_jobs(world)
    with world.storage.work.begin(TENANT) as unit:
        unit.jobs.cancel(Kind.FIT, "default")
    world.learn.schedule()
    within_the_hour = fit_jobs(world)

    world.clock.advance(round(EVERY_S * 1000))
    world.learn.schedule()

    assert (asked, within_the_hour, fit_jobs(world)) == (["default"], [], ["default"])


def test_what_was_only_taken_over_calls_for_no_fit(world: World) -> None:
    for number in range(FRESH):
        world.confirm(call(world, f"call-{number}"))

    world.learn.schedule()

    assert fit_jobs(world) == []


@pytest.mark.parametrize(
    ("fresh", "known", "due"),
    [(FRESH, 0, True), (FRESH - 1, 0, False), (FRESH, 200, True), (FRESH, 201, False), (100, 1_000, True)],
)
def test_the_more_is_known_the_more_must_be_new(
    fresh: int, known: int, due: bool
) -> None:  # a table's column
    assert is_due(Waiting(profile="default", fresh=fresh, known=known)) is due
