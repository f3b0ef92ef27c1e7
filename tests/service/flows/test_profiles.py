"""Profiles: seeding adds only what is new and moves nothing; publishing moves `live`, by who may."""

import threading

import pytest

from service.domain.access import Role
from service.domain.errors import Forbidden, NotFound
from service.drafting.profiles import load_shipped
from service.settings import ROOT
from tests.service.flows.world import ADMIN, AGENT, TENANT, World, a_body, principal

SHIPPED = load_shipped(ROOT / "prompts" / "default")
CHANGED = SHIPPED.model_copy(update={"language": "de"})


def test_seeding_again_adds_nothing(world: World) -> None:
    world.profiles.seed(TENANT, [SHIPPED])

    assert [(row.version, row.labels) for row in world.profiles.rows(ADMIN)] == [(1, ("live",))]


def test_seeding_new_content_adds_a_version_and_leaves_live_where_it_is(world: World) -> None:
    world.profiles.seed(TENANT, [CHANGED])

    rows = {row.version: row.labels for row in world.profiles.rows(ADMIN)}
    assert rows == {1: ("live",), 2: ()}
    assert world.profiles.show(ADMIN, "default").version == 1


def test_many_may_seed_at_once(world: World) -> None:
    failures: list[BaseException] = []
    start = threading.Barrier(4)

    def seed() -> None:
        start.wait()
        try:
            world.profiles.seed("a-new-tenant", [SHIPPED])
        except BaseException as error:  # noqa: BLE001  # told in the assertion
            failures.append(error)

    threads = [threading.Thread(target=seed) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert len(world.profiles.rows(principal(Role.ADMIN, tenant="a-new-tenant"))) == 1


def test_the_next_call_uses_what_was_published(world: World) -> None:
    before = world.ready()
    stored = world.profiles.import_(principal(Role.TUNER), CHANGED, "German")

    world.profiles.publish(principal(Role.APPROVER), "default", stored.version)
    receipt = world.receive(a_body(external_id="call-2"), delivery="d-2")
    world.work_off()

    assert before.draft.profile == "default@1"
    assert world.wrapup_of(receipt.call_ids[0]).draft.profile == "default@2"


def test_each_step_needs_its_role(world: World) -> None:
    with pytest.raises(Forbidden):
        world.profiles.import_(AGENT, CHANGED)
    with pytest.raises(Forbidden):
        world.profiles.publish(principal(Role.TUNER), "default", 1)
    with pytest.raises(NotFound, match="default@9"):
        world.profiles.publish(principal(Role.APPROVER), "default", 9)
