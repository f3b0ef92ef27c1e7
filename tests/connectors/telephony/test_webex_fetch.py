"""Webex's transcripts: which file of a task is taken, whose legs it tells, and when there is none yet."""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.contracts import Customer, Fetches, ParsedCall, Reference, Speaker, Telephony, Unreadable
from connectors.errors import Auth, ConnectorError, Permanent, Transient
from connectors.telephony.webex import connect
from tests.vendors.webex import ORG, StubWebex, running_webex

DEADLINE_MS = 10_000
TASK = "8e18afdf-db79-449b-b4f5-ee4f14d9f45e"
CALL = ParsedCall(
    external_id=TASK,
    direction="inbound",
    queue="orders",
    customer=Customer(phone="+12025550107"),
    reference=Reference(kind="captures", id=TASK),
)


def message(second: int, party: int, text: str) -> dict[str, Any]:
    start = f"2026-01-05T09:00:{second:02}.000Z"
    return {"type": "text", "start": start, "parties": [party], "mediatype": "text/plain", "body": text}


VCON = {
    "uuid": "0192f0c1-7a00-8c3e-9d51-2f6a1b0c4d5e",
    "created_at": "2026-01-05T09:10:00Z",
    "parties": [
        {"role": "user", "tel": "+1202****107"},
        {"role": "ai_agent", "name": "Fern"},
        {"role": "human_agent", "uuid": "agent-1", "name": "Ava Thornton"},
    ],
    "dialog": [
        message(0, 1, "How can I help?"),
        message(5, 0, "My trimmer."),
        message(9, 2, "Ava speaking."),
    ],
}
LEGACY = {
    "responseContents": [
        {
            "recognitionResult": {
                "role": "AGENT",
                "alternatives": [
                    {
                        "transcript": "Ava speaking.",
                        "words": [
                            {"word": "Ava", "start_time": {"seconds": "2", "nanos": 500_000_000}},
                            {"word": "speaking.", "end_time": {"seconds": 4}},
                        ],
                    }
                ],
            }
        },
        {"recognitionResult": {"role": "CALLER", "alternatives": [{"words": [{"word": "Hi."}]}, {}]}},
        {"recognitionResult": {}},
    ]
}


@pytest.fixture
def webex() -> Iterator[StubWebex]:
    with running_webex() as stub:
        yield stub


def fetched(webex: StubWebex, **settings: Any) -> tuple[ParsedCall, ...]:
    return connect(webex.settings | settings).fetch(CALL, deadline_ms=DEADLINE_MS)


def test_the_adapter_fetches() -> None:
    source: Telephony = connect({})

    assert isinstance(source, Fetches)


def test_a_task_leads_to_its_vcon(webex: StubWebex) -> None:
    webex.add(TASK, "realtimeVoiceTranscript.json", VCON, source="realtime-voice", languageCode="en-US")

    (call,) = fetched(webex)

    assert [(turn.speaker, turn.start_ms) for turn in call.turns] == [
        (Speaker.IVR, 0),
        (Speaker.CUSTOMER, 5000),
        (Speaker.AGENT, 9000),
    ]
    assert call.external_id == TASK
    assert call.other_ids == ("0192f0c1-7a00-8c3e-9d51-2f6a1b0c4d5e",)
    assert (call.direction, call.queue, call.language) == ("inbound", "orders", "en-US")
    assert call.customer.phone == "+12025550107"
    assert call.agent.id == "agent-1"
    assert call.reference is None
    assert webex.queries == [{"orgId": ORG, "taskIds": [TASK], "urlExpiration": 10}]


def test_the_token_is_asked_for_once_and_never_sent_to_the_files(webex: StubWebex) -> None:
    webex.add(TASK, "a.json", VCON, source="realtime-voice")
    source = connect(webex.settings)

    source.fetch(CALL, deadline_ms=DEADLINE_MS)
    source.fetch(CALL, deadline_ms=DEADLINE_MS)

    assert webex.tokens == ["token-1"]
    assert webex.fetched == [("/files/a.json", None)] * 2


def test_each_agents_leg_is_a_report_of_the_same_task(webex: StubWebex) -> None:
    parties = [*VCON["parties"], {"role": "human_agent", "uuid": "agent-2"}]
    dialogs = [*VCON["dialog"], message(30, 3, "Ben here.")]
    webex.add(TASK, "a.json", VCON | {"parties": parties, "dialog": dialogs}, source="realtime-voice")

    calls = fetched(webex)

    assert [(call.external_id, call.leg.kind) for call in calls] == [
        (TASK, "bot"),
        (TASK, "agent"),
        (TASK, "agent"),
    ]
    assert [call.agent.id for call in calls[1:]] == ["agent-1", "agent-2"]


def test_the_older_results_are_read_too(webex: StubWebex) -> None:
    webex.add(TASK, "voiceTranscript.json", LEGACY, Source="recording", languageCode="en-US")

    (call,) = fetched(webex)

    assert [(turn.speaker, turn.text, turn.start_ms, turn.end_ms) for turn in call.turns] == [
        (Speaker.AGENT, "Ava speaking.", 2500, 4000),
        (Speaker.CUSTOMER, "Hi.", None, None),
    ]
    assert (call.external_id, call.queue, call.language) == (TASK, "orders", "en-US")
    assert call.reference is None


def test_the_preferred_source_comes_first_and_the_next_where_that_cannot_be_read(webex: StubWebex) -> None:
    webex.add(TASK, "chat.json", b"{", source="chat")
    webex.add(TASK, "recorded.json", LEGACY, source="recording")
    webex.add(TASK, "live.json", VCON, source="Realtime-Voice")

    assert fetched(webex)[0].language is None
    assert [path for path, _ in webex.fetched] == ["/files/live.json"]
    assert len(fetched(webex, sources=["recording"])[0].turns) == 2

    webex.files["/files/live.json"] = b'{"neither": 1}'
    assert len(fetched(webex)[0].turns) == 2


def test_a_vcon_without_words_is_a_call_without_a_transcript(webex: StubWebex) -> None:
    webex.add(TASK, "a.json", VCON | {"dialog": [{"type": "recording"}]}, source="recording")

    (call,) = fetched(webex)

    assert call.turns == ()


def test_a_file_that_cannot_be_read_says_where(webex: StubWebex) -> None:
    webex.add(TASK, "a.json", VCON | {"dialog": {}}, source="recording")
    webex.add(TASK, "b.json", b"{", source="recording")

    with pytest.raises(Unreadable, match="/dialog: not a list"):
        fetched(webex)


@pytest.mark.parametrize("source", [None, "chat", "email"])
def test_without_a_voice_transcript_it_is_not_ready(webex: StubWebex, source: str | None) -> None:
    if source:
        webex.add(TASK, "a.json", VCON, source=source)
    webex.add("another-task", "b.json", VCON, source="recording")

    with pytest.raises(Transient, match="not_ready"):
        fetched(webex)


def test_a_refused_token_is_asked_for_anew(webex: StubWebex) -> None:
    webex.add(TASK, "a.json", VCON, source="recording")
    source = connect(webex.settings)
    source.fetch(CALL, deadline_ms=DEADLINE_MS)
    webex.tokens[:] = ["expired"]

    source.fetch(CALL, deadline_ms=DEADLINE_MS)

    assert webex.tokens == ["expired", "token-2"]


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"refresh_token": "wrong"}, Auth("bad_credentials")),
        ({"private_transcript_hosts": ["files.example.com"]}, Permanent("foreign_host")),
        ({"org_id": "another"}, Permanent("http_400")),
    ],
    ids=["token", "host", "organisation"],
)
def test_what_webex_or_the_guard_refuses_is_told(
    webex: StubWebex, settings: dict[str, Any], error: ConnectorError
) -> None:
    webex.add(TASK, "a.json", VCON, source="recording")

    with pytest.raises(type(error), match=error.code):
        fetched(webex, **settings)


def test_without_a_token_nothing_is_fetched() -> None:
    with pytest.raises(Auth, match="no_credentials"):
        connect({}).fetch(CALL, deadline_ms=DEADLINE_MS)


def test_a_call_without_a_reference_is_not_fetched(webex: StubWebex) -> None:
    with pytest.raises(Permanent, match="no_reference"):
        connect(webex.settings).fetch(ParsedCall(external_id=TASK), deadline_ms=DEADLINE_MS)
