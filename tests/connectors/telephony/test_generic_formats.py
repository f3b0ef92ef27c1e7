"""The generic source: transcripts in a format of their own, within the body or at an address, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from connectors.contracts import Fetches, ParsedCall, Reference, Speaker, Unreadable
from connectors.errors import ConnectorError, Permanent, Transient
from connectors.telephony.generic import Generic, body_of, connect, read_call
from tests.connectors.transport.fetching import target

DATA = Path(__file__).resolve().parents[2] / "data" / "transcripts"
VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Agent>Hello.\n\n00:03.000 --> 00:04.000\n<v Caller>Hi."
ADDRESS = "https://files.fernhill.example/t/1.vtt?key=1"
CHANNELS = {"roles": {"1": "customer", "2": "agent"}}


def sentences() -> Any:
    return json.loads((DATA / "twilio-sentences.json").read_bytes())


def parsed(
    settings: dict[str, Any], /, *, call: dict[str, Any] | None = None, **transcript: Any
) -> ParsedCall:
    (found,) = connect(settings).parse(body(call, **transcript))
    return found


def body(call: dict[str, Any] | None = None, **transcript: Any) -> bytes:
    return json.dumps({"call": {"external_id": "c-1"} | (call or {}), "transcript": transcript}).encode()


def reason_of(settings: dict[str, Any], **transcript: Any) -> str:
    with pytest.raises(Unreadable) as refused:
        parsed(settings, **transcript)
    return refused.value.reason


def said(call: ParsedCall) -> list[tuple[str, str]]:
    return [(turn.speaker.value, turn.text) for turn in call.turns]


def test_captions_within_the_body_are_read() -> None:
    call = parsed({}, format="vtt", content=VTT)

    assert said(call) == [("agent", "Hello."), ("customer", "Hi.")]
    assert call.turns[1].start_ms == 3_000


def test_a_vendors_json_within_the_body_is_read_with_the_roles_of_the_settings() -> None:
    unknown = parsed({}, format="twilio_sentences", content=sentences())
    known = parsed(CHANNELS, format="twilio_sentences", content=sentences())

    assert {turn.speaker for turn in unknown.turns} == {Speaker.UNKNOWN}
    assert {turn.speaker for turn in known.turns} == {Speaker.AGENT, Speaker.CUSTOMER}


def test_a_format_that_shows_by_itself_need_not_be_named_and_json_may_come_as_a_text() -> None:
    named = parsed({}, format="twilio_sentences", content=sentences())

    assert parsed({}, content=sentences()) == named
    assert parsed({}, content=json.dumps(sentences())) == named
    assert said(parsed({}, content=VTT))


def test_what_the_sender_says_goes_before_what_the_transcript_says_of_itself() -> None:
    content = json.loads((DATA / "genesys.json").read_bytes())
    alone = parsed({}, content=content)

    told = parsed(
        {},
        call={"language": "cy", "started_at": "2026-01-05T09:00:00Z", "leg": {"id": "l"}},
        content=content,
        revision=7,
    )

    assert alone.language is not None
    assert alone.started_at is not None
    assert (told.language, told.revision, told.leg.id) == ("cy", 7, "l")
    assert told.started_at != alone.started_at
    assert said(told) == said(alone)


def test_an_end_before_the_transcripts_own_start_tells_no_duration() -> None:
    content = json.loads((DATA / "genesys.json").read_bytes())

    call = parsed({}, call={"ended_at": "2001-01-01T00:00:00Z"}, content=content)

    assert call.ended_at is None
    assert connect({}).parse(body_of(call)) == (call,)


def test_turns_go_before_content_and_content_before_an_address() -> None:
    all_three = parsed({}, turns=[{"text": "Mine."}], content=VTT, url=ADDRESS)
    without_turns = parsed({}, turns=[], content=VTT, url=ADDRESS)

    assert said(all_three) == [("unknown", "Mine.")]
    assert len(without_turns.turns) == 2


@pytest.mark.parametrize(
    ("transcript", "reason"),
    [
        ({"format": "wav", "content": "x"}, "/transcript/format: none of vtt, srt, text,"),
        ({"format": 7}, "/transcript/format: not a text"),
        ({"content": "Hello."}, "/transcript/format: missing, and the content does not show it by itself"),
        ({"content": {"a": 1}}, "/transcript/format: missing, and the content does not show it by itself"),
        ({"format": "vtt", "content": "a\x00"}, "/transcript/content: has a character that cannot be stored"),
        (
            {"format": "vtt", "content": "\ud800"},
            "/transcript/content: has a character that cannot be stored",
        ),
        ({"format": "vtt", "content": "nothing"}, "/transcript/content: "),
        ({"format": "deepgram", "content": {"results": 7}}, "/transcript/content/results"),
        ({"format": "deepgram", "content": "{"}, "/transcript/content: not JSON at line 1 column 2"),
    ],
)
def test_a_content_that_cannot_be_read_is_named_by_its_place(transcript: dict[str, Any], reason: str) -> None:
    assert reason_of({}, **transcript).startswith(reason)


def test_an_address_on_a_host_of_the_settings_is_a_reference_and_is_written_back() -> None:
    settings = {"hosts": ["files.fernhill.example"]}

    plain = parsed(settings, url=f" {ADDRESS} ")
    named = parsed(settings, url=ADDRESS, format="text")

    assert plain.reference == Reference(kind="url", url=ADDRESS)
    assert named.reference == Reference(kind="url", url=ADDRESS, more={"format": "text"})
    assert connect(settings).parse(body_of(named)) == (named,)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        (7, "not a text"),
        ("", "not an address to fetch from"),
        ("ftp://files.fernhill.example/1", "not an address to fetch from"),
        ("https://user@files.fernhill.example/1", "not an address to fetch from"),
        ("https://files.fernhill.example:8443/1", "its host is none of the source's hosts"),
        ("https://elsewhere.example/1", "its host is none of the source's hosts"),
        ("http://files.fernhill.example:443/1", "its host is none of the source's hosts"),
        ("http://files.fernhill.example/1", "not https"),
    ],
)
def test_any_other_address_is_refused_with_its_place(url: object, reason: str) -> None:
    assert reason_of({"hosts": ["files.fernhill.example"]}, url=url) == f"/transcript/url: {reason}"


def test_a_source_without_hosts_takes_no_address_and_a_posted_call_none_at_all() -> None:
    assert reason_of({}, url=ADDRESS) == "/transcript/url: its host is none of the source's hosts"
    with pytest.raises(Unreadable, match="/transcript/url: not taken here; send the transcript itself"):
        read_call(body(url=ADDRESS))


def test_hosts_that_are_addresses_are_refused_without_naming_them() -> None:
    for key in ("hosts", "private_hosts"):
        with pytest.raises(ValidationError, match="give hosts alone"):
            connect({key: ["https://files.fernhill.example/t"]})


def answer(text: bytes, status: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(text), text)


def fetched(content: bytes, status: bytes = b"200 OK", **transcript: Any) -> ParsedCall:
    """The call after its transcript was fetched from a server within our own network."""
    with target(answer(content, status)) as (port, requests):
        source = connect({"private_hosts": [f"127.0.0.1:{port}"], **CHANNELS})
        (call,) = source.parse(body(url=f"http://127.0.0.1:{port}/t/1?key=a", **transcript))
        assert isinstance(source, Fetches)
        (found,) = source.fetch(call, deadline_ms=10_000)
    assert requests[0].startswith("GET /t/1?key=a HTTP/1.1")
    return found


def test_a_fetched_transcript_is_read_by_its_content_with_the_sources_roles() -> None:
    call = fetched(json.dumps(sentences()).encode(), awaited=True, revision=4)

    assert {turn.speaker for turn in call.turns} == {Speaker.AGENT, Speaker.CUSTOMER}
    assert (call.external_id, call.reference, call.awaits_transcript, call.revision) == (
        "c-1",
        None,
        False,
        4,
    )


def test_a_fetched_text_is_read_where_the_sender_names_its_format() -> None:
    assert said(fetched(b"Agent: Hello.", format="text")) == [("agent", "Hello.")]
    with pytest.raises(Unreadable, match="name it in /transcript/format"):
        fetched(b"Agent: Hello.")


def test_a_transcript_that_is_not_there_yet_is_asked_for_again() -> None:
    with pytest.raises(Transient, match="not_ready"):
        fetched(b"", b"404 Not Found")


def test_nothing_is_fetched_from_a_host_that_the_settings_no_longer_name() -> None:
    call = parsed({"hosts": ["files.fernhill.example"]}, url=ADDRESS)

    with pytest.raises(Permanent, match="foreign_host"):
        connect({}).fetch(call, deadline_ms=1_000)


def test_a_reference_of_another_adapter_is_not_followed() -> None:
    for reference in (None, Reference(kind="recording", url=ADDRESS)):
        call = ParsedCall(external_id="c-1", reference=reference)

        with pytest.raises(ConnectorError, match="bad_reference"):
            Generic().fetch(call, deadline_ms=1_000)
