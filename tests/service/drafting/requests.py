"""Requests to a model as the tests read them, and a profile in which every kind of setting stands once."""

import json
import re
from typing import Any

from service.domain.profile import Profile

SMALL = Profile.model_validate(
    {
        "name": "small",
        "sections": [
            {"id": "outcome", "title": "Outcome", "covers": ["whether it is solved", "what was agreed"]},
            {"id": "notes", "title": "Notes", "max_sentences": 1},
        ],
        "dispositions": [
            {"code": "billing", "label": "Billing", "selectable": False},
            {
                "code": "refund",
                "label": "Refund",
                "parent": "billing",
                "when": "Money back.",
                "examples": ["i want my money back", "refund me", "a third one"],
                "unlike": ["you charged me twice"],
            },
            {"code": "partial", "label": "Partial refund", "parent": "refund"},
            {"code": "other", "label": "Other"},
        ],
        "fields": [
            {
                "name": "granted",
                "title": "Granted",
                "type": "number",
                "said_by": "agent",
                "required": True,
                "instruction": "What was granted.",
                "examples": ["24.50"],
            },
            {"name": "at", "title": "At", "type": "time"},
        ],
        "never_automate": [{"topic": "fraud", "title": "Fraud", "examples": ["somebody used my card"]}],
        "prompts": {
            "system": "{{language}}\n{{sections}}\n{{dispositions}}\n{{fields}}\n{{topics}}",
            "user": "{{call_date}}, {{agent_name}}",
        },
    }
)


def turns_in(content: str) -> list[dict[str, Any]]:
    found = re.search(r"<<<TRANSCRIPT (\w+)\n(.*)\nTRANSCRIPT \1>>>$", content, re.DOTALL)
    assert found is not None
    turns: list[dict[str, Any]] = json.loads(found.group(2))
    return turns
