"""Whatever comes from Zoom, or claims to, ends as reports or turns, or as a refusal that names a place."""

import json
from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.contracts import Speaker, Unreadable
from connectors.telephony.zoom import connect
from connectors.telephony.zoom_events import READERS
from connectors.telephony.zoom_timeline import read_file

SOURCE = connect({"internal_calls": True, "meetings": True})

# The machine that runs this may be busy; time is not what is tested.
relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

WORDS = st.text("aA+:0\x00\x1f\u2028\ud800\u00e9", max_size=6) | st.sampled_from(
    ["inbound", "user", "callQueue", "Call connected", "answered", "+12025550101", "2026-01-05T09:00:00Z"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
KEYS = ["id", "call_id", "caller", "callee", "owner", "user_id", "extension_number", "extension_type", "name"]
KEYS += [
    "direction",
    "date_time",
    "answer_start_time",
    "answer_time",
    "result",
    "result_reason",
    "connect_type",
]
KEYS += [
    "engagement_id",
    "channel",
    "uuid",
    "host_id",
    "caller_number",
    "caller_number_type",
    "callee_ext_type",
]
ITEM = st.dictionaries(st.sampled_from(KEYS), JSON | st.dictionaries(st.sampled_from(KEYS), JSON)).map(
    lambda item: {"id": "r", "call_id": "c", "engagement_id": "e", "uuid": "u"} | item
)
OBJECTS = ITEM | st.fixed_dictionaries(
    {},
    optional={key: JSON | st.lists(ITEM, max_size=3) for key in ("recordings", "call_elements", "call_logs")},
)
SEGMENT = st.dictionaries(st.sampled_from(["text", "ts", "end_ts", "users", "userId", "channelMark"]), JSON)


@relaxed
@given(st.sampled_from(sorted(READERS)), OBJECTS | JSON)
def test_whatever_event_comes_ends_as_calls_or_unreadable(name: str, content: Any) -> None:
    body = json.dumps({"event": name, "payload": {"object": content}}).encode()

    with suppress(Unreadable):
        assert all(call.external_id for call in SOURCE.parse(body))


@relaxed
@given(st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_whatever_bytes_come_end_as_calls_or_unreadable(body: bytes) -> None:
    with suppress(Unreadable):
        SOURCE.parse(body)


@relaxed
@given(st.binary() | (JSON | st.lists(SEGMENT)).map(lambda value: json.dumps({"timeline": value}).encode()))
def test_whatever_transcript_comes_ends_as_turns_or_unreadable(data: bytes) -> None:
    with suppress(Unreadable):
        assert all(turn.text for turn in read_file(data, {"1": Speaker.AGENT}, Speaker.CUSTOMER).turns)
