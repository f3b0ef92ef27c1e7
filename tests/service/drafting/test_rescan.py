"""Card data that a model or a person wrote never leaves; what is known to be none does."""

import pytest

from service.domain.content import Commitment, Content, Doubt, FieldValue, Section, Sentence, Support
from service.domain.draft import Proposal
from service.domain.profile import FieldSpec
from service.drafting.rescan import outgoing, outgoing_value, rescanned

CARD = "4111 1111 1111 1111"


def answer(text: str, value: str) -> Proposal:
    return Proposal(
        content=Content(
            summary=(Section(id="g", section="r", title="R", sentences=(Sentence(id="s", text=text),)),),
            fields=(FieldValue(id="f", name="n", value=value, support=Support.GROUNDED),),
            commitments=(Commitment(id="c", who="agent", what=text),),
        )
    )


@pytest.mark.parametrize(
    ("written", "left"),
    [
        (f"Paid with {CARD}.", "Paid with [card]."),
        ("The security code is 731.", "The security code is [security code]."),
        ("Her PIN is 4821.", "Her PIN is [pin]."),
        ("Call 20255501710 back.", "Call [number] back."),
        ("Call [[PHONE_1]] about order 4512 for $45.90.", "Call [[PHONE_1]] about order 4512 for $45.90."),
    ],
)
def test_a_models_sentences_and_promises_hold_no_secret(written: str, left: str) -> None:
    content = rescanned(answer(written, "")).content

    assert (content.summary[0].sentences[0].text, content.commitments[0].what) == (left, left)


@pytest.mark.parametrize(
    ("value", "kept"), [("[[ID_1]]", True), ("4512", True), (CARD, False), ("202555017100", False)]
)
def test_a_models_field_that_holds_one_is_left_empty(value: str, kept: bool) -> None:
    field = rescanned(answer("", value)).content.fields[0]

    assert (field.value, field.doubt) == ((value, None) if kept else ("", Doubt.IDENTIFIER))


@pytest.mark.parametrize(
    ("written", "left"),
    [
        (f"Took card {CARD}, cvv 731.", "Took card [card], cvv [security code]."),
        ("PIN is 4821", "PIN is [pin]"),
        ("Tracking 1234567890, call 202 555 0171", "Tracking 1234567890, call 202 555 0171"),
    ],
)
def test_what_goes_to_the_crm_holds_no_card_data_and_keeps_other_numbers(written: str, left: str) -> None:
    assert outgoing(written) == left


def test_a_number_that_the_vault_knows_passes_whatever_stands_around_it() -> None:
    written = "Wants to pay by card, card number on file. The number: 202 555 0171 22"

    assert "202 555 0171 22" not in outgoing(written)
    assert outgoing(written, lambda: {"[[PHONE_1]]": "202555017122"}) == written


def test_a_card_does_not_pass_though_the_vault_should_know_it() -> None:
    assert outgoing(f"It was {CARD}", lambda: {"[[NUMBER_1]]": CARD}) == "It was [card]"


@pytest.mark.parametrize(
    ("spec", "value", "left"),
    [
        (FieldSpec(name="pin", title="PIN"), "4821", "[pin]"),
        (FieldSpec(name="note", title="Note"), "4821", "4821"),
        (FieldSpec(name="note", title="Note"), CARD, "[card]"),
        (FieldSpec(name="call_back", title="Callback number", type="phone"), "+12025550171", "+12025550171"),
        (FieldSpec(name="call_back", title="Callback number", type="phone"), CARD, ""),
        (FieldSpec(name="amount", title="Amount", type="number"), "123456789", "123456789"),
        (None, "4821", "4821"),
    ],
)
def test_a_field_passes_as_what_it_is_for(spec: FieldSpec | None, value: str, left: str) -> None:
    assert outgoing_value(spec, value) == left
