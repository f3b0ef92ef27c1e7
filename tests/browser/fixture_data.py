"""Wrap-ups and a transcript for the page under test, of a shop that does not exist."""

import uuid
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

TURNS = [
    ("agent", "Thank you for calling Fernhill Garden Tools, you are speaking with Mara."),
    ("customer", "Hi, it's Ada Winter. My hedge trimmer was due last Thursday and it never came."),
    ("agent", "I'm sorry about that. Can I take the order number, please?"),
    ("customer", "Sure, it's F H four four one two."),
    ("agent", "Thanks. I can see it left the depot on Wednesday and then nothing since."),
    ("customer", "That's the second time, honestly. I want this noted as a complaint."),
    ("agent", "I understand, and I have noted it. I'll send a new one today, by express, free of charge."),
    ("customer", "And when will it be here?"),
    ("agent", "By Tuesday at the latest. I'll call you on Tuesday afternoon to check that it has come."),
    ("customer", "All right. If it doesn't come I'd like my money back."),
    ("agent", "Of course. Is there anything else I can do for you?"),
    ("customer", "No, that's all. Thank you, Mara."),
]

PROFILE: Json = {
    "name": "default",
    "version": 3,
    "content": {
        "sections": [{"id": "reason", "title": "Reason for the call"}, {"id": "outcome", "title": "Outcome"}],
        "dispositions": [
            {"code": "delivery_late", "label": "Delivery late or lost"},
            {"code": "complaint", "label": "Complaint"},
            {"code": "refund", "label": "Refund asked for"},
            {"code": "advice", "label": "Product advice"},
            {"code": "warranty", "label": "Warranty claim"},
        ],
        "fields": [
            {"name": "order_number", "title": "Order number"},
            {"name": "resolution", "title": "Resolution", "choices": ["Replacement", "Refund", "Advice"]},
            {"name": "callback_phone", "title": "Call back on"},
        ],
    },
}


def _evidence(turn: int, quote: str) -> list[Json]:
    return [{"turn": turn, "quote": quote}]


def _sentence(number: int, text: str, evidence: list[Json], support: str = "grounded") -> Json:
    return {"id": f"s{number}", "text": text, "target": "t1", "evidence": evidence, "support": support}


def _summary() -> list[Json]:
    late = _evidence(1, "My hedge trimmer was due last Thursday and it never came.")
    reason = [
        _sentence(1, "A hedge trimmer due last Thursday did not arrive.", late),
        _sentence(
            2,
            "This is the second late delivery; the customer wants it noted as a complaint.",
            _evidence(5, "That's the second time, honestly. I want this noted as a complaint."),
        ),
    ]
    outcome = [
        _sentence(
            3,
            "A new one is sent by express today, free of charge.",
            _evidence(6, "I'll send a new one today, by express, free of charge"),
        ),
        _sentence(
            4, "The customer may ask for a refund.", _evidence(9, "I'd like my money back"), support="weak"
        ),
        _sentence(5, "The depot was informed.", [], support="unsupported"),
    ]
    return [
        {"id": "sec1", "section": "reason", "title": "Reason for the call", "sentences": reason},
        {"id": "sec2", "section": "outcome", "title": "Outcome", "sentences": outcome},
    ]


def _field(number: int, name: str, value: str, evidence: list[Json], crm: str) -> Json:
    where = {"object": "Task", "field": crm}
    fixed = {"target": "t1", "confidence": 0.9, "support": "grounded", "crm": where}
    return {"id": f"f{number}", "name": name, "value": value, "evidence": evidence, **fixed}


def content() -> Json:
    """A full draft, with one statement of each degree of support."""
    promise = "I'll call you on Tuesday afternoon to check that it has come"
    return {
        "summary": _summary(),
        "dispositions": [
            {
                "id": "d1",
                "code": "delivery_late",
                "label": "Delivery late or lost",
                "confidence": 0.86,
                "evidence": _evidence(4, "it left the depot on Wednesday and then nothing since"),
            }
        ],
        "disposition_alternatives": [
            {"code": "complaint", "label": "Complaint", "confidence": 0.09},
            {"code": "refund", "label": "Refund asked for", "confidence": 0.03},
        ],
        "fields": [
            _field(1, "order_number", "FH4412", _evidence(3, "F H four four one two"), "Order_Number__c"),
            _field(
                2, "resolution", "Replacement", _evidence(6, "I'll send a new one today"), "Resolution__c"
            ),
        ],
        "commitments": [
            {
                "id": "c1",
                "who": "agent",
                "what": "Call Ada Winter to check that the new trimmer has come",
                "due": "2026-11-24",
                "target": "t1",
                "evidence": _evidence(8, promise),
                "support": "grounded",
            }
        ],
    }


def empty_content() -> Json:
    return {
        "summary": [],
        "dispositions": [],
        "disposition_alternatives": [],
        "fields": [],
        "commitments": [],
    }


def record(number: int, name: str, detail: str) -> Json:
    return {
        "object": "Contact",
        "id": f"00300000000000{number}AAA",
        "name": name,
        "detail": detail,
        "url": "",
    }


ADA = {**record(1, "Ada Winter", "Leeds"), "url": "https://fernhill.example/003000000000001AAA"}
CANDIDATES = [
    record(2, "Ada Winter", "Leeds, +44 1632 960123"),
    record(3, "Ben Winter", "Leeds, +44 1632 960123"),
]


def target(match: str = "matched", reason: str = "phone") -> Json:
    plan = [
        {"action": "create", "object": "Task", "label": "Call: Delivery late or lost"},
        {"action": "create", "object": "Task", "label": "Call Ada Winter, due 24 November"},
    ]
    return {
        "id": "t1",
        "match": match,
        "reason": reason,
        "record": dict(ADA) if match == "matched" else None,
        "candidates": deepcopy(CANDIDATES) if match == "ambiguous" else [],
        "context": {"open_cases": [], "recent_wrapups": []},
        "plan": plan,
        "write": {"state": "none", "records": [], "issues": []},
    }


def wrapup(**changes: Any) -> Json:
    """A wrap-up that is ready to be confirmed, but for `changes`."""
    draft = {
        "number": 2,
        "kind": "llm",
        "status": "ready",
        "reason": None,
        "profile": "default@3",
        "model": "example",
        "timings_ms": {},
        "tokens": {},
    }
    whole: Json = {
        "id": str(uuid.uuid4()),
        "call_id": str(uuid.uuid4()),
        "version": 1,
        "agent_id": "mara",
        "queue": "Deliveries",
        "language": "en",
        "state": "ready",
        "reviewed_by": "none",
        "undo_until": None,
        "draft": draft,
        "offered": None,
        "content": content(),
        "flags": [],
        "targets": [target()],
        "edited": [],
        "created_at": datetime.now(UTC).isoformat(),
    }
    draft.update(changes.pop("draft", {}))
    return {**whole, **changes}
