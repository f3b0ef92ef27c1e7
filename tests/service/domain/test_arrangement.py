"""Transcripts of legs in one order: nothing is lost, and a turn's number can be followed through every version."""

import json
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from connectors.contracts import Speaker, Turn
from service.domain.arrangement import GONE, Part, arranged, moved, parts_of
from service.domain.assembly import Picture, Report, assemble
from service.domain.call import TranscriptBody
from tests.service.domain.reports import BEGAN, parts, reports

EMPTY = TranscriptBody()
PICTURES = st.lists(reports(), min_size=1, max_size=5).map(assemble)


def part(leg: str, *texts: str, minutes: float | None = None, revision: int = 0) -> Part:
    turns = tuple(Turn(speaker=Speaker.AGENT, text=text, start_ms=1_000 * n) for n, text in enumerate(texts))
    at = None if minutes is None else BEGAN + timedelta(minutes=minutes)
    return Part(leg=leg, turns=turns, started_at=at, rank=(True, revision, ""))


def body_of(*told: Part, before: TranscriptBody = EMPTY) -> TranscriptBody:
    legs = [
        Report(external_id="call", leg=leg, started_at=BEGAN + timedelta(minutes=n))
        for n, leg in enumerate(("a", "b", "c"))
    ]
    return arranged(before, {one.leg: one for one in told}, assemble(legs))


@given(parts(), PICTURES)
def test_what_is_arranged_is_taken_apart_again_as_it_came(told: dict[str, Part], picture: Picture) -> None:
    body = arranged(EMPTY, told, picture)

    assert parts_of(body) == told
    assert len(body.turns) == sum(len(one.turns) for one in told.values())
    assert sum(block.count for block in body.blocks) == len(body.turns)


@given(parts(), PICTURES)
def test_what_is_arranged_twice_is_the_same_body(told: dict[str, Part], picture: Picture) -> None:
    body = arranged(EMPTY, told, picture)

    assert arranged(body, parts_of(body), picture) is body


@given(parts(), PICTURES)
def test_the_order_in_which_parts_came_changes_nothing(told: dict[str, Part], picture: Picture) -> None:
    backwards = dict(reversed(told.items()))

    one, other = (arranged(EMPTY, each, picture) for each in (told, backwards))

    assert one == other


@given(st.lists(st.tuples(parts(), PICTURES), min_size=1, max_size=5))
def test_a_turn_is_followed_to_the_same_words_or_is_gone(
    versions: list[tuple[dict[str, Part], Picture]],
) -> None:
    bodies = [EMPTY]
    for told, picture in versions:
        bodies.append(arranged(bodies[-1], told, picture))
    last = bodies[-1]

    for body in bodies:
        found = [moved(last, number, body.version) for number in range(len(body.turns))]
        there = [(number, now) for number, now in enumerate(found) if now != GONE]
        assert all(0 <= now < len(last.turns) for _, now in there)
        # The same words: who said them may be known better by now.
        assert all(body.turns[number].text == last.turns[now].text for number, now in there)
        assert len({now for _, now in there}) == len(there)


@given(st.lists(st.tuples(parts(), PICTURES), min_size=1, max_size=4))
def test_a_body_that_was_stored_between_versions_goes_on_the_same(
    versions: list[tuple[dict[str, Part], Picture]],
) -> None:
    kept = stored = EMPTY
    for told, picture in versions:
        kept = arranged(kept, told, picture)
        stored = arranged(stored, told, picture)
        stored = TranscriptBody.model_validate(json.loads(stored.model_dump_json()))

    assert stored == kept


def test_turns_of_an_earlier_leg_that_come_late_move_those_behind_them() -> None:
    first = body_of(part("b", "one", "two"))
    second = body_of(part("a", "zero"), part("b", "one", "two"), before=first)

    assert [turn.text for turn in second.turns] == ["zero", "one", "two"]
    assert [moved(second, number, first.version) for number in (0, 1)] == [1, 2]


def test_a_turn_goes_and_does_not_come_back_under_its_number() -> None:
    first = body_of(part("a", "one", "two"))
    second = body_of(part("a", "two", revision=1), before=first)
    third = body_of(part("a", "one", "two", revision=2), before=second)

    assert [moved(third, number, first.version) for number in (0, 1)] == [GONE, 1]
    assert moved(third, 0, second.version) == 1


def test_of_two_turns_with_the_same_words_each_keeps_its_place() -> None:
    first = body_of(part("a", "yes", "no", "yes"))
    second = body_of(part("a", "so", "yes", "no", "yes", revision=1), before=first)

    assert [moved(second, number, first.version) for number in range(3)] == [1, 2, 3]


def test_a_number_that_never_was_is_gone() -> None:
    first = body_of(part("b", "one"))
    second = body_of(part("a", "zero"), part("b", "one"), before=first)

    assert [moved(second, number, first.version) for number in (-1, 7)] == [GONE, GONE]


def test_offsets_count_from_the_start_of_the_call() -> None:
    body = body_of(part("a", "one"), part("b", "two", minutes=2), part("c", "three"))

    assert [turn.start_ms for turn in body.turns] == [0, 120_000, 120_000]


def test_a_transcript_that_begins_before_its_call_is_not_moved_back() -> None:
    assert [turn.start_ms for turn in body_of(part("a", "one", minutes=-5)).turns] == [0]
