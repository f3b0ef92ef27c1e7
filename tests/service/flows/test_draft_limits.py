"""Drafts under limits: the extractive one comes at once, the model is asked when there is room, and no sooner."""

import json

from connectors.contracts import Completion, CompletionRequest
from connectors.errors import Transient
from connectors.limits import ProviderLimits
from service.domain.board import LaneWait
from service.domain.draft import DraftReason, DraftStatus
from service.domain.job import JobState, Lane
from service.domain.limits import Connection, Limits
from service.domain.wrapup import WrapUp
from tests.fakes.llm import FakeModel
from tests.service.flows.world import AGENT, PHONE, TENANT, World, a_body
from tests.vendors.model_answers import plausible


def answer(request: CompletionRequest) -> str:
    sent = {
        "messages": [message.model_dump() for message in request.messages],
        "response_format": {"type": "json_schema", "json_schema": {"schema": request.json_schema}},
    }
    return json.dumps(plausible(sent))


def limited(world: World, connection: Connection, **limits: int) -> None:
    with world.storage.work.begin(TENANT) as unit:
        unit.limits.sync({connection: Limits(**limits)})


def received(world: World, number: int = 1) -> WrapUp:
    receipt = world.receive(a_body(external_id=f"call-{number}"), delivery=f"d-{number}")
    world.work_off()
    return world.wrapup_of(receipt.call_ids[0])


def reasons(world: World) -> list[str | None]:
    with world.storage.work.read(TENANT) as unit:
        return [row.reason for row in unit.jobs.page(state=JobState.WAITING).items]


def test_a_model_without_room_is_asked_once_there_is_some(world: World) -> None:
    world.crm.add_contact("Amara Okafor", PHONE)
    model = FakeModel(answer)
    world.connections.language_model = model
    limited(world, "llm", requests_per_minute=1)

    first, second = received(world, 1), received(world, 2)
    waiting = reasons(world)
    world.clock.advance(70_000)
    world.work_off()

    assert (first.draft.kind, first.draft.status) == ("llm", DraftStatus.READY)
    assert (second.state, second.draft.kind, second.draft.status) == (
        "ready",
        "extractive",
        DraftStatus.PENDING,
    )
    assert second.targets[0].match == "matched"
    assert waiting == ["llm_limited"]
    assert world.review.get(AGENT, second.id).draft.kind == "llm"
    assert len(model.requests) == 2


def test_without_a_crm_the_models_share_is_taken_with_the_first_draft(world: World) -> None:
    world.connections.crm_client = None
    world.connections.language_model = FakeModel(answer)
    limited(world, "llm", requests_per_minute=1)

    drafts = [received(world, number).draft for number in (1, 2)]

    assert [(draft.kind, draft.status) for draft in drafts] == [("llm", "ready"), ("extractive", "pending")]


def test_a_second_try_takes_a_share_of_its_own(world: World) -> None:
    model = FakeModel(Transient("timeout"), answer)
    world.connections.language_model = model
    limited(world, "llm", requests_per_minute=1)
    wrapup = received(world)

    world.clock.advance(1_100)
    world.work_off()
    too_soon = len(model.requests)
    world.clock.advance(70_000)
    world.work_off()

    assert (too_soon, len(model.requests)) == (1, 2)
    assert world.review.get(AGENT, wrapup.id).draft.kind == "llm"


def test_what_an_answer_really_cost_takes_the_place_of_the_estimate(world: World) -> None:
    world.connections.language_model = FakeModel(answer)
    limited(world, "llm", tokens_per_minute=180_000)

    kinds = [received(world, number).draft.kind for number in range(1, 5)]

    # The estimate counts the longest answer; by it the third would have had to wait.
    assert kinds == ["llm"] * 4


def test_what_a_provider_tells_of_its_limits_holds_for_the_next(world: World) -> None:
    class Telling(FakeModel):
        def complete(self, request: CompletionRequest) -> Completion:
            told = ProviderLimits(requests_per_minute=1)
            return super().complete(request).model_copy(update={"limits": told})

    world.connections.language_model = Telling(answer)

    # The first is not counted: nobody knew of a limit when it was asked.
    statuses = [received(world, number).draft.status for number in (1, 2, 3)]

    assert statuses == [DraftStatus.READY, DraftStatus.READY, DraftStatus.PENDING]


def test_while_a_provider_refuses_the_others_do_not_ask(world: World) -> None:
    refusal = Transient("rate_limited", retry_after_ms=20_000, limits=ProviderLimits(resume_in_ms=20_000))
    model = FakeModel(refusal, answer)
    world.connections.language_model = model

    wrapups = [received(world, number) for number in (1, 2, 3)]
    asked = len(model.requests)
    world.clock.advance(21_000)
    world.work_off()

    assert asked == 1
    assert [wrapup.draft.status for wrapup in wrapups] == [DraftStatus.PENDING] * 3
    assert {world.review.get(AGENT, wrapup.id).draft.kind for wrapup in wrapups} == {"llm"}


def test_a_crm_without_room_is_asked_by_a_job_of_its_own(world: World) -> None:
    world.crm.add_contact("Amara Okafor", PHONE)
    limited(world, "crm", requests_per_minute=1)

    first, second = received(world, 1), received(world, 2)
    world.clock.advance(70_000)
    world.work_off()

    assert first.targets[0].match == "matched"
    assert (second.state, second.draft.status) == ("ready", DraftStatus.READY)
    assert second.targets[0].reason == "crm_unavailable"
    assert world.review.get(AGENT, second.id).targets[0].match == "matched"


def test_a_write_without_room_waits_and_is_made_once(world: World) -> None:
    wrapup = world.ready()
    limited(world, "crm", requests_per_minute=1)
    other = received(world, 2)

    world.confirm(wrapup)
    world.work_off()
    waiting = reasons(world)
    world.clock.advance(70_000)
    world.work_off()

    assert other.targets[0].match == "matched"
    assert waiting == ["crm_limited"]
    assert world.review.get(AGENT, wrapup.id).state == "written"
    assert len(world.crm.tasks) >= 1


def test_a_tenant_that_is_behind_keeps_its_extractive_drafts_and_says_why(world: World) -> None:
    model = FakeModel(answer)
    world.connections.language_model = model
    late = LaneWait(
        tenant_id=TENANT, lane=Lane.DRAFT, due=9, leased=0, parked=0, lone_due=0, oldest_due_ms=61_000
    )

    world.backlog.note([late])
    wrapup = received(world)
    world.backlog.note([])
    pending = world.review.regenerate(AGENT, wrapup.id, wrapup.version)
    world.work_off()

    assert (wrapup.draft.kind, wrapup.draft.status) == ("extractive", DraftStatus.READY)
    assert wrapup.draft.reason is DraftReason.BACKLOG
    assert pending.draft.status is DraftStatus.PENDING
    assert world.review.get(AGENT, wrapup.id).draft.kind == "llm"
    assert len(model.requests) == 1


def test_while_the_model_is_asked_the_crm_is_free_for_others(world: World) -> None:
    world.crm.add_contact("Amara Okafor", PHONE)
    limited(world, "crm", in_flight=1)
    others: list[WrapUp] = []

    def meanwhile(request: CompletionRequest) -> str:
        if not others:
            world.connections.language_model = FakeModel(answer)
            others.append(received(world, 2))
        return answer(request)

    world.connections.language_model = FakeModel(meanwhile)
    received(world, 1)

    assert others[0].targets[0].match == "matched"
