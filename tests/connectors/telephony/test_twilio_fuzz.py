"""Whatever comes from Twilio, or claims to, ends as reports or as a refusal that names a place."""

import json
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.contracts import Unreadable
from connectors.telephony.twilio import connect

SOURCE = connect({"agent_parameter": "WorkerSid", "transcripts": "by_recording"})

# The machine that runs this may be busy; time is not what is tested.
relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

TIMES = ["Mon, 05 Jan 2026 09:03:04 +0000", "Mon, 99 Jan 99999 09:03:04 -9999", "2026-01-05T09:00:00Z"]
WORDS = st.text("aA+:0\x00\x1f\u2028\u00e9", max_size=8) | st.sampled_from(
    ["completed", "inbound", "outbound-dial", "client:ava", "CA" + "1" * 32, "1e999", "-1", *TIMES]
)
FIELDS = ["CallSid", "CallStatus", "Direction", "From", "To", "ParentCallSid", "CallDuration", "Timestamp"]
FIELDS += ["RecordingSid", "RecordingStatus", "RecordingDuration", "ConferenceSid", "WorkerSid"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
KEYS = ["transcript_sid", "customer_key", "event_type", "conversationId", "operatorResults"]
RESULT = st.dictionaries(st.sampled_from(["referenceIds", "executionDetails", "operator"]), JSON)


def readable_or_refused(body: bytes) -> None:
    with suppress(Unreadable):
        assert all(call.external_id for call in SOURCE.parse(body))


@relaxed
@given(st.lists(st.tuples(st.sampled_from(FIELDS), WORDS), max_size=12))
def test_whatever_form_comes_ends_as_calls_or_unreadable(fields: list[tuple[str, str]]) -> None:
    readable_or_refused(urlencode([("CallStatus", "completed"), *fields]).encode())


@relaxed
@given(st.dictionaries(st.sampled_from(KEYS), JSON | st.lists(RESULT, max_size=3)))
def test_whatever_json_comes_ends_as_calls_or_unreadable(event: dict[str, Any]) -> None:
    readable_or_refused(json.dumps(event).encode())


@relaxed
@given(st.binary() | st.binary().map(lambda data: b"{" + data))
def test_whatever_bytes_come_end_as_calls_or_unreadable(body: bytes) -> None:
    readable_or_refused(body)
