"""Whatever AWS, or somebody with the secret, sends ends as reports or is refused as unreadable."""

import json
from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.contracts import Unreadable
from connectors.telephony.amazon_connect_files import place_of
from tests.connectors.telephony.amazon_connect_bodies import (
    ARN,
    BUCKET,
    FIRST,
    ORIGINAL,
    contact,
    event,
    notified,
    source,
    stored,
    told_by_sns,
)

SOURCE = source(job_prefixes=["jobs/"])
# The machine that runs this may be busy; time is not what is tested.
relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

WORDS = [
    "COMPLETED",
    "VOICE",
    ORIGINAL,
    BUCKET,
    f"{ARN}/contact/{FIRST}",
    "2026-01-05T09:00:00Z",
    "s3://a/b",
    "[",
    "",
]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text("aA:/\x00\u2028\ud800\u00e9%+", max_size=6)
    | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
BODIES: list[dict[str, Any]] = [
    contact("COMPLETED", agentInfo={"agentArn": ARN}, queueInfo={"queueArn": ARN}),
    stored(ORIGINAL),
    notified(ORIGINAL),
    told_by_sns(notified(ORIGINAL)),
    told_by_sns("", "SubscriptionConfirmation"),
    event("Contact Lens Post Call Rules Matched", {"contactArn": f"{ARN}/contact/{FIRST}"}),
    event("Call Analytics Job State Change", {"JobName": FIRST, "JobStatus": "COMPLETED"}, "aws.transcribe"),
    event(
        "Call Analytics Post Call Job State Change",
        {"StreamingSessionId": "s", "Transcript": {"TranscriptFileUri": f"s3://{BUCKET}/a.json"}},
        "aws.transcribe",
    ),
]


def readable_or_refused(body: bytes) -> None:
    with suppress(Unreadable):
        SOURCE.parse(body)


def paths(value: object, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where every value in a body stands, the whole one left out."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path for key, inner in items for path in [(*before, key), *paths(inner, (*before, key))]]


@st.composite
def spoiled(draw: st.DrawFn) -> bytes:
    """A body with a few of its values replaced by others."""
    body: Any = json.loads(json.dumps(draw(st.sampled_from(BODIES))))
    for path in draw(st.lists(st.sampled_from(paths(body)), min_size=1, max_size=3)):
        holder = body
        with suppress(KeyError, IndexError, TypeError):
            for key in path[:-1]:
                holder = holder[key]
            holder[path[-1]] = draw(VALUES)
    return json.dumps(body).encode()


@relaxed
@given(spoiled())
def test_spoiled_events_end_as_reports_or_unreadable(body: bytes) -> None:
    readable_or_refused(body)


@relaxed
@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "replace")))
def test_whatever_bytes_come_end_as_reports_or_unreadable(body: bytes) -> None:
    readable_or_refused(body)


@relaxed
@given(
    st.text(max_size=40)
    | st.text(max_size=20).map(lambda rest: f"https://s3.eu-central-1.amazonaws.com/{rest}")
)
def test_any_text_is_a_place_in_s3_or_none(uri: str) -> None:
    place = place_of(uri)

    assert place is None or all(place)
