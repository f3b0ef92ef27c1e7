"""Answers of a model, written by hand: complete and empty at first, then given what a test is about."""

import json
from typing import Any

from service.domain.profile import Profile


def quote(turn: int, words: str) -> dict[str, Any]:
    return {"turn": turn, "quote": words}


def statement(text: str, *quotes: dict[str, Any]) -> dict[str, Any]:
    return {"text": text, "evidence": list(quotes)}


def empty(profile: Profile) -> dict[str, Any]:
    """The smallest valid answer."""
    return {
        "summary": {spec.id: [] for spec in profile.sections},
        "dispositions": [{"code": "none", "confidence": 50, "evidence": []}],
        "alternatives": [],
        "fields": {spec.name: None for spec in profile.fields},
        "commitments": [],
        "never_automate": [],
    }


def answer(profile: Profile, **parts: Any) -> str:
    """The smallest valid answer with these parts put in; `summary` and `fields` are merged by key."""
    made = empty(profile)
    for name, part in parts.items():
        made[name] = made[name] | part if isinstance(part, dict) else part
    return json.dumps(made)
