"""What is known of the caller under tokens before a model, and back in what it answers."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from connectors.contracts import KnownValue, Speaker, Turn
from service.domain.content import (
    Commitment,
    Content,
    Doubt,
    Evidence,
    FieldValue,
    Flag,
    Section,
    Sentence,
    Support,
)
from service.domain.draft import Material, Proposal
from service.drafting.masking.entities import Found
from service.drafting.masking.marks import Kind
from service.drafting.pseudonyms import hidden, unveiled

KNOWN = (
    KnownValue(kind="name", text="John Smith"),
    KnownValue(kind="phone", text="+12025550171"),
    KnownValue(kind="email", text="john.smith@example.net"),
    KnownValue(kind="address", text="15 Elm Street"),
    KnownValue(kind="account", text="A-00412"),
)


def material(*texts: str, agent_name: str = "") -> Material:
    turns = tuple(Turn(speaker=Speaker.CUSTOMER, text=text) for text in texts)
    return Material(turns=turns, started_at=datetime(2026, 11, 20, tzinfo=UTC), agent_name=agent_name)


def seen(text: str, known: Sequence[KnownValue] = KNOWN, **more: str) -> str:
    return hidden(material(text, **more), known).material.turns[0].text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("my name is John Smith", "my name is [[NAME_1]]"),
        ("my name is jon smyth", "my name is [[NAME_1]]"),
        ("this is John Smith's house", "this is [[NAME_1]]'s house"),
        ("thank you Mr. Smith", "thank you Mr. [[NAME_1]]"),
        ("Smith, John", "[[NAME_1]]"),
        ("it goes to 15 elm street please", "it goes to [[ADDRESS_1]] please"),
        ("write to john.smith@example.net", "write to [[EMAIL_1]]"),
        ("call five five five oh one seven one", "call [[PHONE_1]]"),
        ("the account is A dash zero zero four one two", "the account is A dash [[ACCOUNT_1]]"),
        ("the account is A-00412", "the account is [[ACCOUNT_1]]"),
        ("I went to the smithy with my jumper", "I went to the smithy with my jumper"),
        ("it costs 412 dollars", "it costs 412 dollars"),
    ],
)
def test_known_values_are_found_as_they_are_said(said: str, shown: str) -> None:
    assert seen(said) == shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Will you pay in may or will I", "Will you pay in may or will I"),
        ("a mark on the screen", "a mark on the screen"),
        ("my name is will may", "my name is [[NAME_1]]"),
        ("I told Will about it", "I told [[NAME_1]] about it"),
        ("call me will", "call me [[NAME_1]]"),
    ],
)
def test_a_name_that_is_a_word_needs_something_that_tells_it(said: str, shown: str) -> None:
    assert seen(said, [KnownValue(kind="name", text="Will May")]) == shown


def test_the_agents_own_name_is_not_the_callers() -> None:
    assert seen("Hi, this is John from support", agent_name="John Reed") == "Hi, this is John from support"


def test_tokens_of_the_transcript_are_not_given_anew_and_stay() -> None:
    veiled = hidden(material("[[NAME_1]] and John Smith, [[PHONE_1]]"), KNOWN)

    assert veiled.material.turns[0].text == "[[NAME_1]] and [[NAME_2]], [[PHONE_1]]"
    assert veiled.vault == {"[[NAME_2]]": "John Smith"}


def test_a_record_that_holds_what_reads_like_a_token_brings_nothing() -> None:
    assert seen("hello there", [KnownValue(kind="name", text="[[NUMBER_1]]")]) == "hello there"


def test_without_known_values_nothing_changes() -> None:
    said = material("my name is John Smith")

    assert hidden(said, ()).material == said


class Finder:
    def find(self, turns: Sequence[tuple[Speaker, str]]) -> list[list[Found]]:
        return [[Found(text.index("Dana"), text.index("Dana") + 4, Kind.NAME)] for _, text in turns]


def test_a_further_finder_adds_what_it_finds() -> None:
    veiled = hidden(material("Dana and John Smith"), KNOWN, Finder())

    assert veiled.material.turns[0].text == "[[NAME_1]] and [[NAME_2]]"
    assert veiled.vault == {"[[NAME_1]]": "Dana", "[[NAME_2]]": "John Smith"}


def proposal(quote: str) -> Proposal:
    evidence = (Evidence(turn=0, quote=quote),)
    sentence = Sentence(id="s1", text="[[NAME_1]] moved.", evidence=evidence, support=Support.GROUNDED)
    return Proposal(
        content=Content(
            summary=(Section(id="g1", section="reason", title="Reason", sentences=(sentence,)),),
            fields=(
                FieldValue(
                    id="f1", name="name", value="[[NAME_1]]", evidence=evidence, support=Support.GROUNDED
                ),
                FieldValue(
                    id="f2", name="other", value="[[NAME_9]]", evidence=evidence, support=Support.WEAK
                ),
                FieldValue(id="f3", name="order", value="[[NUMBER_1]]", support=Support.GROUNDED),
            ),
            commitments=(Commitment(id="c1", who="agent", what="Call [[NAME_1]] back", evidence=evidence),),
        ),
        flags=(Flag(kind="never_automate", topic="complaint", evidence=evidence),),
    )


def test_the_answer_gets_true_values_and_quotes_of_the_stored_turn() -> None:
    said = material("yes my name is jon smyth and order [[NUMBER_1]]")
    veiled = hidden(said, KNOWN)

    shown = unveiled(proposal("my name is [[NAME_1]] and"), veiled, said.turns)

    content = shown.content
    assert content.summary[0].sentences[0].text == "John Smith moved."
    assert content.commitments[0].what == "Call John Smith back"
    assert [one.value for one in content.fields] == ["John Smith", "", "[[NUMBER_1]]"]
    quotes = {
        one.quote
        for part in (content.summary[0].sentences, content.fields, content.commitments, shown.flags)
        for item in part
        for one in item.evidence
    }
    assert quotes == {"my name is jon smyth and"}


def test_a_field_with_a_token_that_nobody_gave_is_empty_and_says_why() -> None:
    said = material("my name is jon smyth")
    veiled = hidden(said, KNOWN)

    made_up = unveiled(proposal("my name is [[NAME_1]]"), veiled, said.turns).content.fields[1]

    assert (made_up.value, made_up.support, made_up.doubt) == ("", Support.UNSUPPORTED, Doubt.IDENTIFIER)


@pytest.mark.parametrize("start", range(0, 24, 3))
def test_every_quote_of_a_hidden_turn_becomes_one_of_the_stored_turn(start: int) -> None:
    said = material("so John Smith lives at 15 Elm Street, says Smith")
    veiled = hidden(said, KNOWN)
    quote = veiled.material.turns[0].text[start : start + 20]

    shown = unveiled(proposal(quote), veiled, said.turns)

    (evidence,) = shown.content.summary[0].sentences[0].evidence
    assert evidence.quote
    assert evidence.quote in said.turns[0].text
