"""The caller looked up in the CRM while the draft is made, and later where that could not be done in time."""

from connectors.errors import Auth, Transient
from service.domain.wrapup import WrapUp
from service.flows.review_rules import Choice
from tests.service.flows.world import AGENT, PHONE, World


def test_the_customers_record_is_found_by_phone(world: World) -> None:
    contact = world.crm.add_contact("Amara Okafor", PHONE)

    wrapup = world.ready()

    target = wrapup.targets[0]
    assert (target.id, target.match, target.reason) == ("t1", "matched", "phone")
    assert target.record is not None
    assert target.record.id == contact


def test_two_customers_with_one_phone_are_left_to_a_person(world: World) -> None:
    world.crm.add_contact("Tessa", PHONE)
    world.crm.add_contact("Miles", PHONE)

    target = world.ready().targets[0]

    assert (target.match, target.record, len(target.candidates)) == ("ambiguous", None, 2)


def test_a_crm_that_is_slow_to_answer_is_asked_again_by_a_job_of_its_own(world: World) -> None:
    world.crm.add_contact("Amara Okafor", PHONE)
    world.crm.fail_next("resolve", Transient("deadline"))

    before = world.ready()
    world.clock.advance(600)
    world.work_off()

    assert (before.state, before.targets[0].reason) == ("ready", "crm_unavailable")
    assert world.review.get(AGENT, before.id).targets[0].match == "matched"


def test_a_late_match_does_not_undo_what_a_person_chose(world: World) -> None:
    world.crm.add_contact("Amara Okafor", PHONE)
    chosen = world.crm.add_contact("Bram Visser")
    world.crm.fail_next("resolve", Transient("deadline"))
    before = world.ready()
    _choose(world, before, chosen)

    world.clock.advance(600)
    world.work_off()

    record = world.review.get(AGENT, before.id).targets[0].record
    assert record is not None
    assert record.id == chosen


def _choose(world: World, wrapup: WrapUp, record: str) -> WrapUp:
    return world.review.choose(AGENT, wrapup.id, "t1", wrapup.version, Choice(record=record))


def test_an_id_of_another_system_leaves_the_match_to_the_number(world: World) -> None:
    contact = world.crm.add_contact("Amara Okafor", PHONE)

    target = world.ready(crm_id="C-1234").targets[0]

    assert target.match == "matched"
    assert target.record is not None
    assert target.record.id == contact


def test_a_look_up_that_was_refused_is_made_once_credentials_are_mended(world: World) -> None:
    world.crm.add_contact("Amara Okafor", PHONE)
    for _ in range(3):
        world.crm.fail_next("resolve", Auth("refused"))
    wrapup = world.ready()

    for _ in range(3):
        world.clock.advance(60_000)
        world.work_off()

    assert wrapup.targets[0].reason == "crm_unavailable"
    assert world.review.get(AGENT, wrapup.id).targets[0].match == "matched"
