"""The agent's side: who sees what, versions, edits, the same confirm twice, undo, dismiss."""

from typing import Any

import pytest

from service.domain.access import Role
from service.domain.errors import DraftMoved, Forbidden, IllegalMove, Invalid, NotFound, Stale
from service.domain.ids import new_id
from service.domain.wrapup import WrapUp
from service.flows.review import ConfirmRequest
from service.flows.review_rules import Choice
from tests.service.flows.world import ADMIN, AGENT, OTHER, World, a_body, principal

OTHER_AGENT = principal(Role.AGENT, agent="ben")
SUPERVISOR = principal(Role.SUPERVISOR)


def _summary(wrapup: WrapUp) -> list[dict[str, Any]]:
    return [section.model_dump(mode="json") for section in wrapup.content.summary]


def test_an_agent_sees_their_own_wrapups_and_nobody_elses(world: World) -> None:
    wrapup = world.ready()

    assert [row.id for row in world.review.page(AGENT).items] == [wrapup.id]
    assert world.review.page(OTHER_AGENT).items == ()
    assert world.review.page(OTHER_AGENT, agent_id="ada").items == ()
    with pytest.raises(NotFound):
        world.review.get(OTHER_AGENT, wrapup.id)


def test_a_supervisor_sees_the_tenants_and_no_other_tenants(world: World) -> None:
    wrapup = world.ready()

    assert world.review.get(SUPERVISOR, wrapup.id).id == wrapup.id
    with pytest.raises(NotFound):
        world.review.get(principal(Role.ADMIN, tenant=OTHER), wrapup.id)


def test_a_key_that_only_brings_calls_reads_no_wrapup(world: World) -> None:
    wrapup = world.ready()

    with pytest.raises(Forbidden):
        world.review.get(principal(Role.INGEST), wrapup.id)


def test_an_edit_marks_what_the_agent_changed_and_nothing_else(world: World) -> None:
    wrapup = world.ready()
    sections = _summary(wrapup)
    first = sections[0]["sentences"][0]
    first.update(text="Line was reset.", support="grounded", evidence=[{"turn": 99, "quote": "made up"}])

    edited = world.review.edit(AGENT, wrapup.id, wrapup.version, {"summary": sections})

    changed = edited.content.summary[0].sentences[0]
    assert (changed.text, changed.support) == ("Line was reset.", "agent")
    assert changed.evidence == wrapup.content.summary[0].sentences[0].evidence
    assert edited.edited == (f"summary/{changed.id}/text",)
    assert edited.version == wrapup.version + 1


def test_lists_are_matched_by_id_so_that_order_and_additions_are_the_agents(world: World) -> None:
    wrapup = world.ready()
    promise = wrapup.content.commitments[0]
    patch = {
        "commitments": [
            {"who": "customer", "what": "send the bill", "due": "2026-11-30"},
            {"id": promise.id, "what": "ring back", "due": None},
        ]
    }

    edited = world.review.edit(AGENT, wrapup.id, wrapup.version, patch)

    added, kept = edited.content.commitments
    assert (added.who, added.what, added.due, added.support) == (
        "customer",
        "send the bill",
        "2026-11-30",
        "agent",
    )
    assert (kept.id, kept.what, kept.due) == (promise.id, "ring back", None)


@pytest.mark.parametrize(
    ("patch", "pointer"),
    [
        ({"dispositions": [{"code": "no_such"}]}, "/content/dispositions/0/code"),
        ({"dispositions": [{"code": "none"}, {"code": "none"}]}, "/content/dispositions"),
        ({"commitments": [{"what": "x", "due": "Friday"}]}, "/content/commitments/0/due"),
        ({"commitments": [{"what": "x", "who": "nobody"}]}, "/content/commitments/0/who"),
        ({"commitments": [{"what": 7}]}, "/content/commitments/0/what"),
        ({"commitments": "x"}, "/content/commitments"),
        ({"commitments": ["x"]}, "/content/commitments/0"),
        ({"fields": [{"name": "no_such", "value": "x"}]}, "/content/fields/0/name"),
        ({"summary": [{"id": "no_such", "sentences": []}]}, "/content/summary/0/id"),
        ({"commitments": [{"what": "x" * 9_000}]}, "/content/commitments/0/what"),
        ({"targets": []}, "/content/targets"),
    ],
)
def test_an_edit_that_cannot_be_is_refused_at_its_place(
    world: World, patch: dict[str, Any], pointer: str
) -> None:
    wrapup = world.ready()

    with pytest.raises(Invalid) as refused:
        world.review.edit(AGENT, wrapup.id, wrapup.version, patch)

    assert pointer in {problem.pointer for problem in refused.value.problems}
    assert world.review.get(AGENT, wrapup.id) == wrapup


def test_who_holds_an_old_version_gets_the_current_body(world: World) -> None:
    wrapup = world.ready()
    current = world.review.edit(AGENT, wrapup.id, wrapup.version, {"commitments": []})

    with pytest.raises(Stale) as stale:
        world.review.edit(AGENT, wrapup.id, wrapup.version, {"dispositions": []})

    assert stale.value.current == current


def test_the_same_confirm_again_changes_nothing_whatever_the_version(world: World) -> None:
    wrapup = world.ready()
    confirmed = world.confirm(wrapup)

    again = world.confirm(wrapup)
    world.work_off()
    after_writing = world.confirm(wrapup)

    assert again == confirmed
    assert after_writing.state == "written"
    assert len([row for row in world.review.history(ADMIN, wrapup.id) if row.kind == "confirmed"]) == 1


def test_a_confirm_with_other_edits_is_no_repetition(world: World) -> None:
    wrapup = world.ready()
    world.confirm(wrapup)

    with pytest.raises(Stale):
        world.confirm(wrapup, edits={"commitments": []})


def test_edits_sent_with_the_confirm_are_applied_first(world: World) -> None:
    wrapup = world.ready()

    world.confirm(wrapup, edits={"dispositions": [{"code": "none"}]})
    world.work_off()

    written = world.review.get(AGENT, wrapup.id)
    assert [one.code for one in written.content.dispositions] == ["none"]
    assert written.state == "written"


def test_a_draft_that_is_no_longer_shown_cannot_be_confirmed(world: World) -> None:
    wrapup = world.ready()

    with pytest.raises(DraftMoved):
        world.review.confirm(AGENT, wrapup.id, wrapup.version, ConfirmRequest(draft=2))


def test_a_confirmed_wrapup_is_not_edited_and_a_written_one_opens_again(world: World) -> None:
    wrapup = world.ready()
    confirmed = world.confirm(wrapup)

    with pytest.raises(IllegalMove):
        world.review.edit(AGENT, wrapup.id, confirmed.version, {"commitments": []})
    world.work_off()
    written = world.review.get(AGENT, wrapup.id)
    opened = world.review.edit(AGENT, wrapup.id, written.version, {"commitments": []})

    assert (written.state, opened.state) == ("written", "ready")


def test_a_dismissed_wrapup_can_be_taken_back(world: World) -> None:
    wrapup = world.ready()

    dismissed = world.review.dismiss(AGENT, wrapup.id, wrapup.version)
    with pytest.raises(IllegalMove):
        world.confirm(dismissed)
    back = world.review.undo(AGENT, wrapup.id, dismissed.version)

    assert (dismissed.state, back.state) == ("dismissed", "ready")


def test_a_record_that_is_no_id_is_refused_and_exactly_one_thing_is_chosen(world: World) -> None:
    wrapup = world.ready()

    for choice in (
        Choice(),
        Choice(record="003000000000001AAA", none=True),
        Choice(create={"LastName": "x"}),
        Choice(record="../../query"),
    ):
        with pytest.raises(Invalid):
            world.review.choose(AGENT, wrapup.id, "t1", wrapup.version, choice)
    with pytest.raises(NotFound):
        world.review.choose(AGENT, wrapup.id, "t9", wrapup.version, Choice(none=True))


def test_the_ledger_tells_what_was_proposed_changed_and_confirmed(world: World) -> None:
    wrapup = world.ready()
    edited = world.review.edit(AGENT, wrapup.id, wrapup.version, {"commitments": []})
    world.confirm(edited, timings_ms={"open_to_confirm": 4_200})
    world.work_off()

    rows = world.review.history(ADMIN, wrapup.id)

    assert [row.kind for row in rows] == ["drafted", "edited", "confirmed", "written"]
    assert [row.actor for row in rows] == ["aftercall", AGENT.subject, AGENT.subject, "aftercall"]
    assert rows[2].data["timings_ms"] == {"open_to_confirm": 4_200}


def test_the_agent_sees_what_would_be_written_before_confirming(world: World) -> None:
    wrapup = world.ready()

    call_task, follow_up = wrapup.targets[0].plan
    assert call_task.values["CallObject"] == "call-1"
    assert follow_up.values["Subject"] == f"Agent: {wrapup.content.commitments[0].what}"
    edited = world.review.edit(AGENT, wrapup.id, wrapup.version, {"commitments": []})
    assert len(edited.targets[0].plan) == 1
    assert world.crm.journal == []


def test_an_agent_can_write_the_note_of_a_call_without_a_transcript(world: World) -> None:
    wrapup = world.ready(talk=())
    sections = _summary(wrapup)
    own_id = new_id()
    sections[0]["sentences"] = [{"id": own_id, "text": "Asked for a call back."}]

    edited = world.review.edit(AGENT, wrapup.id, wrapup.version, {"summary": sections})
    world.confirm(edited)
    world.work_off()

    assert (wrapup.draft.status, wrapup.draft.number) == ("unavailable", 0)
    assert edited.content.summary[0].sentences[0].id == own_id
    written = world.review.get(AGENT, wrapup.id)
    assert written.state == "written"
    task = world.crm.tasks[written.targets[0].write.records[0].id]
    assert "Asked for a call back." in task["Description"]


def test_what_was_dismissed_before_its_draft_and_taken_back_waits_for_it(world: World) -> None:
    receipt = world.receive(a_body())
    wrapup = world.wrapup_of(receipt.call_ids[0])
    dismissed = world.review.dismiss(AGENT, wrapup.id, wrapup.version)
    back = world.review.undo(AGENT, wrapup.id, dismissed.version)

    with pytest.raises(IllegalMove):
        world.review.edit(AGENT, wrapup.id, back.version, {"commitments": []})
    world.work_off()

    drafted = world.review.get(AGENT, wrapup.id)
    assert world.review.edit(AGENT, wrapup.id, drafted.version, {"commitments": []}).edited
