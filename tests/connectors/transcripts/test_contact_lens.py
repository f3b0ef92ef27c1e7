"""Contact Lens files after the call: whose turn, what the file tells beside the turns, what is refused."""

from typing import Any

import pytest

from connectors.contracts import Speaker
from connectors.transcripts.contact_lens import read
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


def transcript(*entries: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"Transcript": [{"Content": "Hi."} | entry for entry in entries]} | more


def test_a_file_names_its_contact_language_and_redaction() -> None:
    found = reading(read, sample("contact-lens.json"))

    assert found.call_id == "5f0c7d1e-2a44-4b8b-9b1d-6c1f0e7a9d10"
    assert (found.language, found.redacted, found.revision) == ("en-GB", True, 0)


def test_a_newer_file_tells_no_contact_and_says_that_nothing_is_redacted() -> None:
    found = reading(read, sample("contact-lens-roles.json"))

    assert (found.call_id, found.leg_id, found.redacted) == ("", "", False)


@pytest.mark.parametrize(
    ("entry", "speaker"),
    [
        ({"ParticipantId": "77aa"}, CUSTOMER),
        ({"ParticipantId": "AGENT"}, AGENT),
        ({"ParticipantId": "x", "ParticipantRole": "CUSTOM_BOT"}, IVR),
        ({"ParticipantId": 7}, AGENT),
        ({"ParticipantId": "odd"}, UNKNOWN),
        ({"ParticipantId": "agent-smith"}, UNKNOWN),
        ({"ParticipantRole": ["AGENT"]}, UNKNOWN),
        ({}, UNKNOWN),
    ],
)
def test_a_role_is_that_of_the_participant_or_one_told_literally(
    entry: dict[str, Any], speaker: Speaker
) -> None:
    participants = [
        {"ParticipantId": "77aa", "ParticipantRole": "CUSTOMER"},
        {"ParticipantId": "7", "ParticipantRole": "AGENT"},
        {"ParticipantId": "odd", "ParticipantRole": {}},
        "AGENT",
    ]

    found = reading(read, transcript(entry, Participants=participants))

    assert said(found) == [(speaker, "Hi.")]


def test_settings_say_what_a_supervisor_is() -> None:
    body = transcript({"ParticipantRole": "SUPERVISOR"}, {"ParticipantRole": "AGENT"})

    found = reading(read, body, {"SUPERVISOR": AGENT, "AGENT": UNKNOWN})

    assert said(found) == [(AGENT, "Hi."), (UNKNOWN, "Hi.")]


def test_a_job_that_skipped_the_transcript_has_no_turns() -> None:
    details = {
        "SkippedAnalysis": [{"Feature": "TRANSCRIPTION", "ReasonCode": "INSUFFICIENT_CONVERSATION_CONTENT"}]
    }

    assert reading(read, {"JobStatus": "COMPLETED", "JobDetails": details}).turns == ()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ([], "body: not an object"),
        ({}, "/Transcript: missing"),
        ({"JobDetails": {"SkippedAnalysis": []}}, "/Transcript: missing"),
        ({"JobDetails": {"SkippedAnalysis": {}}}, "/JobDetails/SkippedAnalysis: not a list"),
        ({"Transcript": {"0": "Hi."}}, "/Transcript: not a list"),
        ({"Transcript": [], "Participants": 2}, "/Participants: not a list"),
        (
            {"Transcript": [{}, {"Content": "a\0b"}]},
            "/Transcript/1/Content: has a character that cannot be stored",
        ),
    ],
)
def test_a_refusal_names_the_place(body: object, reason: str) -> None:
    assert reason_of(read, body) == reason
