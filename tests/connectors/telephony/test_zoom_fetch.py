"""Zoom's API and file store through a stand-in on loopback: both formats, redirects, what is missing, lists."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.contracts import CallAgent, Fetches, Lists, ParsedCall, Reference, Speaker, Unreadable
from connectors.errors import Auth, ConnectorError, Permanent, Transient
from connectors.telephony.zoom import Zoom, connect
from tests.vendors.zoom import ACCOUNT, CLIENT, SECRET, StubZoom, running_zoom

CUSTOMER = "+12025550101"
VTT = b"WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nAva Thornton: Hello.\n\n2\n00:00:02.500 --> 00:00:04.000\nAmara Okafor: Hi.\n"
MORE = {"name": "Ava Thornton", "user": "user-1", "extension": "1002"}


def segment(start: str, text: str, **who: Any) -> dict[str, Any]:
    return {"ts": start, "end_ts": start[:-3] + "900", "text": text, "users": []} | who


def timeline(*segments: dict[str, Any]) -> bytes:
    content = {
        "type": "zoom_transcript",
        "ver": 1,
        "recording_start": "2026-01-05T09:00:00Z",
        "timeline": segments,
    }
    return json.dumps(content).encode()


SPOKEN = timeline(
    segment("00:00:01.000", "Good morning.", userId="1002", channelMark="R"),
    segment("00:00:03.000", "My card was charged twice.", userId=CUSTOMER, channelMark="L"),
    segment(
        "00:00:05.000", "Both of us.", users=[{"username": "Ava Thornton"}, {"username": "Amara Okafor"}]
    ),
)


@pytest.fixture
def stub() -> Iterator[StubZoom]:
    with running_zoom() as stub:
        stub.files["rec1"] = SPOKEN
        yield stub


def source(stub: StubZoom, **more: Any) -> Zoom:
    who = {"account_id": ACCOUNT, "client_id": CLIENT, "client_secret": SECRET}
    where = {"api_base": stub.url, "oauth_base": stub.url, "downloads": {"private": [stub.host]}}
    return connect(who | where | more)


def fetched(stub: StubZoom, kind: str = "phone", sid: str = "rec1", **settings: Any) -> ParsedCall:
    more = {"recording": "cc-2"} if kind == "engagement" else MORE
    call = ParsedCall(
        external_id="7", reference=Reference(kind=kind, id=sid, more=more), awaits_transcript=True
    )
    (found,) = source(stub, **settings).fetch(call, deadline_ms=5_000)
    return found


def failure_of(stub: StubZoom, **asked: Any) -> tuple[type[ConnectorError], str]:
    with pytest.raises(ConnectorError) as failed:
        fetched(stub, **asked)
    return type(failed.value), failed.value.code


def speakers(call: ParsedCall) -> list[Speaker]:
    return [turn.speaker for turn in call.turns]


def test_the_recordings_own_agent_is_the_agent_and_nobody_else_is_guessed(stub: StubZoom) -> None:
    call = fetched(stub)

    assert speakers(call) == ["agent", "unknown", "unknown"]
    assert [(turn.text, turn.start_ms, turn.end_ms) for turn in call.turns[:2]] == [
        ("Good morning.", 1000, 1900),
        ("My card was charged twice.", 3000, 3900),
    ]
    assert (call.started_at, call.reference) == (datetime(2026, 1, 5, 9, 0, tzinfo=UTC), None)
    assert call.awaits_transcript is False


def test_settings_say_who_the_others_are_but_not_who_several_at_once_are(stub: StubZoom) -> None:
    assert speakers(fetched(stub, others="customer")) == ["agent", "customer", "unknown"]


@pytest.mark.parametrize("label", [CUSTOMER, "L"], ids=["extension", "channel"])
def test_settings_name_speakers_by_extension_or_channel(stub: StubZoom, label: str) -> None:
    assert speakers(fetched(stub, speakers={label: "customer"})) == ["agent", "customer", "unknown"]


def test_a_wrong_mapping_leaves_speakers_unknown(stub: StubZoom) -> None:
    stub.files["rec1"] = timeline(segment("00:00:01.000", "Hello.", channelMark="L"))

    assert speakers(fetched(stub, speakers={"R": "agent"}, others="customer")) == ["unknown"]


def test_captions_are_read_with_the_agents_name(stub: StubZoom) -> None:
    stub.files["rec1"] = VTT

    call = fetched(stub, speakers={"Amara Okafor": "customer"})

    assert [(turn.speaker, turn.text) for turn in call.turns] == [("agent", "Hello."), ("customer", "Hi.")]


def test_a_file_that_comes_without_a_redirect_is_read_as_well(stub: StubZoom) -> None:
    stub.direct = True

    assert len(fetched(stub).turns) == 3
    assert [asked.path for asked in stub.requests] == ["/v2/phone/recording_transcript/download/rec1"]


def test_our_token_goes_to_the_api_and_not_to_where_it_redirects(stub: StubZoom) -> None:
    fetched(stub)

    assert [(asked.path, asked.authorization) for asked in stub.requests] == [
        ("/v2/phone/recording_transcript/download/rec1", "Bearer token-1"),
        ("/files/rec1", ""),
    ]


@pytest.mark.parametrize(
    ("elsewhere", "code"),
    [
        ("https://elsewhere.example", "foreign_host"),
        ("http://169.254.169.254", "foreign_host"),
        ("ftp://files.example", "bad_url"),
    ],
)
def test_a_redirect_to_a_host_that_is_not_listed_is_not_followed(
    stub: StubZoom, elsewhere: str, code: str
) -> None:
    stub.elsewhere = elsewhere

    assert failure_of(stub) == (Permanent, code)


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        (404, (Transient, "not_ready")),
        (12002, (Transient, "not_ready")),
        (12003, (Transient, "server_error")),
        (12000, (Permanent, "no_transcript")),
        (12001, (Permanent, "no_transcript")),
        (300, (Permanent, "http_400")),
    ],
)
def test_zooms_own_reasons_say_whether_to_ask_again(
    stub: StubZoom, code: int, failure: tuple[type[ConnectorError], str]
) -> None:
    stub.refusals["rec1"] = code

    assert failure_of(stub) == failure


@pytest.mark.parametrize(("kind", "sid"), [("phone", "gone"), ("engagement", "gone"), ("meeting", "gone")])
def test_what_is_not_there_yet_is_not_ready(stub: StubZoom, kind: str, sid: str) -> None:
    assert failure_of(stub, kind=kind, sid=sid) == (Transient, "not_ready")


def test_an_engagements_transcript_is_found_by_its_recording(stub: StubZoom) -> None:
    stub.files |= {"one": timeline(segment("00:00:01.000", "Not this one.")), "two": SPOKEN}
    stub.engagements["e-1"] = [
        {"recording_id": "cc-1", "transcript_url": stub.file_url("one")},
        {"recording_id": "cc-2", "transcript_url": stub.file_url("two")},
    ]

    call = fetched(stub, kind="engagement", sid="e-1")

    assert call.turns[0].text == "Good morning."
    assert stub.requests[-1].authorization == "Bearer token-1"


def test_an_engagement_whose_transcript_has_no_address_yet_is_not_ready(stub: StubZoom) -> None:
    stub.engagements["e-1"] = [{"recording_id": "cc-2", "transcript_url": ""}]

    assert failure_of(stub, kind="engagement", sid="e-1") == (Transient, "not_ready")


def test_a_meetings_id_with_a_slash_is_encoded_twice(stub: StubZoom) -> None:
    stub.files["m"] = VTT
    stub.meetings["/a/b=="] = {"download_url": stub.file_url("m")}

    call = fetched(stub, kind="meeting", sid="/a/b==")

    assert len(call.turns) == 2
    assert stub.requests[0].path == "/v2/meetings/%252Fa%252Fb%253D%253D/transcript"


def test_an_expired_token_is_replaced_once_and_one_serves_many_calls(stub: StubZoom) -> None:
    zoom = source(stub)
    call = ParsedCall(external_id="7", reference=Reference(kind="phone", id="rec1"))
    zoom.fetch(call, deadline_ms=5_000)
    zoom.fetch(call, deadline_ms=5_000)
    assert stub.tokens == 1
    stub.tokens = 7  # what Zoom takes now is token-7, which nobody has

    zoom.fetch(call, deadline_ms=5_000)

    assert stub.tokens == 8


def test_wrong_credentials_and_none_at_all_are_for_a_person_to_mend(stub: StubZoom) -> None:
    call = ParsedCall(external_id="7", reference=Reference(kind="phone", id="rec1"))

    assert failure_of(stub, client_secret="other") == (Auth, "bad_credentials")
    with pytest.raises(Auth, match="no_credentials"):
        connect({}).fetch(call, deadline_ms=1_000)


@pytest.mark.parametrize(("kind", "sid"), [("phone", "../recordings"), ("engagement", ".."), ("other", "x")])
def test_an_id_that_could_lead_elsewhere_is_never_asked_for(stub: StubZoom, kind: str, sid: str) -> None:
    assert failure_of(stub, kind=kind, sid=sid)[0] is Permanent
    assert stub.requests == []


def test_a_file_of_another_format_is_unreadable(stub: StubZoom) -> None:
    stub.files["rec1"] = b"<html>Sign in</html>"

    with pytest.raises(Unreadable, match="line 1: no WEBVTT header"):
        fetched(stub)


def recording(sid: str, began: str, **more: Any) -> dict[str, Any]:
    owner = {"id": "user-1", "name": "Ava Thornton", "type": "user", "extension_number": 1002}
    told = {"id": sid, "call_id": f"call-{sid}", "date_time": began, "direction": "inbound", "owner": owner}
    return told | {"caller_number": CUSTOMER, "transcript_download_url": "https://elsewhere.example/x"} | more


def test_recordings_are_listed_oldest_first_over_months_and_pages(stub: StubZoom) -> None:
    stub.recordings = [
        recording("r3", "2026-01-05T10:00:00Z"),
        recording("r2", "2026-01-05T09:00:00Z"),
        recording("r1", "2026-01-05T08:00:00Z", transcript_download_url=""),
        recording("r5", "2026-03-05T08:00:00Z"),
        recording("r4", "2026-03-01T08:00:00Z", caller_number_type=1, callee_number_type=1),
    ]
    since, until = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)

    found = list(source(stub).calls(since, until, deadline_ms=5_000))

    assert [call.external_id for call in found] == ["call-r1", "call-r2", "call-r3", "call-r5"]
    assert [call.reference.id if call.reference else None for call in found] == [None, "r2", "r3", "r5"]
    assert found[0].agent == CallAgent(id="user-1", name="Ava Thornton")
    windows = {(asked.query["from"][:10], asked.query["to"][:10]) for asked in stub.requests}
    assert windows == {
        ("2026-01-01", "2026-01-29"),
        ("2026-01-29", "2026-02-26"),
        ("2026-02-26", "2026-03-26"),
        ("2026-03-26", "2026-04-01"),
    }


def test_the_adapter_fetches_and_lists() -> None:
    assert isinstance(connect({}), Fetches)
    assert isinstance(connect({}), Lists)
