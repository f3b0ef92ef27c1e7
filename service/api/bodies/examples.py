"""Examples for the OpenAPI document, of a shop that does not exist."""

from typing import Any

CALL_ID = "0192f0c1-7a00-7c3e-9d51-2f6a1b0c4d5e"
WRAPUP_ID = "0192f0c1-7a01-7d11-8a3b-5c6d7e8f9a0b"
DELIVERY_ID = "0192f0c1-79ff-7b20-8c44-1a2b3c4d5e6f"

GENERIC_CALL: dict[str, Any] = {
    "call": {
        "external_id": "call-4711",
        "direction": "inbound",
        "started_at": "2026-11-20T09:15:00Z",
        "ended_at": "2026-11-20T09:19:30Z",
        "language": "en",
        "queue": "deliveries",
        "customer": {"phone": "+441632960123", "crm_id": None, "name": None},
        "agent": {"id": "agent-7", "name": "Mara"},
    },
    "transcript": {
        "turns": [
            {"speaker": "agent", "start_ms": 0, "end_ms": 2100, "text": "Fernhill Garden Tools, Mara here."},
            {"speaker": "customer", "start_ms": 2300, "end_ms": 5200, "text": "My hedge trimmer never came."},
            {
                "speaker": "agent",
                "start_ms": 5400,
                "end_ms": 9000,
                "text": "I will send a new one by Tuesday.",
            },
        ]
    },
}

RECEIPT: dict[str, Any] = {"delivery_id": DELIVERY_ID, "call_ids": [CALL_ID]}

CALL: dict[str, Any] = {
    "id": CALL_ID,
    "external_id": "call-4711",
    "source": "fernhill-phones",
    "direction": "inbound",
    "started_at": "2026-11-20T09:15:00Z",
    "ended_at": "2026-11-20T09:19:30Z",
    "received_at": "2026-11-20T09:19:32Z",
    "language": "en",
    "queue": "deliveries",
    "customer": {"phone": "+441632960123", "crm_id": None, "name": None},
    "legs": [],
    "turns": 3,
    "wrapup_ids": [WRAPUP_ID],
    "timings": {"accepted": "2026-11-20T09:19:32Z", "drafted": "2026-11-20T09:19:34Z"},
}

_LATE = [{"turn": 1, "quote": "My hedge trimmer never came."}]
_PROMISE = [{"turn": 2, "quote": "I will send a new one by Tuesday."}]

WRAPUP: dict[str, Any] = {
    "id": WRAPUP_ID,
    "call_id": CALL_ID,
    "version": 3,
    "agent_id": "mara",
    "queue": "deliveries",
    "language": "en",
    "state": "ready",
    "reviewed_by": "none",
    "undo_until": None,
    "draft": {
        "number": 2,
        "kind": "llm",
        "status": "ready",
        "reason": None,
        "profile": "default@3",
        "model": "example-model",
        "ranker": 4,
        "timings_ms": {"model": 900},
        "tokens": {"prompt": 800, "completion": 200},
    },
    "offered": None,
    "content": {
        "summary": [
            {
                "id": "reason",
                "section": "reason",
                "title": "Reason for the call",
                "sentences": [
                    {
                        "id": "s1",
                        "text": "The customer's hedge trimmer did not arrive.",
                        "target": "t1",
                        "evidence": _LATE,
                        "support": "grounded",
                    }
                ],
            }
        ],
        "dispositions": [
            {
                "id": "d1",
                "code": "delivery_late",
                "label": "Delivery late",
                "confidence": 0.93,
                "evidence": _LATE,
            }
        ],
        "disposition_alternatives": [{"code": "return", "label": "Return", "confidence": 0.04}],
        "fields": [],
        "commitments": [
            {
                "id": "c1",
                "who": "agent",
                "what": "Send a new hedge trimmer",
                "due": "2026-11-24",
                "target": "t1",
                "evidence": _PROMISE,
                "support": "grounded",
            }
        ],
    },
    "flags": [],
    "targets": [
        {
            "id": "t1",
            "match": "matched",
            "reason": "phone",
            "record": {"object": "Contact", "id": "003000000000001AAA", "name": "Ada Winter"},
            "candidates": [],
            "context": {"open_cases": [], "recent_wrapups": []},
            "plan": [],
            "write": {"state": "none", "records": [], "issues": []},
        }
    ],
    "edited": [],
    "blind": False,
    "audit": False,
}

EDIT: dict[str, Any] = {
    "content": {
        "commitments": [
            {"id": "c1", "who": "agent", "what": "Send a new hedge trimmer, express", "due": "2026-11-23"}
        ]
    }
}

CONFIRM: dict[str, Any] = {"draft": 2, "edits": {}, "timings_ms": {"open": 4200}, "undo_ms": None}
