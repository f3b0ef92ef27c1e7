"""Transcripts that were masked apart, under one call: a number keeps its words, whatever tokens both had given."""

import re
from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from connectors.contracts import Speaker, Turn
from service.drafting.masking import mask_turns, reveal
from service.drafting.masking.join import joined
from service.drafting.masking.marks import TOKEN

NUMBERS = st.sampled_from(["20255501234567", "99887766554433", "11223344556677", "55443322110099"])
LINES = st.lists(NUMBERS.map(lambda number: f"The order is {number}."), max_size=4)
ONE, TWO, THREE = (f"[[NUMBER_{n}]]" for n in (1, 2, 3))


def turns(*texts: str) -> tuple[Turn, ...]:
    return tuple(Turn(speaker=Speaker.CUSTOMER, text=text) for text in texts)


def texts(said: Sequence[Turn], vault: Mapping[str, str]) -> list[str]:
    return [reveal(turn.text, vault) for turn in said]


def test_a_token_that_is_taken_gets_a_free_name() -> None:
    named = joined(turns(f"It is {ONE}."), {ONE: "22222222"}, {ONE: "11111111"})

    assert named.vault == {ONE: "11111111", TWO: "22222222"}
    assert [turn.text for turn in named.turns] == [f"It is {TWO}."]


def test_a_free_name_is_none_that_the_other_transcript_uses_itself() -> None:
    vault = {ONE: "22222222", TWO: "33333333"}

    named = joined(turns(f"{ONE} and {TWO}"), vault, {ONE: "11111111"})

    assert texts(named.turns, named.vault) == ["22222222 and 33333333"]
    assert len(set(named.vault.values())) == len(named.vault) == 3


def test_the_same_number_has_one_token() -> None:
    named = joined(turns(f"It is {TWO}."), {TWO: "11111111"}, {ONE: "11111111"})

    assert named.vault == {ONE: "11111111"}
    assert [turn.text for turn in named.turns] == [f"It is {ONE}."]


def test_what_only_looks_like_a_token_stays() -> None:
    named = joined(turns(f"They said {THREE} and {ONE}."), {ONE: "22222222"}, {ONE: "11111111"})

    assert [turn.text for turn in named.turns] == [f"They said {THREE} and {TWO}."]


def test_a_transcript_without_numbers_is_left_as_it_is() -> None:
    said = turns("Nothing to hide.")

    assert joined(said, {}, {ONE: "11111111"}).turns == said


@given(LINES, LINES, LINES)
def test_every_number_is_revealed_as_it_was_said_and_none_is_readable_before(
    first: list[str], second: list[str], third: list[str]
) -> None:
    vault: Mapping[str, str] = {}
    together: list[Turn] = []
    for lines in (first, second, third):
        masked = mask_turns(turns(*lines))
        named = joined(masked.turns, masked.vault, vault)
        together, vault = [*together, *named.turns], named.vault

    assert texts(together, vault) == [*first, *second, *third]
    assert len(set(vault.values())) == len(vault)
    assert all(TOKEN.fullmatch(token) for token in vault)
    assert not any(re.search(r"\d{8}", turn.text) for turn in together)


@given(LINES)
def test_joined_to_itself_a_transcript_stays_as_it_is(lines: list[str]) -> None:
    masked = mask_turns(turns(*lines))

    again = joined(masked.turns, masked.vault, masked.vault)

    assert (again.turns, again.vault) == (masked.turns, masked.vault)
