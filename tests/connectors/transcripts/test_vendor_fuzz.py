"""Whatever a vendor's transcript is altered into, it ends in turns or in a refusal."""

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.contracts import Unreadable
from connectors.transcripts import contact_lens, contact_lens_live, dialpad, genesys, ringsense, transcribe
from connectors.transcripts import twilio_sentences as twilio
from tests.connectors.transcripts.samples import AGENT, CUSTOMER, sample

ROLES = {"spk_0": AGENT, "ch_1": CUSTOMER, "1": AGENT, "AGENT": AGENT, "internal": AGENT, "user_id": CUSTOMER}
LIVE = {
    "ContactId": "c",
    "EventType": "SEGMENTS",
    "Segments": [
        {"Utterance": {"Id": "u", "TranscriptId": "t", "ParticipantRole": "AGENT", "PartialContent": "Hi"}},
        {"Transcript": {"Id": "t", "ParticipantRole": "AGENT", "Content": "Hi.", "BeginOffsetMillis": 5}},
    ],
}
CASES: dict[str, tuple[Callable[..., object], Any]] = {
    "contact_lens": (contact_lens.read, sample("contact-lens.json")),
    "contact_lens_live": (contact_lens_live.segments, LIVE),
    "call_analytics": (transcribe.read, sample("call-analytics.json")),
    "transcribe_speakers": (transcribe.read, sample("transcribe-speakers.json")),
    "transcribe_channels": (transcribe.read, sample("transcribe-channels.json")),
    "genesys": (genesys.read, sample("genesys.json")),
    "twilio_sentences": (twilio.read, sample("twilio-sentences.json")),
    "ringsense": (ringsense.read, sample("ringsense.json")),
    "dialpad": (dialpad.read, sample("dialpad.json")),
}
NUMBERS = [
    10**99,
    -(10**99),
    -1,
    0.5,
    1e308,
    -1e308,
    5e-324,
    1_795_165_200_000,
    4_102_444_800_000,
    4_133_980_799_999,
]
TEXTS = [
    "",
    "9" * 30,
    "1e999",
    "-1",
    "٣",
    "9999-12-31T23:59:59-14:00",
    "2100-12-31T23:59:59.999Z",
    "a\x00",
    "\ud800",
]
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from([*NUMBERS, *TEXTS]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield from places(value[key], (*path, key))


def altered(value: Any, path: tuple[Any, ...], odd: object) -> Any:
    """The value with something else at one place; as it was where an earlier change took the place away."""
    if not path:
        return odd
    holder = value
    for key in path[:-1]:
        if not isinstance(holder, dict | list):
            return value
        with suppress(KeyError, IndexError, TypeError):
            holder = holder[key]
    with suppress(KeyError, IndexError, TypeError):
        holder[path[-1]] = odd
    return value


@pytest.mark.parametrize("name", sorted(CASES))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_altered_ends_as_turns_or_unreadable(name: str, data: st.DataObject) -> None:
    read, value = CASES[name]
    changes = st.lists(st.tuples(st.sampled_from(list(places(value))), ODD), min_size=1, max_size=4)
    value = copy.deepcopy(value)

    for path, odd in data.draw(changes):
        value = altered(value, path, odd)

    with suppress(Unreadable):
        assert read(json.dumps(value).encode(), ROLES)


@pytest.mark.parametrize("name", sorted(CASES))
@settings(deadline=None)
@given(data=st.binary())
def test_whatever_bytes_come_end_as_turns_or_unreadable(name: str, data: bytes) -> None:
    with suppress(Unreadable):
        CASES[name][0](data, ROLES)
