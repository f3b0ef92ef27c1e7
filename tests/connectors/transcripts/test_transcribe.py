"""Amazon Transcribe: turns of Call Analytics, and turns made of words, by speaker and by channel."""

from typing import Any

import pytest

from connectors.transcripts.transcribe import read
from tests.connectors.transcripts.samples import (
    AGENT,
    CUSTOMER,
    IVR,
    UNKNOWN,
    reading,
    reason_of,
    said,
    sample,
)


def word(text: str, start: float, end: float | None = None, speaker: str | None = None) -> dict[str, Any]:
    told = {"type": "pronunciation", "alternatives": [{"content": text}], "start_time": str(start)}
    return (
        told
        | {"end_time": str(round(start + 0.1 if end is None else end, 3))}
        | ({"speaker_label": speaker} if speaker else {})
    )


def mark(text: str) -> dict[str, Any]:
    return {"type": "punctuation", "alternatives": [{"content": text}]}


def results(*items: object, **more: Any) -> dict[str, Any]:
    return {"jobName": "j", "results": {"items": items} | more}


def channels(*found: tuple[str, list[object]]) -> dict[str, Any]:
    named = [{"channel_label": label, "items": items} for label, items in found]
    return {"results": {"channel_labels": {"channels": named}}}


def test_call_analytics_gives_roles_and_turns() -> None:
    found = reading(read, sample("call-analytics.json"))

    assert [(turn.speaker, turn.start_ms) for turn in found.turns] == [(AGENT, 440), (CUSTOMER, 2800)]
    assert (found.language, found.redacted, found.call_id) == ("en-US", False, "")


def test_speakers_have_the_roles_that_settings_give_them() -> None:
    found = reading(read, sample("transcribe-speakers.json"), {"spk_0": AGENT, "spk_1": CUSTOMER})

    assert said(found) == [
        (AGENT, "Hello, Ava here."),
        (CUSTOMER, "Hi Ava. My order [PII] is late."),
        (AGENT, "I see."),
    ]
    assert (found.language, found.redacted) == ("en-US", True)


def test_channels_have_the_roles_that_settings_give_them() -> None:
    found = reading(read, sample("transcribe-channels.json"), {"ch_0": IVR, "0": AGENT})

    assert [turn.speaker for turn in found.turns] == [IVR, UNKNOWN, IVR, UNKNOWN]


def test_people_who_speak_over_each_other_keep_their_sentences() -> None:
    over = [word("so", 1.0), word("I", 1.2), word("thought", 1.4), word("well", 9.0)]
    under = [word("right", 1.1), word("yes", 1.3), word("then", 9.9)]

    found = reading(read, channels(("ch_0", [*over]), ("ch_1", [*under])))

    assert [turn.text for turn in found.turns] == ["so I thought", "right yes", "well", "then"]


def test_words_nobody_spoke_between_are_one_turn_whatever_the_pause() -> None:
    found = reading(
        read, channels(("ch_0", [word("wait", 1.0), word("please", 9.0)]), ("ch_1", [word("ok", 20)]))
    )

    assert [(turn.text, turn.start_ms, turn.end_ms) for turn in found.turns] == [
        ("wait please", 1000, 9100),
        ("ok", 20_000, 20_100),
    ]


def test_without_speakers_a_sentence_is_a_turn() -> None:
    found = reading(
        read, results(word("Hi", 0), mark("."), word("Ava", 1), mark(","), word("here", 2), mark("?"))
    )

    assert said(found) == [(UNKNOWN, "Hi."), (UNKNOWN, "Ava, here?")]


def test_a_long_monologue_is_parted() -> None:
    words = [word("x" * 9, number, speaker="spk_0") for number in range(600)]

    found = reading(read, results(*words))

    assert [len(turn.text) for turn in found.turns] == [3999, 1999]


def test_scripts_without_blanks_are_joined_without_them() -> None:
    found = reading(
        read,
        results(word("注文", 0, speaker="a"), word("は", 1, speaker="a"), word("Fernhill", 2, speaker="a")),
    )

    assert [turn.text for turn in found.turns] == ["注文は Fernhill"]


def test_a_file_without_words_gives_its_text() -> None:
    found = reading(read, {"results": {"transcripts": [{"transcript": "All of it."}]}})

    assert said(found) == [(UNKNOWN, "All of it.")]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (["x"], "body: not an object"),
        ({}, "/results: missing"),
        ({"results": []}, "/results: missing"),
        ({"Transcript": None}, "/Transcript: missing"),
        ({"results": {"items": {}}}, "/results/items: not a list"),
        ({"results": {"channel_labels": {"channels": 2}}}, "/results/channel_labels/channels: not a list"),
        (channels(("ch_0", 3)), "/results/channel_labels/channels/0/items: not a list"),  # type: ignore[arg-type]
        (results(word("a", 0), word("", 1)), "/results/items/1/alternatives/0/content: missing"),
        (
            {"results": {"transcripts": [{"transcript": "a" * 20_001}]}},
            "/results/transcripts/0/transcript: longer than 20000 characters",
        ),
        ({"TranscriptResultStream": {}}, "/results: missing"),
    ],
)
def test_a_refusal_names_the_place(body: object, reason: str) -> None:
    assert reason_of(read, body) == reason
