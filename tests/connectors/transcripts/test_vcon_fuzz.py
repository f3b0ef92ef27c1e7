"""Whatever a vCon holds, it ends in calls or in a refusal, and in good time."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.contracts import ParsedCall, Speaker, Unreadable
from connectors.transcripts.vcon import legs, parse

KEYS = st.sampled_from(
    [
        "type",
        "body",
        "encoding",
        "start",
        "duration",
        "parties",
        "originator",
        "dialog",
        "text",
        "speaker",
        "end",
        "url",
        "results",
        "channels",
        "alternatives",
        "paragraphs",
        "segments",
        "role",
        "name",
        "tel",
        "meta",
        "mediatype",
        "transferor",
        "transfer_target",
        "consultation",
        "skill",
        "interaction_id",
        "interaction_type",
        "speakers",
        "label",
        "transcript",
        "language",
    ]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.floats()
    | st.text("a:A \n\x00\u2028", max_size=6)
    | st.sampled_from(
        [
            "text",
            "transcript",
            "transfer",
            "bot",
            "json",
            "base64url",
            "2026-01-05T09:00:00Z",
            "agent",
            "e30",
            "[{}]",
        ]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=10,
)
PARTS = st.lists(st.dictionaries(KEYS, VALUES, max_size=6), max_size=3) | VALUES


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.fixed_dictionaries(
        {"vcon": st.just("0.0.1")},
        optional={"parties": PARTS, "dialog": PARTS, "analysis": PARTS, "amended": VALUES, "meta": VALUES},
    )
)
def test_whatever_comes_ends_as_a_call_or_unreadable(vcon: dict[str, Any]) -> None:
    data = json.dumps(vcon).encode()

    with suppress(Unreadable):
        assert isinstance(parse(data), ParsedCall)
    with suppress(Unreadable):
        found = legs(data, {"a": Speaker.AGENT})
        assert len({call.leg.id for call in found}) == len(found) > 0


def test_as_many_legs_as_a_body_can_hold_are_refused() -> None:
    count = 60_000
    parties = [{"role": "agent"}] * count
    dialogs = [{"type": "text", "parties": [index], "body": "Hi."} for index in range(count)]
    data = json.dumps({"vcon": "", "parties": parties, "dialog": dialogs}).encode()

    with pytest.raises(Unreadable, match="/dialog: more than 50 legs"):
        legs(data)
