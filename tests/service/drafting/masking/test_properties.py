from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.contracts import Speaker, Turn
from service.drafting.masking import mask_json, mask_text, mask_turns, reveal
from tests.service.drafting.masking.render import (
    ACKS,
    FILLERS,
    OPENERS,
    UNITS,
    calls,
    card_numbers,
    digits_left,
)

PIECES = st.sampled_from(
    (*OPENERS, *ACKS, *FILLERS, *UNITS, "double ", "forty ", "hundred ", "4111", "05/27", "12/05/1985", "123", "8", "2019",
     "security code ", "my pin ", "card ", "expires ", "May ", "order ", "last four ", "ending in ", "phone number ",
     "[[NUMBER_1]]", "[card]", "[pin]", "$45 ", "10:30", "٤", "\u200b", "\n", "hello there friend ", "12345678", "/", ".")
)  # fmt: skip
TEXTS = (
    st.lists(PIECES, max_size=8).map(" ".join)
    | st.lists(PIECES, max_size=8).map("".join)
    | st.text(max_size=30)
)
CONVERSATIONS = st.lists(st.tuples(st.sampled_from(Speaker), TEXTS), max_size=8).map(
    lambda said: [Turn(speaker=speaker, text=text, start_ms=1, end_ms=2) for speaker, text in said]
)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_card_number_that_was_asked_for_leaves_no_six_of_its_digits(data: st.DataObject) -> None:
    number = data.draw(card_numbers())
    turns = data.draw(calls(number))

    left = "".join(digits_left(turn.text) for turn in mask_turns(turns).turns[1:])

    assert not any(number[at : at + 6] in left for at in range(11)), left


@settings(max_examples=300, deadline=None)
@given(CONVERSATIONS)
def test_masking_what_is_masked_changes_nothing(turns: list[Turn]) -> None:
    once = mask_turns(turns)

    assert mask_turns(once.turns, once.vault) == once
    assert mask_turns(once.turns).turns == once.turns


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_masking_one_masked_text_changes_nothing(text: str) -> None:
    once = mask_text(text)

    assert mask_text(once) == once


@settings(max_examples=200, deadline=None)
@given(CONVERSATIONS)
def test_turns_keep_their_number_speakers_and_times(turns: list[Turn]) -> None:
    masked = mask_turns(turns).turns

    assert [turn.model_copy(update={"text": ""}) for turn in masked] == [
        turn.model_copy(update={"text": ""}) for turn in turns
    ]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text("0123456789", min_size=8, max_size=11), min_size=1, max_size=5))
def test_revealing_puts_the_original_back(numbers: list[str]) -> None:
    turns = [
        Turn(speaker=Speaker.CUSTOMER, text=f"hello order {number} there [[NUMBER_1]]") for number in numbers
    ]

    masked = mask_turns(turns)

    assert [reveal(turn.text, masked.vault) for turn in masked.turns] == [turn.text for turn in turns]


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["id", "text", "pin", "start", "word", "phone"]), inner)
    ),
)


@settings(max_examples=200, deadline=None)
@given(JSONS)
def test_masking_a_masked_body_changes_nothing(body: object) -> None:
    once = mask_json(body)  # type: ignore[arg-type] # drawn as JSON, typed by hypothesis as object

    assert mask_json(once) == once
