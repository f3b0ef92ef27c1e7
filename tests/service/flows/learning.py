"""What tests of learning share: profiles that automate, rankers with the figures they are given, calls of our own."""

from collections.abc import Sequence
from typing import Any

from service.domain.draft import DraftKind
from service.domain.job import Kind
from service.domain.learning import Certificate, Example, RankerFigures
from service.domain.ports import UnitOfWork
from service.domain.profile import Automation, Profile
from service.domain.wrapup import WrapUp
from service.drafting.learning.learned import Learned
from service.drafting.profiles import load_shipped
from service.flows.examples import gathered
from service.settings import ROOT
from tests.service.flows.world import ADMIN, PHONE, TENANT, World, a_body

NEVER = 1e-12
"""A share that draws nobody, and is not none."""

OUTAGE = (
    ("agent", "Thank you for calling, this is Ada, how can I help?"),
    ("customer", "My internet keeps dropping every evening and I work from home."),
    ("agent", "I have reset your line just now."),
    ("customer", "Thanks, it is working again."),
)


def profile_with(*automatic: str, **automation: float) -> Profile:
    """The shipped one, without fields, with these codes automatic."""
    shipped = load_shipped(ROOT / "prompts" / "default")
    codes = tuple(
        spec.model_copy(update={"automatic": spec.code in automatic}) for spec in shipped.dispositions
    )
    shares = {"blind_share": 0.0, "audit_share": NEVER, **automation}
    return shipped.model_copy(
        update={"dispositions": codes, "fields": (), "automation": Automation.model_validate(shares)}
    )


def publish(world: World, profile: Profile) -> None:
    stored = world.profiles.import_(ADMIN, profile)
    world.profiles.publish(ADMIN, profile.name, stored.version)


def certified(*codes: str, threshold: float | None = 0.05, **more: Any) -> RankerFigures:
    certificates = tuple(
        Certificate(code=code, threshold=threshold, precision=0.98, confidence=0.95, count=200, errors=0)
        for code in codes
    )
    told = {"judged": DraftKind.EXTRACTIVE, "certificates": certificates, **more}
    return RankerFigures(examples=300, evidence=200, **told)


def rank(world: World, figures: RankerFigures, learnt_from: Sequence[str] = ()) -> int:
    """Store a ranker that adds nothing of its own to a draft; its version."""
    with world.storage.work.begin(TENANT) as unit:
        return unit.rankers.add("default", 1, Learned().dump(), figures, learnt_from).version


def automate(world: World, **automation: float) -> str:
    """A profile and a ranker under which a call like `OUTAGE` is confirmed without a person; its code."""
    code = code_of(world)
    publish(world, profile_with(code, **automation))
    rank(world, certified(code))
    return code


def code_of(world: World) -> str:
    """The code that such a call is drafted with."""
    wrapup = call(world, "to-see-its-code")
    (code,) = (one.code for one in wrapup.content.dispositions)
    return code


def call(world: World, name: str, **how: Any) -> WrapUp:
    """A call from a customer whom the CRM knows, drafted."""
    if not world.crm.contacts:
        world.crm.add_contact("Amara Okafor", PHONE)
    body = a_body(external_id=name, **{"talk": OUTAGE, **how})
    receipt = world.receive(body, delivery=f"d-{name}")
    world.work_off()
    return world.wrapup_of(receipt.call_ids[0])


def ledger_of(world: World, wrapup: WrapUp) -> list[tuple[str, str, dict[str, Any]]]:
    return [(row.kind, row.actor, row.data) for row in world.review.history(ADMIN, wrapup.id)]


def reading(world: World) -> UnitOfWork:
    return world.storage.work.read(TENANT)


def examples_of(world: World) -> dict[str, Example]:
    with reading(world) as unit:
        profile = unit.profiles.labelled("default", "live")
    assert profile is not None
    return {one.id: one for one in gathered(world.storage.work, TENANT, profile).examples}


def taught(world: World, name: str, code: str | None = None) -> WrapUp:
    """A call that was confirmed a while ago, as drafted or with another code."""
    wrapup = call(world, name)
    edits = {"dispositions": [{"code": code}]} if code else {}
    world.confirm(wrapup, edits=edits)
    world.work_off()
    world.clock.advance(61_000)
    return wrapup


def fit_jobs(world: World) -> list[str]:
    with reading(world) as unit:
        return [row.subject for row in unit.jobs.page().items if row.kind is Kind.FIT]
