"""Whatever Genesys Cloud's API answers is read as far as it goes: its oddities never become exceptions."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.contracts import ParsedCall
from connectors.errors import Permanent
from connectors.telephony import genesys_cloud_codes, genesys_cloud_list
from connectors.telephony.genesys_cloud_conversation import read
from connectors.telephony.genesys_cloud_settings import Settings
from tests.vendors.genesys_cloud_calls import AVA, conversation, iso

PLAIN = Settings()
ODD = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["agent", "customer", "voice", "interact", "wrapup", "tel:+1202", AVA, iso(3), iso(9)])
    | st.text(max_size=3)
)
CALL = st.dictionaries(
    st.sampled_from(["id", "peerId", "connectedTime", "disconnectedTime", "wrapup", "afterCallWork"]), ODD
)
SEGMENT = st.dictionaries(
    st.sampled_from(["segmentType", "segmentStart", "segmentEnd", "queueId", "wrapUpCode", "wrapUpNote"]), ODD
)
SESSION = st.dictionaries(st.sampled_from(["sessionId", "mediaType", "ani", "dnis"]), ODD)
PARTICIPANT = st.dictionaries(
    st.sampled_from(["id", "purpose", "name", "userId", "queueName", "address", "locale", "connectedTime"]),
    ODD,
)


@settings(deadline=None)
@given(st.lists(st.tuples(PARTICIPANT, st.lists(CALL, max_size=2) | ODD), max_size=4))
def test_whatever_a_conversation_holds_its_parts_are_in_order(told: list[tuple[dict[str, Any], Any]]) -> None:
    participants = [{"purpose": "agent"} | person | {"calls": calls} for person, calls in told]

    found = read(conversation() | {"participants": participants}, PLAIN)

    begun = [part.started_at for part in found.parts]
    assert begun == sorted(begun)
    assert all(found.previous(part) != part.id for part in found.parts)


@settings(deadline=None)
@given(PARTICIPANT, SESSION, st.lists(SEGMENT, max_size=3) | ODD)
def test_whatever_analytics_hold_their_legs_can_be_stored(
    person: dict[str, Any], session: dict[str, Any], segments: Any
) -> None:
    sessions = [{"sessionId": "c", "mediaType": "voice"} | session | {"segments": segments}]
    told = {"participants": [{"purpose": "agent"} | person | {"sessions": sessions}, 7]}

    for leg in genesys_cloud_list._legs("conv-1", told, PLAIN):
        assert ParsedCall.model_validate_json(leg.model_dump_json()) == leg


@settings(deadline=None)
@given(ODD | st.lists(PARTICIPANT | ODD, max_size=2))
def test_a_conversation_without_the_leg_is_never_coded(participants: Any) -> None:
    with pytest.raises(Permanent, match="unknown_leg"):
        genesys_cloud_codes._place({"participants": participants}, "nobody's")
