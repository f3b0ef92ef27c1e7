"""Dialpad's events and transcripts in the shapes that it documents, with invented people."""

from typing import Any

AGENT = {
    "id": 5001,
    "type": "user",
    "name": "Ava Thornton",
    "email": "ava@example.com",
    "phone": "+12025550110",
}
QUEUE = {"id": 7001, "type": "callcenter", "name": "Deliveries", "phone": "+12025550100"}
CONTACT = {"id": "c-9", "type": "local", "name": "Amara Okafor", "phone": "+12025550171", "email": ""}
# 2026-01-05T08:00:00Z and after.
RANG, CONNECTED, ENDED = 1_767_600_000_000, 1_767_600_012_000, 1_767_600_300_000


def leg(**changes: Any) -> dict[str, Any]:
    """The call of the person who took one that came to a queue."""
    return {
        "call_id": 4_503_599_627_370_001,
        "master_call_id": None,
        "entry_point_call_id": 4_503_599_627_370_000,
        "operator_call_id": 4_503_599_627_370_001,
        "state": "hangup",
        "direction": "inbound",
        "external_number": "+12025550171",
        "internal_number": "+12025550110",
        "date_started": RANG,
        "date_connected": CONNECTED,
        "date_ended": ENDED,
        "duration": 288_000.0,
        "event_timestamp": ENDED + 500,
        "is_transferred": False,
        "target": AGENT,
        "contact": CONTACT,
        "entry_point_target": QUEUE,
    } | changes


def entry(**changes: Any) -> dict[str, Any]:
    """The queue's own call."""
    return leg(call_id=4_503_599_627_370_000, entry_point_call_id=None, target=QUEUE) | changes


def line(second: int, text: str, **who: Any) -> dict[str, Any]:
    return {
        "content": text,
        "name": "",
        "time": f"2026-01-05T08:00:{second:02}.250000",
        "type": "transcript",
    } | who


TRANSCRIPT = {
    "call_id": "4503599627370001",
    "lines": [
        line(14, "Where is my hedge trimmer?", contact_id="c-9"),
        line(12, "Fernhill Garden Tools, Ava speaking.", user_id="5001"),
        line(15, "price_inquiry", user_id="5001") | {"type": "moment"},
    ],
}
