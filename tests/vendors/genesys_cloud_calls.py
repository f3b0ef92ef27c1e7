"""A call as Genesys Cloud shows it everywhere: a menu, then Ava, who hands it to Ben; every name is made up."""

from datetime import UTC, datetime, timedelta
from typing import Any

BEGAN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
CALL, CUSTOMER, MENU, AVA, BEN = "conv-1", "c-customer", "c-menu", "c-ava", "c-ben"
PHONE = "+12025550123"


def at(seconds: float) -> datetime:
    return BEGAN + timedelta(seconds=seconds)


def iso(seconds: float) -> str:
    return f"{at(seconds):%Y-%m-%dT%H:%M:%S.}{at(seconds).microsecond // 1000:03d}Z"


def epoch_ms(seconds: float) -> int:
    return round(at(seconds).timestamp() * 1000)


def participant(purpose: str, call: str, begin: float, end: float, **more: Any) -> dict[str, Any]:
    """One participant of the conversations API."""
    return {
        "id": f"p-{call}",
        "purpose": purpose,
        "startTime": iso(begin),
        "connectedTime": iso(begin),
        "endTime": iso(end),
        "calls": [
            {
                "id": call,
                "state": "terminated",
                "direction": "inbound",
                "connectedTime": iso(begin),
                "disconnectedTime": iso(end),
                **({} if purpose == "customer" else {"peerId": CUSTOMER}),
            }
        ],
        **more,
    }


def agent(call: str, begin: float, end: float, user: str, name: str, **more: Any) -> dict[str, Any]:
    queue = {"queueId": "q-1", "queueName": "Billing"}
    return participant("agent", call, begin, end, userId=user, name=name, **(queue | more))


def conversation() -> dict[str, Any]:
    """Out of order on purpose."""
    return {
        "id": CALL,
        "startTime": iso(0),
        "participants": [
            agent(BEN, 125, 200, "u-ben", "Ben Ortiz"),
            participant("customer", CUSTOMER, 0, 200, address=f"tel:{PHONE}", name="Washington DC"),
            participant("acd", "c-queue", 20, 30, queueId="q-1", queueName="Billing"),
            agent(AVA, 30, 120, "u-ava", "Ava Thornton", startAcwTime=iso(120), endAcwTime=iso(150)),
            participant("ivr", MENU, 0, 20, name="Main menu"),
        ],
    }


def phrase(second: float, purpose: str, text: str) -> dict[str, Any]:
    return {
        "participantPurpose": purpose,
        "text": text,
        "startTimeMs": epoch_ms(second),
        "duration": {"milliseconds": 1500},
    }


def transcript(communication: str = CUSTOMER) -> dict[str, Any]:
    """The customer's file, which holds the menu and both agents."""
    return {
        "conversationId": CALL,
        "communicationId": communication,
        "conversationStartTime": epoch_ms(0),
        "transcripts": [
            {
                "transcriptId": "t-1",
                "language": "en-us",
                "phrases": [
                    phrase(2, "internal", "press one for billing"),
                    phrase(5, "external", "one"),
                    phrase(31, "internal", "this is ava"),
                    phrase(36, "external", "i was charged twice"),
                    phrase(122, "external", "hello"),
                    phrase(126, "internal", "ben here"),
                    phrase(130, "external", "i want it back"),
                ],
            }
        ],
        "participants": [
            {"participantPurpose": "ivr", "flowId": "f-1", **_span(0, 20)},
            {"participantPurpose": "customer", "ani": f"tel:{PHONE}", **_span(0, 200)},
            {"participantPurpose": "agent", "userId": "u-ava", **_span(30, 120)},
            {"participantPurpose": "agent", "userId": "u-ben", **_span(125, 200)},
        ],
    }


def _span(begin: float, end: float) -> dict[str, int]:
    return {"startTimeMs": epoch_ms(begin), "endTimeMs": epoch_ms(end)}


def listed(call_id: str, begin: float, *participants: dict[str, Any], ended: bool = True) -> dict[str, Any]:
    """One conversation of the analytics API."""
    return {
        "conversationId": call_id,
        "conversationStart": iso(begin),
        "originatingDirection": "inbound",
        "participants": [
            {"purpose": "customer", "sessions": [session("x-customer", ani=f"tel:{PHONE}")]},
            *participants,
        ],
        **({"conversationEnd": iso(begin + 300)} if ended else {}),
    }


def session(session_id: str, *segments: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"sessionId": session_id, "mediaType": "voice", "segments": list(segments), **more}


def segment(kind: str, begin: float, end: float, **more: Any) -> dict[str, Any]:
    return {"segmentType": kind, "segmentStart": iso(begin), "segmentEnd": iso(end), **more}
