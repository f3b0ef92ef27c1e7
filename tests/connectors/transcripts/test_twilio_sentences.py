"""Twilio sentences: pages and lists, channels by settings alone, Twilio's own order."""

import json

import pytest

from connectors.transcripts.twilio_sentences import read
from tests.connectors.transcripts.samples import AGENT, CUSTOMER, UNKNOWN, reading, reason_of, said, sample

PAGE = sample("twilio-sentences.json")


def test_channels_have_the_roles_that_settings_give_them() -> None:
    found = reading(read, PAGE, {"1": AGENT, "2": CUSTOMER})

    assert [turn.speaker for turn in found.turns] == [AGENT, CUSTOMER, AGENT]


@pytest.mark.parametrize("channel", ["true", "1.0", "[1]", "null", '"2"'])
def test_a_channel_that_settings_do_not_name_is_unknown(channel: str) -> None:
    data = f'[{{"media_channel": {channel}, "transcript": "Hi."}}]'.encode()

    assert said(read(data, {"1": AGENT, "True": AGENT})) == [(UNKNOWN, "Hi.")]


def test_a_page_a_list_of_pages_and_a_bare_list_read_alike() -> None:
    first, second = PAGE["sentences"][:1], PAGE["sentences"][1:]

    found = {
        reading(read, PAGE),
        reading(read, PAGE["sentences"]),
        reading(read, [{"sentences": first}, {"sentences": second}]),
    }

    assert len(found) == 1


def test_sentences_without_times_stand_in_the_order_of_their_index() -> None:
    sentences = [{"sentence_index": index, "transcript": str(index)} for index in (2, 10, 0, 1)]

    found = reading(read, {"sentences": sentences})

    assert [turn.text for turn in found.turns] == ["0", "1", "2", "10"]


def test_no_sentence_is_no_turn() -> None:
    assert read(json.dumps({"sentences": []}).encode()).turns == ()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (3, "body: neither an object nor a list"),
        ({"location": "https://sentences.example", "transcript_sid": "GT1"}, "/sentences: missing"),
        ({"sentences": "x"}, "/sentences: not a list"),
        ([{"sentences": None}], "/0/sentences: missing"),
        (
            [{"sentences": [{}, {"transcript": "\0"}]}],
            "/0/sentences/1/transcript: has a character that cannot be stored",
        ),
        ([1, {"transcript": "\0"}], "/1/transcript: has a character that cannot be stored"),
    ],
)
def test_a_refusal_names_the_place(body: object, reason: str) -> None:
    assert reason_of(read, body) == reason
