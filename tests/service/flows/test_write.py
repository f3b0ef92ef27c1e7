"""The CRM write: once, whatever falls over and wherever; never without a choice; never too early."""

import pytest

from connectors.errors import Auth, FieldIssue, Outcome, Transient, Validation
from service.domain.errors import Invalid, UndoClosed
from service.domain.job import LEASE_MS, Lane
from service.flows.review_rules import Choice
from service.flows.write import WriteFlow
from tests.service.flows.world import ADMIN, AGENT, PHONE, TENANT, World


def test_a_confirmed_wrapup_is_written_once_with_its_follow_ups(world: World) -> None:
    wrapup = world.ready()

    world.confirm(wrapup)
    world.work_off()

    written = world.review.get(AGENT, wrapup.id)
    assert (written.state, written.targets[0].write.state) == ("written", "applied")
    created = [entry for entry in world.crm.journal if entry[0] == "created"]
    assert len(created) == 1 + len(wrapup.content.commitments)
    assert len(wrapup.content.commitments) == 1
    assert {record.id for record in written.targets[0].write.records} == set(world.crm.tasks)


def test_the_write_waits_until_undo_is_over(world: World) -> None:
    wrapup = world.ready()
    world.confirm(wrapup, undo_ms=20_000)

    world.clock.advance(19_900)
    early = world.work_off()
    world.clock.advance(200)
    world.work_off()

    assert early == 0
    assert world.review.get(AGENT, wrapup.id).state == "written"


def test_an_undone_confirmation_is_never_written(world: World) -> None:
    wrapup = world.ready()
    confirmed = world.confirm(wrapup, undo_ms=20_000)

    undone = world.review.undo(AGENT, wrapup.id, confirmed.version)
    world.clock.advance(60_000)
    world.work_off()

    assert (undone.state, undone.targets[0].write.state, undone.reviewed_by) == ("ready", "none", "none")
    assert world.crm.journal == []


def test_undo_after_its_time_is_refused(world: World) -> None:
    wrapup = world.ready()
    confirmed = world.confirm(wrapup, undo_ms=1_000)
    world.clock.advance(1_000)

    with pytest.raises(UndoClosed):
        world.review.undo(AGENT, wrapup.id, confirmed.version)


def test_a_lost_answer_is_read_back_and_not_written_twice(world: World) -> None:
    wrapup = world.ready()
    world.crm.lose_next_answer()
    world.confirm(wrapup)

    world.work_off()
    world.clock.advance(60_000)
    world.work_off()

    assert world.review.get(AGENT, wrapup.id).state == "written"
    assert len([entry for entry in world.crm.journal if entry[0] == "created"]) == 2


def test_a_worker_that_died_while_sending_is_waited_out_before_another_sends(world: World) -> None:
    wrapup = world.ready()
    world.confirm(wrapup)
    dead = world.storage.board.claim(Lane.WRITE, "a worker that dies")
    assert dead is not None
    world.crm.fail_next("apply", Transient("died", outcome=Outcome.UNKNOWN))
    with pytest.raises(Transient):
        world.write.run(dead)

    world.clock.advance(LEASE_MS + 1)
    world.storage.board.free_expired()
    world.work_off()
    waiting = list(world.crm.journal)
    world.clock.advance(20_000)
    world.work_off()

    assert waiting == []
    assert world.review.get(AGENT, wrapup.id).state == "written"
    assert len([entry for entry in world.crm.journal if entry[0] == "created"]) == 2


def test_a_refused_field_comes_back_to_the_agent_and_goes_on_after_the_fix(world: World) -> None:
    wrapup = world.ready()
    issue = FieldIssue("Aftercall_Product__c", "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "bad value")
    world.crm.fail_next("apply", Validation("bad_field", issues=(issue,)))
    world.confirm(wrapup)
    world.work_off()
    blocked = world.review.get(AGENT, wrapup.id)

    world.confirm(blocked)
    world.work_off()

    assert blocked.state == "blocked"
    assert blocked.targets[0].write.issues[0].pointer == "Aftercall_Product__c"
    assert world.review.get(AGENT, wrapup.id).state == "written"


def test_refused_credentials_block_the_write_with_a_code_and_no_words_of_the_crm(world: World) -> None:
    wrapup = world.ready()
    world.crm.fail_next("apply", Auth("invalid_session"))
    world.confirm(wrapup)

    world.work_off()

    blocked = world.review.get(AGENT, wrapup.id)
    assert (blocked.state, blocked.targets[0].write.issues[0].detail) == ("blocked", "invalid_session")


def test_an_unreachable_crm_is_tried_again_later_and_loses_nothing(world: World) -> None:
    wrapup = world.ready()
    for _ in range(3):
        world.crm.fail_next("apply", Transient("connection"))
    world.confirm(wrapup)

    for _ in range(6):
        world.work_off()
        world.clock.advance(1_000_000)
    world.work_off()

    assert world.review.get(AGENT, wrapup.id).state == "written"


def test_a_crm_that_is_switched_off_keeps_the_write_waiting(world: World) -> None:
    wrapup = world.ready()
    world.confirm(wrapup)
    world.connections.crm_off = True
    world.work_off()
    waiting = world.review.get(AGENT, wrapup.id)

    world.connections.crm_off = False
    world.clock.advance(60_000)
    world.work_off()

    assert waiting.state == "confirmed"
    assert world.review.get(AGENT, wrapup.id).state == "written"


def test_an_ambiguous_record_is_never_written_without_a_choice(world: World) -> None:
    world.crm.add_contact("Tessa", PHONE)
    chosen = world.crm.add_contact("Miles", PHONE)
    wrapup = world.ready()

    with pytest.raises(Invalid) as refused:
        world.confirm(wrapup)
    settled = world.review.choose(AGENT, wrapup.id, "t1", wrapup.version, Choice(record=chosen))
    world.confirm(settled)
    world.work_off()

    assert refused.value.problems[0].pointer == "/targets/0/record"
    assert world.review.get(AGENT, wrapup.id).state == "written"


def test_an_unknown_caller_may_be_written_to_no_record(world: World) -> None:
    world.crm.add_contact("Somebody else", "+12025550177")
    wrapup = world.ready()

    settled = world.review.choose(AGENT, wrapup.id, "t1", wrapup.version, Choice(none=True))
    world.confirm(settled)
    world.work_off()

    assert (wrapup.targets[0].match, settled.targets[0].record) == ("unknown", None)
    assert world.review.get(AGENT, wrapup.id).state == "written"


def test_a_correction_after_the_write_updates_the_same_records(world: World) -> None:
    wrapup = world.ready()
    world.confirm(wrapup)
    world.work_off()
    written = world.review.get(AGENT, wrapup.id)
    before = set(world.crm.tasks)

    edited = world.review.edit(AGENT, wrapup.id, written.version, {"dispositions": [{"code": "none"}]})
    world.confirm(edited)
    world.work_off()

    assert edited.state == "ready"
    assert set(world.crm.tasks) == before
    assert world.review.get(AGENT, wrapup.id).state == "written"


def test_without_a_crm_a_confirmed_wrapup_is_done(world: World) -> None:
    world.connections.crm_client = None
    wrapup = world.ready()

    world.confirm(wrapup)
    world.work_off()

    assert wrapup.targets == ()
    assert world.review.get(ADMIN, wrapup.id).state == "written"


def test_a_write_that_was_set_aside_goes_on_when_it_is_confirmed_again(world: World) -> None:
    wrapup = world.ready()
    world.confirm(wrapup)
    job = world.storage.board.claim(Lane.WRITE, "a worker")
    assert job is not None
    with world.storage.work.begin(TENANT) as unit:
        unit.jobs.park(job, reason="crashed")
    parked = world.work_off()

    world.confirm(wrapup)
    world.work_off()

    assert parked == 0
    assert world.review.get(AGENT, wrapup.id).state == "written"


def test_a_confirm_sent_twice_leaves_the_time_to_undo_as_it_was(world: World) -> None:
    wrapup = world.ready()
    world.confirm(wrapup, undo_ms=20_000)
    world.clock.advance(5_000)

    world.confirm(wrapup, undo_ms=20_000)
    world.clock.advance(14_000)
    early = world.work_off()
    world.clock.advance(1_100)
    world.work_off()

    assert early == 0
    assert world.review.get(AGENT, wrapup.id).state == "written"


def test_a_write_refused_without_effect_is_tried_again_after_its_pause_alone(world: World) -> None:
    wrapup = world.ready()
    world.crm.fail_next("apply", Transient("unable_to_lock_row"))
    world.confirm(wrapup)
    world.work_off()

    world.clock.advance(1_100)
    world.work_off()

    assert world.review.get(AGENT, wrapup.id).state == "written"


def test_a_worker_that_stood_still_past_its_deadline_sends_nothing(world: World) -> None:
    wrapup = world.ready()
    world.confirm(wrapup)
    job = world.storage.board.claim(Lane.WRITE, "a worker that stands still")
    assert job is not None
    looks = iter((100.0, 120.0))
    slow = WriteFlow(world.storage.work, world.connections, deadline_ms=20_000, monotonic=lambda: next(looks))

    with pytest.raises(Transient, match="stalled"):
        slow.run(job)

    assert world.crm.journal == []


def test_after_a_refusal_that_may_have_written_the_next_write_waits_for_it_to_land(world: World) -> None:
    wrapup = world.ready()
    world.crm.fail_next("apply", Validation("rejected", outcome=Outcome.UNKNOWN))
    world.confirm(wrapup)
    world.work_off()
    blocked = world.review.get(AGENT, wrapup.id)

    world.confirm(blocked)
    world.work_off()
    waiting = world.review.get(AGENT, wrapup.id)
    world.clock.advance(20_100)
    world.work_off()

    assert (blocked.state, waiting.state) == ("blocked", "confirmed")
    assert world.review.get(AGENT, wrapup.id).state == "written"
