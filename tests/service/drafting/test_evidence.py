"""Evidence under the numbers of today: it follows its turn, and goes with it; nothing else of a draft changes."""

from hypothesis import given
from hypothesis import strategies as st

from service.domain.content import (
    Commitment,
    Content,
    Disposition,
    Evidence,
    FieldValue,
    Flag,
    Section,
    Sentence,
)
from service.drafting.evidence import renumbered, renumbered_flags

CITED = (Evidence(turn=0, quote="one"), Evidence(turn=2, quote="three"))
CONTENT = Content(
    summary=(
        Section(
            id="x",
            section="reason",
            title="Reason",
            sentences=(Sentence(id="s1", text="One.", evidence=CITED), Sentence(id="s2", text="By hand.")),
        ),
    ),
    dispositions=(Disposition(id="d1", code="refund", label="Refund", evidence=CITED),),
    fields=(FieldValue(id="f1", name="order", value="7", evidence=CITED),),
    commitments=(Commitment(id="c1", who="agent", what="Call back.", evidence=CITED),),
)


def evidence_of(content: Content) -> list[tuple[Evidence, ...]]:
    sentences = [one.evidence for section in content.summary for one in section.sentences]
    codes, fields = [one.evidence for one in content.dispositions], [one.evidence for one in content.fields]
    return [*sentences, *codes, *fields, *(one.evidence for one in content.commitments)]


def bare(content: Content) -> str:
    """All but the evidence."""
    return renumbered(content, lambda _: None).model_dump_json()


def test_every_part_of_a_draft_follows_its_turns() -> None:
    moved = renumbered(CONTENT, lambda number: number + 5)

    shown = tuple(one.model_copy(update={"turn": one.turn + 5}) for one in CITED)
    assert evidence_of(moved) == [shown, (), shown, shown, shown]
    assert bare(moved) == bare(CONTENT)


def test_evidence_whose_turn_is_gone_goes_and_the_rest_stays() -> None:
    moved = renumbered(CONTENT, {2: 1}.get)

    left = (Evidence(turn=1, quote="three"),)
    assert evidence_of(moved) == [left, (), left, left, left]
    assert [one.text for one in moved.summary[0].sentences] == ["One.", "By hand."]


def test_a_flag_stays_raised_without_its_turns() -> None:
    flag = Flag(kind="never_automate", topic="complaint", evidence=CITED)

    (left,) = renumbered_flags([flag], lambda _: None)

    assert (left.topic, left.evidence) == ("complaint", ())


@given(st.permutations(range(3)))
def test_there_and_back_is_where_it_was(order: list[int]) -> None:
    there = renumbered(CONTENT, order.__getitem__)

    assert renumbered(there, order.index) == CONTENT
