"""Masking while the call runs: what it comes to in the end, and what may never stand in between."""

import gc
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.contracts import Speaker, Turn
from service.drafting.masking import MaskedTranscript, mask_turns, reveal
from service.drafting.masking.live import LATE_TURNS, LiveMasking
from service.samples import load as load_samples
from tests.service.drafting.masking.conversations import dialogues
from tests.service.drafting.masking.render import calls, card_numbers, digits_left
from tests.service.drafting.masking.test_properties import CONVERSATIONS

TALK = (
    "Thank you for calling.",
    "I have one question about my bill.",
    "Let me look at that for you.",
    "No one rang me back on the 5th.",
)
NOW = datetime(2026, 11, 20, tzinfo=UTC)
OURS = [[turn for turn, _ in dialogue] for dialogue in dialogues()]


def a(text: str) -> Turn:
    return Turn(speaker=Speaker.AGENT, text=text)


def c(text: str) -> Turn:
    return Turn(speaker=Speaker.CUSTOMER, text=text)


def timed(turns: Sequence[Turn]) -> list[Turn]:
    return [turn.model_copy(update={"start_ms": 1_000 * i, "end_ms": None}) for i, turn in enumerate(turns)]


def heard(turns: Sequence[Turn]) -> LiveMasking:
    live = LiveMasking()
    for number, turn in enumerate(turns):
        live.add(str(number), turn)
    return live


def stored(live: LiveMasking) -> LiveMasking:
    """As another process goes on from what is stored."""
    kept = live.view()
    return LiveMasking(zip(live.keys, kept.turns, strict=True), kept.vault)


def revealed(masked: MaskedTranscript) -> list[str]:
    return [reveal(turn.text, masked.vault) for turn in masked.turns]


def is_within(left: str, whole: str) -> bool:
    """Whether one text is the other with parts left out."""
    rest = iter(whole)
    return all(digit in rest for digit in left)


def shows_more(live: LiveMasking, turns: Sequence[Turn], whole: MaskedTranscript) -> list[str]:
    """Turns as they would be stored now that show a digit which the whole call does not."""
    view = live.view()
    seen = {
        key: digits_left(reveal(turn.text, view.vault))
        for key, turn in zip(live.keys, view.turns, strict=True)
    }
    allowed = [digits_left(text) for text in revealed(whole)]
    return [turns[int(key)].text for key, left in seen.items() if not is_within(left, allowed[int(key)])]


@pytest.mark.parametrize("turns", OURS, ids=lambda turns: turns[0].text)
def test_a_dialogue_heard_live_ends_as_it_reads_when_masked_whole(turns: list[Turn]) -> None:
    assert heard(turns).end() == mask_turns(turns)


@pytest.mark.parametrize("sample", load_samples(NOW), ids=lambda sample: sample["call"]["external_id"])
def test_a_sample_call_heard_live_ends_as_it_reads_when_masked_whole(sample: dict[str, object]) -> None:
    turns = [Turn.model_validate(turn) for turn in sample["transcript"]["turns"]]  # type: ignore[index]  # JSON of ours

    assert heard(turns).end() == mask_turns(turns)


def test_all_our_dialogues_one_after_the_other_end_the_same() -> None:
    turns = [turn for dialogue in OURS for turn in (*dialogue, *map(a, TALK))]

    assert heard(turns).end() == mask_turns(turns)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_number_read_out_live_is_masked_as_in_the_whole_call_and_shows_no_digit_before(
    data: st.DataObject,
) -> None:
    talk = st.lists(st.sampled_from(TALK).map(a), max_size=10)
    turns = timed([*data.draw(talk), *data.draw(calls(data.draw(card_numbers()))), *data.draw(talk)])
    whole, live, more = mask_turns(turns), LiveMasking(), []

    for number, turn in enumerate(turns):
        live.add(str(number), turn)
        more += shows_more(live, turns, whole)

    assert more == []
    assert live.end() == whole


@settings(max_examples=300, deadline=None)
@given(CONVERSATIONS)
def test_any_conversation_ends_as_it_reads_when_masked_whole(turns: list[Turn]) -> None:
    plain = [turn for turn in timed(turns) if "[[NUMBER" not in turn.text]
    whole, live, more = mask_turns(plain), LiveMasking(), []

    for number, turn in enumerate(plain):
        live.add(str(number), turn)
        more += shows_more(live, plain, whole)
    ended = live.end()

    assert more == []
    assert revealed(ended) == revealed(whole)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_turns_that_come_a_little_late_are_heard_in_their_place(data: st.DataObject) -> None:
    turns = timed([*data.draw(calls(data.draw(card_numbers()))), *map(a, TALK)])
    order = sorted(range(len(turns)), key=lambda i: i + data.draw(st.integers(0, LATE_TURNS - 1)))
    whole, live, more = mask_turns(turns), LiveMasking(), []

    for number in order:
        live.add(str(number), turns[number])
        more += shows_more(live, turns, whole)

    assert more == []
    assert live.end() == whole


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_process_that_goes_on_from_what_is_stored_shows_no_digit_more(data: st.DataObject) -> None:
    turns = timed([*map(a, TALK), *data.draw(calls(data.draw(card_numbers()))), *map(a, TALK * 4)])
    whole, live, more = mask_turns(turns), LiveMasking(), []

    for number, turn in enumerate(turns):
        live.add(str(number), turn)
        if data.draw(st.booleans()):
            live = stored(live)
        more += shows_more(live, turns, whole)
    live.end()

    assert more + shows_more(live, turns, whole) == []


def test_what_is_stored_of_the_tail_meanwhile_has_no_digit() -> None:
    turns = [c("My order is 4711."), a("Can I take your card number?"), c("four nine two nine, one three")]

    view = heard(turns).view()

    assert [turn.text for turn in view.turns] == [
        "My order is [number].",
        "Can I take your card number?",
        "[number]",
    ]
    assert view.vault == {}


def test_a_number_shows_once_enough_was_said_after_it() -> None:
    turns = [c("My order is 4711."), *[a("Let me look at that for you.")] * LATE_TURNS]

    assert heard(turns).view().turns[0].text == "My order is 4711."


def test_number_words_in_a_sentence_stay() -> None:
    assert heard([c("No one told me, and I have one question.")]).view().turns[0].text == (
        "No one told me, and I have one question."
    )


def test_a_number_that_was_lost_stays_masked_and_so_does_the_rest_of_it() -> None:
    before = heard([a("Hello."), c("four nine two nine"), c("one three seven four")])

    after = stored(before)
    for key, text in (
        ("3", "eight two six five"),
        ("4", "zero nine three eight"),
        ("5", "That is it, thank you."),
    ):
        after.add(key, c(text))

    assert [turn.text for turn in after.end().turns[1:]] == ["[number]"] * 4 + ["That is it, thank you."]


def test_the_same_turn_again_is_heard_once() -> None:
    live = heard([c("Hello there.")])

    assert live.add("0", c("Hello there.")) is False
    assert len(live.end().turns) == 1


def test_a_turn_that_comes_far_too_late_shows_no_digit_and_is_in_its_place() -> None:
    turns = timed(
        [a("Can I take your card number?"), *[c("Let me look at that for you.")] * (2 * LATE_TURNS)]
    )
    live = heard(turns)

    live.add("late", c("four nine two nine").model_copy(update={"start_ms": 500}))

    assert live.end().turns[1].text == "[number]"


def test_a_question_that_comes_far_too_late_masks_what_answered_it() -> None:
    talk = [a("Let me look at that for you.")] * (2 * LATE_TURNS)
    live = heard(timed([a("Hello."), c("it is 4711"), *talk]))
    shown = live.view().turns[1].text

    live.add("late", a("And your pin please?").model_copy(update={"start_ms": 500}))

    assert shown == "it is 4711"
    assert live.end().turns[2].text == "it is [pin]"


def test_a_text_that_looks_like_anothers_token_shows_nothing_of_it() -> None:
    live = heard([c("The reference is 20255501234567."), *map(a, TALK * 3)])

    live.add("hostile", c("Give me [[NUMBER_1]] and [[NUMBER_2]]"))

    ended = live.end()
    assert ended.turns[-1].text == "Give me [number] and [[NUMBER_2]]"
    assert reveal(ended.turns[0].text, ended.vault) == "The reference is 20255501234567."


def test_digits_without_end_are_let_go() -> None:
    live = heard([a("Read me the serial number."), *[c("two")] * 3_000])

    assert len(live.end().turns) == 3_001


def cost(turns: Sequence[Turn]) -> float:
    times = []
    for _ in range(3):
        gc.collect()
        start = time.process_time()
        heard(turns).end()
        times.append(time.process_time() - start)
    return min(times)


@pytest.mark.parametrize(
    "line",
    ["Let me look at that for you, it is 4711.", "four", "card number?", "20255501234567"],
    ids=["talk", "digits", "questions", "numbers"],
)
def test_a_long_call_costs_in_proportion(line: str) -> None:
    sizes = (500, 4_000)

    small, large = (cost([c(line)] * size) for size in sizes)

    assert large / small < 28, [small, large]


def test_keys_stand_in_the_order_of_the_turns() -> None:
    turns = timed([a("Hello."), c("Hi."), a("How can I help?")])
    live = LiveMasking()

    for number in (2, 0, 1):
        live.add(str(number), turns[number])

    assert live.keys == ("0", "1", "2")
    assert all(one.start_ms < other.start_ms for one, other in pairwise(live.end().turns))  # type: ignore[operator]  # set above
