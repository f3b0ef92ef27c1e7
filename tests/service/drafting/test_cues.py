import re

from hypothesis import given
from hypothesis import strategies as st

from connectors.contracts import Speaker
from service.drafting.cues import found, matcher, openings
from service.drafting.spoken import Heard, Spoken
from service.drafting.text import clean, plain
from tests.service.drafting.calls import call

# Few letters, so that cues are often found; odd ones, whose case is not a matter of ASCII.
TEXT = st.text(alphabet="aabbssſkK\N{KELVIN SIGN}éÉßẞıi12_ '’-$   ", max_size=30)
CUES = st.lists(
    st.builds(str.__add__, st.text(alphabet="abskKéßıi1_ '’-$", max_size=9), st.sampled_from(["", "*"])),
    max_size=4,
).map(tuple)


def heard(*texts: str) -> Heard:
    return Heard(
        tuple(Spoken(0, Speaker.CUSTOMER, text, clean(text), plain(clean(text)), 0.0) for text in texts)
    )


def naming(cues: tuple[str, ...], *texts: str) -> list[str]:
    return [sentence.quote for sentence in heard(*texts).naming(cues)]


def test_a_cue_is_whole_words_in_any_case_with_any_blanks() -> None:
    texts = ("Wrong  Amount, again", "a wrong amounts", "the prewrong amount", "wrong", "the wrong amount")

    assert naming(("wrong amount",), *texts) == ["Wrong  Amount, again", "the wrong amount"]


def test_a_star_stands_for_the_rest_of_a_word_however_short_its_beginning() -> None:
    texts = ("I sued them", "we sue", "an issue", "the suit")

    assert naming(("sue*",), *texts) == ["I sued them", "we sue"]
    assert naming(("su*",), *texts) == ["I sued them", "we sue", "the suit"]


def test_a_cue_without_a_letter_is_found_too() -> None:
    assert naming(("$", "*", " "), "that is $ 5", "that is 5") == ["that is $ 5"]


def test_the_longest_of_overlapping_cues_is_what_was_said() -> None:
    assert found(("bill", "my bill", "pay*"), "my bill, a bill, payment") == {"my bill", "bill", "payment"}


@given(texts=st.lists(TEXT, max_size=6), cues=CUES)
def test_the_index_leaves_out_no_sentence_that_a_cue_matches(texts: list[str], cues: tuple[str, ...]) -> None:
    pattern = matcher(cues)
    spoken = heard(*texts)

    assert spoken.naming(cues) == [one for one in spoken.sentences if pattern and pattern.search(one.text)]
    if pattern:
        matching = [one for one in spoken.sentences if pattern.search(one.cleaned)]
        assert set(matching) <= set(spoken.perhaps_naming(cues))


def test_letters_that_differ_in_case_alone_open_words_alike() -> None:
    letters = [chr(code) for code in range(0x110000) if chr(code).isalnum()]
    pairs = [
        (letter, other)
        for letter in letters
        for other in {letter.lower(), letter.upper(), letter.title(), *"iks"} - {letter}
        if re.fullmatch(re.escape(letter), other, re.IGNORECASE)
    ]

    assert ("ſ", "s") in pairs
    assert [pair for pair in pairs if openings(pair[0]) != openings(pair[1])] == []


def test_few_sentences_are_searched_for_a_cue() -> None:
    material = call("c: I want my money back", "a: Sure, which order?", "c: The blue one")
    spoken = heard(*(turn.text for turn in material.turns))

    assert [one.quote for one in spoken.perhaps_naming(("my order",))] == ["Sure, which order?"]
