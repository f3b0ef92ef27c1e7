"""Whatever is sent to the generic source ends as calls that can be written and read again, or is refused."""

import json
from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.contracts import Telephony, Unreadable
from connectors.telephony.generic import body_of, connect
from connectors.transcripts.formats import FORMATS

SOURCE: Telephony = connect({"hosts": ["files.example"], "roles": {"1": "agent", "A": "customer"}})
KEYS = [
    "external_id",
    "direction",
    "started_at",
    "ended_at",
    "language",
    "queue",
    "customer",
    "agent",
    "after_call_work",
    "id",
    "crm_id",
    "name",
    "phone",
    "other_ids",
    "leg",
    "kind",
    "previous_id",
    "hint",
    "code",
    "notes",
]

# The machine that runs this may be busy; time is not what is tested.
relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text("aA :\x00\x1f\u2028\ud800\u00e9", max_size=6)
    | st.sampled_from(["2026-01-05T09:00:00Z", "agent", "9999-12-31T23:59:59-14:00"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=8,
)
# Of formats that tell language and times of the call themselves.
CONTENTS = [
    "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Agent>Hi.",
    "Agent: Hi.\nCaller: Ho.",
    {
        "conversationId": "c",
        "transcripts": [
            {
                "language": "en-us",
                "phrases": [
                    {"text": "Hi.", "startTimeMs": 1_767_603_600_000, "participantPurpose": "external"}
                ],
            }
        ],
    },
    {"task": "transcribe", "language": "english", "text": "Hi.", "segments": [{"text": "Hi.", "start": 1}]},
    {"vcon": "0.3.0", "dialog": [{"type": "text", "start": "2026-01-05T09:00:00Z", "body": "Hi."}]},
]
CALL_KEYS = st.sampled_from(KEYS)
BODIES = st.fixed_dictionaries(
    {
        "call": st.dictionaries(CALL_KEYS, JSON | st.dictionaries(CALL_KEYS, JSON)).map(
            lambda call: {"external_id": "c"} | call
        )
    },
    optional={
        "transcript": JSON
        | st.fixed_dictionaries(
            {
                "turns": st.lists(
                    st.dictionaries(st.sampled_from(["text", "speaker", "start_ms", "end_ms"]), JSON)
                )
            }
        )
        | st.fixed_dictionaries(
            {},
            optional={
                "format": JSON | st.sampled_from(sorted(FORMATS)),
                "content": JSON | st.sampled_from(CONTENTS),
                "url": JSON | st.sampled_from(["https://files.example/1", "https://files.example:1/"]),
                "revision": JSON | st.integers(-1, 10**16),
                "final": JSON,
                "awaited": JSON,
            },
        )
    },
)


def readable_or_refused(body: bytes) -> None:
    with suppress(Unreadable):
        for call in SOURCE.parse(body):
            assert SOURCE.parse(body_of(call)) == (call,)


@relaxed
@given(BODIES)
def test_whatever_json_comes_ends_as_calls_or_unreadable(body: dict[str, Any]) -> None:
    readable_or_refused(json.dumps(body).encode())


@relaxed
@given(st.binary() | st.text().map(str.encode))
def test_whatever_bytes_come_end_as_calls_or_unreadable(body: bytes) -> None:
    readable_or_refused(body)
