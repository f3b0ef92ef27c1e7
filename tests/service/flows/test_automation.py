"""Confirmed without a person: where the evidence allows it, and never where something forbids it."""

from datetime import timedelta

import pytest

from connectors.errors import Transient
from service.domain.content import Flag
from service.domain.draft import DraftKind, DraftStatus
from service.domain.job import LEASE_MS, Lane
from service.domain.learning import Lesson, RankerFigures, Seen
from service.domain.wrapup import State, WrapUp
from service.flows.automation import settle
from service.flows.review_rules import Choice
from tests.fakes.llm import FakeModel
from tests.service.flows.learning import (
    NEVER,
    automate,
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
from tests.service.flows.world import ADMIN, AGENT, PHONE, TENANT, World


def _settled(world: World, wrapup: WrapUp) -> WrapUp:
    """Once more through the door, as by a job that runs a second time."""
    with world.storage.work.begin(TENANT) as unit:
        settle(unit, wrapup.id, unit.profiles.labelled("default", "live"))  # type: ignore[arg-type]  # it is there
    return world.review.get(ADMIN, wrapup.id)


def test_a_wrapup_with_enough_evidence_is_confirmed_and_written_without_a_person(world: World) -> None:
    code = automate(world)

    confirmed = call(world, "one")
    world.clock.advance(20_100)
    world.work_off()

    written = world.review.get(ADMIN, confirmed.id)
    assert (confirmed.state, confirmed.reviewed_by) == ("confirmed", "auto")
    assert confirmed.undo_until == confirmed.updated_at + timedelta(milliseconds=20_000)
    assert (written.state, written.reviewed_by) == ("written", "auto")
    assert len(world.crm.tasks) == 1 + len(written.content.commitments)
    kind, actor, data = ledger_of(world, confirmed)[-2]
    assert (kind, actor, data["by"], data["dispositions"]) == ("confirmed", "aftercall", "aftercall", [code])
    assert data["ranker"] == 1
    assert data["score"] == confirmed.content.dispositions[0].confidence


def test_nothing_is_automatic_before_somebody_says_so(world: World) -> None:
    code = code_of(world)
    rank(world, certified(code))

    assert call(world, "one").state is State.READY


@pytest.mark.parametrize(
    "figures",
    [
        lambda code: certified(code, threshold=None),
        lambda code: certified(code, threshold=0.999),
        lambda _: certified("another"),
        lambda code: certified(code, judged=DraftKind.LLM),
        lambda code: certified(code, judged=None),
        lambda _: RankerFigures(examples=300, evidence=200),
    ],
    ids=["refused", "low_score", "other_code", "other_kind", "no_kind", "no_certificate"],
)
def test_without_a_certificate_that_it_reaches_it_is_left_to_a_person(world: World, figures: object) -> None:
    code = code_of(world)
    publish(world, profile_with(code))
    rank(world, figures(code))  # type: ignore[operator]  # one of those above

    assert call(world, "one").state is State.READY


def test_a_profile_that_asks_for_more_than_was_certified_automates_nothing(world: World) -> None:
    code = code_of(world)
    publish(world, profile_with(code, precision=0.99))
    rank(world, certified(code))

    assert call(world, "one").state is State.READY


def test_a_draft_without_a_ranker_has_no_evidence(world: World) -> None:
    publish(world, profile_with(code_of(world)))

    assert call(world, "one").state is State.READY


COMPLAINT = (
    ("agent", "Thank you for calling, this is Ada, how can I help?"),
    ("customer", "My internet keeps dropping every evening and I want to make a formal complaint about it."),
    ("agent", "I have reset your line just now."),
)


def test_a_topic_that_needs_a_person_is_never_automatic(world: World) -> None:
    shown = call(world, "before", talk=COMPLAINT)
    codes = [one.code for one in shown.content.dispositions]
    publish(world, profile_with(*codes))
    rank(world, certified(*codes))

    wrapup = call(world, "one", talk=COMPLAINT)

    assert [flag.topic for flag in wrapup.flags]
    assert wrapup.state is State.READY


def test_an_ambiguous_record_is_never_automatic_not_even_once_it_is_chosen(world: World) -> None:
    automate(world)
    world.crm.add_contact("Another of the same number", PHONE)
    ambiguous = call(world, "one")

    chosen = world.review.choose(
        AGENT, ambiguous.id, "t1", ambiguous.version, Choice(record=next(iter(world.crm.contacts)))
    )

    assert (ambiguous.state, ambiguous.targets[0].match) == ("ready", "ambiguous")
    assert _settled(world, chosen).state is State.READY


def test_an_unknown_caller_is_never_automatic(world: World) -> None:
    automate(world)

    assert call(world, "one", phone="+12025550199").state is State.READY


def test_a_record_that_is_found_later_ends_the_wait(world: World) -> None:
    automate(world)
    world.crm.fail_next("resolve", Transient("timeout"))
    waiting = call(world, "one")

    world.clock.advance(1_000)
    world.work_off()

    assert waiting.state is State.READY
    assert world.review.get(ADMIN, waiting.id).reviewed_by == "auto"


def test_what_a_person_has_touched_stays_theirs(world: World) -> None:
    automate(world)
    taken_back = call(world, "one")
    undone = world.review.undo(AGENT, taken_back.id, taken_back.version)

    again = world.review.regenerate(AGENT, undone.id, undone.version)
    world.work_off()

    assert (undone.state, undone.reviewed_by) == ("ready", "none")
    assert again.draft.status is DraftStatus.PENDING
    assert world.review.get(ADMIN, undone.id).state is State.READY


def test_a_topic_that_comes_up_before_the_write_takes_it_back(world: World) -> None:
    automate(world)
    confirmed = call(world, "one")
    with world.storage.work.begin(TENANT) as unit:
        flag = Flag(kind="never_automate", topic="complaint")
        unit.wrapups.save(unit.wrapups.get(confirmed.id).model_copy(update={"flags": (flag,)}))

    world.clock.advance(20_100)
    world.work_off()

    left = world.review.get(ADMIN, confirmed.id)
    assert (left.state, left.reviewed_by, left.undo_until) == ("ready", "none", None)
    assert world.crm.tasks == {}
    kind, actor, data = ledger_of(world, confirmed)[-1]
    assert (kind, actor, data["hindrance"]) == ("undone", "aftercall", "topic")
    assert world.confirm(left).reviewed_by == "human"


def test_a_fuller_draft_is_waited_for_and_judged_by_what_is_known_of_its_kind(world: World) -> None:
    automate(world)
    world.connections.language_model = FakeModel(_answer)

    wrapup = call(world, "one")

    assert (wrapup.draft.kind, wrapup.state) == (DraftKind.LLM, State.READY)


def test_asking_twice_confirms_once(world: World) -> None:
    automate(world)
    wrapup = call(world, "one")

    again = _settled(world, wrapup)

    assert again == wrapup
    assert [kind for kind, _, _ in ledger_of(world, wrapup)].count("confirmed") == 1


def test_a_worker_that_dies_before_the_draft_is_settled_is_followed_by_one_that_confirms(
    world: World,
) -> None:
    automate(world)
    world.connections.language_model = FakeModel(Transient("rate_limit", retry_after_ms=1_000))
    pending = call(world, "one")
    world.clock.advance(1_100)
    lost = world.storage.board.claim(Lane.DRAFT, "a worker that dies")
    world.connections.language_model = None
    world.clock.advance(LEASE_MS)
    world.storage.board.free_expired()

    world.work_off()

    assert lost is not None
    assert (pending.state, pending.draft.status) == ("ready", "pending")
    assert world.review.get(ADMIN, pending.id).reviewed_by == "auto"


def test_a_random_share_goes_to_a_person_who_is_not_told_the_answer(world: World) -> None:
    code = automate(world, audit_share=1.0)

    shown = call(world, "one")
    confirmed = world.confirm(shown, edits={"dispositions": [{"code": code}]})

    assert (shown.state, shown.blind, shown.audit) == ("ready", True, True)
    assert (shown.content.dispositions, shown.content.disposition_alternatives) == ((), ())
    assert (confirmed.reviewed_by, confirmed.state) == ("human", "confirmed")
    with reading(world) as unit:
        audited = unit.lessons.audited("default", 1, code)
    assert (audited.count, audited.errors) == (1, 0)


def test_an_audit_that_would_not_have_been_automatic_is_shown_after_all(world: World) -> None:
    automate(world, audit_share=1.0)

    wrapup = call(world, "one", phone="+12025550199")

    assert (wrapup.state, wrapup.blind, wrapup.audit) == ("ready", False, False)
    assert wrapup.content.dispositions


def _audits(world: World, code: str, *, ranker: int, wrong: int) -> None:
    """So many audits of one code, all of them wrong."""
    publish(world, profile_with(code, audit_share=NEVER))
    wrapups = [call(world, f"audit-{number}") for number in range(wrong)]
    with world.storage.work.begin(TENANT) as unit:
        for wrapup in wrapups:
            lesson = Lesson(
                wrapup_id=wrapup.id,
                profile="default",
                seen=Seen.BLIND,
                audit=True,
                ranker=ranker,
                code=code,
                right=False,
                confirmed_at=unit.now,
            )
            unit.lessons.put(lesson)


def test_audits_that_go_wrong_stop_that_code_until_the_next_ranker(world: World) -> None:
    code = code_of(world)
    version = rank(world, certified(code))
    _audits(world, code, ranker=version, wrong=2)

    stopped = call(world, "one")
    rank(world, certified(code))
    resumed = call(world, "two")

    assert (stopped.state, resumed.reviewed_by) == ("ready", "auto")


def test_what_was_confirmed_without_a_person_teaches_nothing(world: World) -> None:
    automate(world)

    wrapup = call(world, "one")

    with reading(world) as unit:
        assert unit.lessons.missing([wrapup.id]) == {wrapup.id}
