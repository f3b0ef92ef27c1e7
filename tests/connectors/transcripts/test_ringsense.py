"""RingSense insights: as an event and as the API answers, roles by extension, two events of one call."""

from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.transcripts.ringsense import read
from tests.connectors.transcripts.samples import AGENT, UNKNOWN, reading, reason_of, said, sample

EVENT = sample("ringsense.json")


def spoken(*speakers: object, **more: Any) -> dict[str, Any]:
    insights = {"Transcript": [{"speakerId": "p", "text": "Hi."}]}
    return {"sourceSessionId": "s-1", "speakerInfo": speakers, "insights": insights} | more


def test_an_event_names_its_session_and_its_start() -> None:
    found = reading(read, EVENT)

    assert found.call_id == "s-a0e7b3"
    assert found.started_at == datetime(2026, 11, 20, 9, 44, 16, 390_000, tzinfo=UTC)


def test_the_answer_of_the_api_reads_as_the_event() -> None:
    assert reading(read, EVENT["body"]) == reading(read, EVENT)


def test_of_two_events_the_one_changed_later_is_the_higher_revision() -> None:
    notes = reading(read, spoken(creationTime="2026-11-20T10:00:00Z"))
    insights = reading(
        read, spoken(creationTime="2026-11-20T10:00:00Z", lastModifiedTime="2026-11-20T10:00:00.001Z")
    )

    assert notes.revision == 1_795_168_800_000
    assert insights.revision == notes.revision + 1
    assert reading(read, spoken()).revision == 0


def test_insights_without_a_transcript_have_no_turns() -> None:
    assert reading(read, spoken(insights={"Summary": []})).turns == ()


@pytest.mark.parametrize("told", [{}, {"extensionId": ""}, {"extensionId": []}, {"name": "Customer"}])
def test_who_is_neither_in_the_company_nor_told_to_be_outside_is_unknown(told: dict[str, Any]) -> None:
    assert said(reading(read, spoken({"speakerId": "p"} | told))) == [(UNKNOWN, "Hi.")]


def test_settings_name_a_speaker() -> None:
    assert said(reading(read, spoken(), {"p": AGENT})) == [(AGENT, "Hi.")]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ([], "body: not an object"),
        ({"body": {"title": "x"}}, "/insights: missing"),
        (spoken(insights=[]), "/insights: missing"),
        (spoken(insights={"Transcript": {}}), "/insights/Transcript: not a list"),
        (spoken(speakerInfo={}), "/speakerInfo: not a list"),
        (
            spoken(insights={"Transcript": [{"text": "\0"}]}),
            "/insights/Transcript/0/text: has a character that cannot be stored",
        ),
    ],
)
def test_a_refusal_names_the_place(body: object, reason: str) -> None:
    assert reason_of(read, body) == reason
