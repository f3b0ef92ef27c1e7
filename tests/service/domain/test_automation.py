"""What always forbids a confirmation without a person, and how much evidence one needs."""

import pytest

from service.domain.automation import Hindrance, drifted, forbidden, unproven
from service.domain.content import (
    Content,
    CrmField,
    Disposition,
    Evidence,
    FieldValue,
    Flag,
    Support,
)
from service.domain.draft import Draft, DraftKind, Proposal
from service.domain.learning import Audited, Certificate, RankerFigures, score_of
from service.domain.profile import Automation, DispositionSpec, Profile
from service.domain.values import from_ms
from service.domain.wrapup import DraftHead, Target, WrapUp
from service.drafting.profiles import load_shipped
from service.settings import ROOT
from tests.service.storage.builders import START

RECORD = {"object": "Contact", "id": "003000000000001AAA", "name": "Ada"}
CODES = ("order_status", "returns", "complaint")


def _profile(**automation: float) -> Profile:
    shipped = load_shipped(ROOT / "prompts" / "default")
    specs = tuple(DispositionSpec(code=code, label=code, automatic=True) for code in CODES)
    update = {"dispositions": specs, "automation": Automation.model_validate(automation)}
    return shipped.model_copy(update=update)


def _content(*codes: str, confidence: float = 0.9, fields: tuple[FieldValue, ...] = ()) -> Content:
    chosen = tuple(Disposition(id=code, code=code, label=code, confidence=confidence) for code in codes)
    return Content(dispositions=chosen, fields=fields)


def _wrapup(**changes: object) -> WrapUp:
    wrapup = WrapUp(
        id="w",
        tenant_id="acme",
        call_id="c",
        leg_id="l",
        content=_content("returns"),
        targets=(Target.model_validate({"id": "t1", "match": "matched", "record": RECORD}),),
        created_at=from_ms(START),
        updated_at=from_ms(START),
    )
    return wrapup.model_copy(update=changes)


def _draft(content: Content, **proposal: object) -> Draft:
    made = Proposal.model_validate({"content": content, **proposal})
    return Draft(number=1, kind=DraftKind.EXTRACTIVE, profile="default@1", ranker=1, proposal=made)


def _figures(*codes: str, threshold: float = 0.8) -> RankerFigures:
    certificates = tuple(
        Certificate(code=code, threshold=threshold, precision=0.98, confidence=0.95, count=200, errors=0)
        for code in codes
    )
    return RankerFigures(examples=9, evidence=9, judged=DraftKind.EXTRACTIVE, certificates=certificates)


def _none(_: str) -> Audited:
    return Audited()


def _target(match: str, record: object = None) -> tuple[Target, ...]:
    return (Target.model_validate({"id": "t1", "match": match, "record": record}),)


def test_a_plain_wrapup_is_not_forbidden() -> None:
    assert forbidden(_wrapup(), _profile()) is None


@pytest.mark.parametrize(
    ("changes", "hindrance"),
    [
        ({"flags": (Flag(kind="never_automate", topic="fraud"),)}, Hindrance.TOPIC),
        ({"content": _content("complaint")}, Hindrance.TOPIC),
        ({"targets": ()}, Hindrance.RECORD),
        ({"targets": _target("ambiguous")}, Hindrance.RECORD),
        ({"targets": _target("unknown")}, Hindrance.RECORD),
        ({"targets": _target("chosen", RECORD)}, Hindrance.RECORD),
        ({"targets": _target("chosen")}, Hindrance.RECORD),
        ({"targets": _target("matched")}, Hindrance.RECORD),
        ({"targets": (*_target("matched", RECORD), *_target("unknown"))}, Hindrance.RECORD),
        ({"edited": ("summary/x",)}, Hindrance.PERSON),
        ({"handled": True}, Hindrance.PERSON),
        ({"blind": True}, Hindrance.PERSON),
        ({"offered": DraftHead(number=2)}, Hindrance.CHANGED),
    ],
    ids=lambda value: value.value if isinstance(value, Hindrance) else "-".join(value),
)
def test_what_forbids_it_is_named(changes: dict[str, object], hindrance: Hindrance) -> None:
    assert forbidden(_wrapup(**changes), _profile()) is hindrance


def _field(value: str = "X-1", support: Support = Support.GROUNDED, confidence: float = 0.9) -> FieldValue:
    crm = CrmField(object="Task", field="X__c")
    return FieldValue(id="f", name="order", value=value, support=support, confidence=confidence, crm=crm)


def test_a_certified_draft_is_proven() -> None:
    assert (
        unproven(_draft(_content("returns", fields=(_field(),))), _profile(), _figures("returns"), _none)
        is None
    )


@pytest.mark.parametrize(
    ("draft", "hindrance"),
    [
        (_draft(_content()), Hindrance.CODE),
        (_draft(_content("none")), Hindrance.CODE),
        (_draft(_content("returns", "none")), Hindrance.CODE),
        (_draft(_content("returns", fields=(_field(support=Support.WEAK),))), Hindrance.GROUND),
        (_draft(_content("returns", fields=(_field(value=""),))), Hindrance.GROUND),
        (_draft(_content("returns", "order_status")), Hindrance.EVIDENCE),
        (_draft(_content("returns", confidence=0.79)), Hindrance.SCORE),
        (_draft(_content("returns", fields=(_field(confidence=0.79),))), Hindrance.SCORE),
        (
            _draft(_content("returns"), addressed=(Evidence(turn=1, quote="note to the system"),)),
            Hindrance.ADDRESSED,
        ),
    ],
)
def test_a_draft_that_lacks_something_is_not(draft: Draft, hindrance: Hindrance) -> None:
    assert unproven(draft, _profile(), _figures("returns"), _none) is hindrance


def test_audits_of_any_of_its_codes_count() -> None:
    draft = _draft(_content("order_status", "returns"))

    def audits(code: str) -> Audited:
        return Audited(count=3, errors=2) if code == "returns" else Audited()

    assert unproven(draft, _profile(), _figures("order_status", "returns"), audits) is Hindrance.DRIFT


@pytest.mark.parametrize(
    ("count", "errors", "stops"),
    # At 98% promised and 95% confidence; the tails by the exact binomial distribution.
    [
        (0, 0, False),
        (100, 0, False),
        (2, 1, True),
        (3, 1, False),
        (100, 5, False),
        (100, 6, True),
        (5, 2, True),
    ],
)
def test_audits_stop_it_when_chance_hardly_explains_them(
    count: int, errors: int, stops: bool
) -> None:  # a table's column
    assert drifted(Audited(count=count, errors=errors), _profile()) is stops


def test_the_score_is_that_of_the_least_certain_part() -> None:
    sure, unsure = _field(confidence=0.95), _field(confidence=0.4)
    unknown = _field().model_copy(update={"confidence": None})

    assert score_of(_content("returns", fields=(sure, unsure))) == 0.4
    assert score_of(_content("returns", fields=(unknown,))) == 0
    assert score_of(_content()) == 0
