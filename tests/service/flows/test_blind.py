"""A share of wrap-ups whose suggestion is kept back, so that what agents enter there is their own."""

import json
from datetime import timedelta

import pytest

from connectors.errors import Transient
from service.domain.errors import Invalid
from service.domain.learning import Lesson, Seen
from service.domain.ports import UnitOfWork
from service.domain.wrapup import WrapUp
from tests.fakes.llm import FakeModel
from tests.service.flows.learning import (
    call,
    certified,
    code_of,
    ledger_of,
    profile_with,
    publish,
    rank,
    reading,
)
from tests.service.flows.test_draft import _answer
from tests.service.flows.world import ADMIN, AGENT, World

EVERYBODY = 1.0
MINUTE = timedelta(minutes=1)


def _blind(world: World, name: str = "one") -> WrapUp:
    publish(world, profile_with(blind_share=EVERYBODY))
    return call(world, name)


def _lesson(unit: UnitOfWork, wrapup: WrapUp) -> Lesson | None:
    """What its confirmation taught, whatever it is worth."""
    every = (
        one
        for seen in Seen
        for one in unit.lessons.newest("default", seen, before=unit.now + MINUTE, limit=99)
    )
    return next((one for one in every if one.wrapup_id == wrapup.id), None)


def test_nothing_of_the_suggestion_is_shown_before_the_confirmation(world: World) -> None:
    shown = call(world, "to-compare")
    code, other = shown.content.dispositions[0], shown.content.disposition_alternatives

    blind = _blind(world)

    assert blind.blind
    assert blind.content.summary
    assert (blind.content.dispositions, blind.content.disposition_alternatives, blind.content.fields) == (
        (),
        (),
        (),
    )
    draft = world.review.draft(AGENT, blind.id, blind.draft.number)
    told = json.dumps(
        [
            blind.model_dump(mode="json", exclude={"targets"}),
            draft.model_dump(mode="json"),
            [data for _, _, data in ledger_of(world, blind)],
            [row.model_dump(mode="json") for row in world.review.page(AGENT).items if row.id == blind.id],
        ]
    )
    assert code.code not in told
    assert not [one.code for one in other if one.code in told]


def test_after_the_confirmation_all_of_it_is_there_to_see(world: World) -> None:
    code = code_of(world)
    blind = _blind(world)

    world.confirm(blind, edits={"dispositions": [{"code": "none"}]})

    draft = world.review.draft(AGENT, blind.id, blind.draft.number)
    assert [one.code for one in draft.proposal.content.dispositions] == [code]
    _, _, data = ledger_of(world, blind)[-1]
    assert (data["blind"], data["proposed"]) == (True, [code])


def test_a_draft_that_is_offered_gives_nothing_away_either(world: World) -> None:
    world.connections.language_model = FakeModel(Transient("rate_limit", retry_after_ms=1_000), _answer)
    begun = _blind(world)
    entered = world.review.edit(AGENT, begun.id, begun.version, {"dispositions": [{"code": "none"}]})
    world.clock.advance(1_100)
    world.work_off()
    offered = world.review.get(AGENT, begun.id)

    adopted = world.review.adopt(AGENT, begun.id, offered.version)

    assert offered.offered is not None
    assert adopted.content.dispositions == entered.content.dispositions
    assert (adopted.content.disposition_alternatives, adopted.content.fields) == ((), ())


def test_an_agent_must_answer_and_none_of_these_is_an_answer(world: World) -> None:
    blind = _blind(world)

    with pytest.raises(Invalid) as refused:
        world.confirm(blind)
    confirmed = world.confirm(blind, edits={"dispositions": [{"code": "none"}]})

    assert [problem.pointer for problem in refused.value.problems] == ["/content/dispositions"]
    assert confirmed.state == "confirmed"


def test_who_confirms_unread_for_the_agent_takes_what_was_drafted_and_proves_nothing(world: World) -> None:
    code = code_of(world)
    blind = _blind(world)

    confirmed = world.confirm(blind, by=ADMIN)

    assert [one.code for one in confirmed.content.dispositions] == [code]
    assert not confirmed.blind
    with reading(world) as unit:
        lesson = _lesson(unit, blind)
    assert lesson is not None
    assert (lesson.seen, lesson.right) == (Seen.ACCEPTED, True)


@pytest.mark.parametrize(("entered", "right"), [("the same", True), ("none", False)])
def test_what_is_entered_without_a_suggestion_is_evidence(
    world: World, entered: str, right: bool
) -> None:  # a table's column
    code = code_of(world)
    blind = _blind(world)

    world.confirm(blind, edits={"dispositions": [{"code": code if entered == "the same" else entered}]})

    with reading(world) as unit:
        lesson = _lesson(unit, blind)
    assert lesson is not None
    assert (lesson.seen, lesson.right) == (Seen.BLIND, right)


def test_taken_over_and_changed_are_told_apart(world: World) -> None:
    taken, changed = call(world, "one"), call(world, "two")

    world.confirm(taken)
    world.confirm(changed, edits={"dispositions": [{"code": "none"}]})

    with reading(world) as unit:
        seen = [(_lesson(unit, one) or pytest.fail("no lesson")).seen for one in (taken, changed)]
    assert seen == [Seen.ACCEPTED, Seen.EDITED]


def test_a_changed_note_alone_is_no_evidence_for_codes(world: World) -> None:
    wrapup = call(world, "one")

    world.confirm(wrapup, edits={"commitments": []})

    with reading(world) as unit:
        lesson = _lesson(unit, wrapup)
    assert lesson is not None
    assert lesson.seen is Seen.ACCEPTED


def test_a_confirmation_that_is_taken_back_teaches_nothing_and_the_next_is_not_blind(world: World) -> None:
    code = code_of(world)
    blind = _blind(world)
    confirmed = world.confirm(blind, edits={"dispositions": [{"code": code}]}, undo_ms=20_000)

    undone = world.review.undo(AGENT, blind.id, confirmed.version)
    with reading(world) as unit:
        between = _lesson(unit, blind)
    world.confirm(undone)

    with reading(world) as unit:
        after = _lesson(unit, blind)
    assert between is None
    assert after is not None
    assert after.seen is Seen.EDITED


def test_a_dismissed_wrapup_keeps_its_secret_when_it_is_opened_again(world: World) -> None:
    blind = _blind(world)
    dismissed = world.review.dismiss(AGENT, blind.id, blind.version)

    reopened = world.review.undo(AGENT, blind.id, dismissed.version)

    assert reopened.kept_back
    assert world.review.draft(AGENT, blind.id, 1).proposal.content.dispositions == ()


def test_the_share_that_a_profile_has_by_default_waits_for_the_first_ranker(world: World) -> None:
    profile = profile_with(blind_share=0.02)
    publish(world, profile)
    before = [call(world, f"before-{number}").blind for number in range(3)]
    rank(world, certified())
    wrapup = call(world, "after")

    with reading(world) as unit:
        drawn = unit.rankers.lot("blind", wrapup.id) < 0.02
    assert before == [False, False, False]
    assert wrapup.blind is drawn


def test_the_draw_is_fair_and_the_same_each_time(world: World) -> None:
    with reading(world) as unit:
        lots = [unit.rankers.lot("blind", f"w-{number}") for number in range(4_000)]
        again = unit.rankers.lot("blind", "w-7")
        other = unit.rankers.lot("audit", "w-7")

    drawn = sum(lot < 0.02 for lot in lots)
    assert again == lots[7] != other
    # Five standard deviations around 80.
    assert 36 <= drawn <= 124
