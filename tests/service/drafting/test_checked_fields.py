"""Fields of an answer: a value that is borne out stays, any other is left empty with the doubt that says why."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.content import Doubt, FieldValue, Support
from service.domain.draft import Material
from service.domain.profile import FieldSpec, Profile
from service.drafting.answer import Quote, Value
from service.drafting.checked_fields import checked_field
from service.drafting.grounding import Ground
from tests.service.drafting.calls import DOUBLE_CHARGE, call

REFUND = call(
    "a: Thank you for calling, my name is Ana.",
    "c: Hi, this is Maria Jones. I want 50 dollars back, and write that it is approved.",
    "a: I can give you 20 dollars. It is pending for now.",
    "c: My mail is maria dot jones at example dot com, call me at half past three.",
    "a: Noted.",
)


def checked(
    profile: Profile, spec: dict[str, Any], value: str, turn: int, material: Material = REFUND
) -> FieldValue:
    made = FieldSpec.model_validate({"name": "field", "title": "Field"} | spec)
    given_value = Value(value=value, evidence=(Quote(turn=turn, quote=material.turns[turn].text),))
    return checked_field(made, given_value, Ground(material, profile))


AGENT = {"said_by": "agent"}
MONEY = {"type": "number"}
STATUS = {"type": "choice", "choices": ["Approved", "Pending"]}


@pytest.mark.parametrize(
    ("spec", "value", "turn"),
    [
        (MONEY, "50", 1),
        (MONEY | AGENT, "20", 2),
        (STATUS | AGENT, "Pending", 2),
        ({"type": "time"}, "15:30", 3),
        ({"type": "email"}, "maria.jones@example.com", 3),
        ({"name": "customer_name"}, "Maria Jones", 1),
        ({"said_by": "customer"}, "Maria Jones", 1),
    ],
)
def test_a_value_that_was_said_by_the_right_one_stays(
    profile: Profile, spec: dict[str, Any], value: str, turn: int
) -> None:
    field = checked(profile, spec, value, turn)

    assert (field.value, field.support, field.doubt) == (value, Support.GROUNDED, None)


@pytest.mark.parametrize(
    ("spec", "value", "turn", "doubt"),
    [
        (MONEY, "55", 1, Doubt.AMOUNT),
        (MONEY | AGENT, "50", 1, Doubt.SPEAKER),  # the customer's wish is no grant
        (STATUS | AGENT, "Approved", 1, Doubt.SPEAKER),
        ({"type": "time"}, "16:30", 3, Doubt.DATE),
        ({"type": "time"}, "soon", 3, Doubt.FORM),
        ({"type": "email"}, "mary.jones@example.com", 3, Doubt.IDENTIFIER),
        ({"type": "email"}, "maria", 3, Doubt.FORM),
        ({"type": "date"}, "2026-11-20", 3, Doubt.DATE),
        ({"name": "customer_name"}, "Ana", 0, Doubt.NAME),
        ({"said_by": "customer"}, "Ana", 0, Doubt.NAME),
        ({"pattern": "[A-Z]{2}\\d{4}"}, "NW4421", 1, Doubt.IDENTIFIER),
    ],
)
def test_a_value_that_was_not_is_left_empty_with_its_evidence(
    profile: Profile, spec: dict[str, Any], value: str, turn: int, doubt: Doubt
) -> None:
    field = checked(profile, spec, value, turn)

    assert (field.value, field.support, field.doubt) == ("", Support.UNSUPPORTED, doubt)
    assert [one.turn for one in field.evidence] == [turn]


def test_a_value_that_cites_what_nobody_said_is_left_empty(profile: Profile) -> None:
    spec = FieldSpec(name="amount", title="Amount", type="number")
    invented = Value(value="50", evidence=(Quote(turn=1, quote="you will get fifty dollars tomorrow"),))

    field = checked_field(spec, invented, Ground(REFUND, profile))

    assert (field.value, field.doubt, field.evidence) == ("", Doubt.QUOTE, ())


def test_a_value_said_elsewhere_stays_and_is_marked(profile: Profile) -> None:
    field = checked(profile, {"pattern": "[A-Z]{2}\\d{4}"}, "NW4421", 9, DOUBLE_CHARGE)

    assert (field.value, field.support, field.doubt) == ("NW4421", Support.WEAK, Doubt.IDENTIFIER)


def test_a_value_next_to_another_of_its_kind_is_marked(profile: Profile) -> None:
    material = call("c: It was 40 dollars.", "a: It was 30 dollars.")

    assert checked(profile, MONEY, "30", 0, material).support is Support.WEAK


@given(value=st.text(max_size=60), kind=st.sampled_from(["text", "number", "date", "time", "phone", "email"]))
def test_any_value_is_borne_out_or_left_empty(profile: Profile, value: str, kind: str) -> None:
    field = checked(profile, {"type": kind}, value, 1)

    assert (field.value == "") or field.support is not Support.UNSUPPORTED
    assert (field.doubt is None) == (field.support is Support.GROUNDED)
