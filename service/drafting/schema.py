"""The strict JSON schema of a model's answer, made from the profile: its sections, codes, fields, topics.

Strict means what every provider's strict mode takes: all properties required, no others, enums for what
must be chosen, bounded arrays. Lengths of texts are not expressible there and are checked when reading.
"""

from typing import Any

from service.domain.content import NONE_OF_THESE
from service.domain.profile import FieldSpec, Profile

MOST_QUOTES = 3
MOST_DISPOSITIONS = 4
MOST_ALTERNATIVES = 3
MOST_COMMITMENTS = 8

_TEXT = {"type": "string"}
_EVIDENCE = {
    "type": "array",
    "maxItems": MOST_QUOTES,
    "items": {
        "type": "object",
        "properties": {"turn": {"type": "integer"}, "quote": _TEXT},
        "required": ["turn", "quote"],
        "additionalProperties": False,
    },
}


def answer_schema(profile: Profile) -> dict[str, Any]:
    codes = _enum(*(spec.code for spec in profile.dispositions), NONE_OF_THESE)
    confidence = {"type": "integer", "minimum": 0, "maximum": 100}
    properties = {
        "summary": _object(
            {
                spec.id: _array(_object({"text": _TEXT, "evidence": _EVIDENCE}), spec.max_sentences)
                for spec in profile.sections
            }
        ),
        "dispositions": _array(
            _object({"code": codes, "confidence": confidence, "evidence": _EVIDENCE}), MOST_DISPOSITIONS
        )
        | {"minItems": 1},
        "alternatives": _array(_object({"code": codes, "confidence": confidence}), MOST_ALTERNATIVES),
        "fields": _object({spec.name: _optional(_field(spec)) for spec in profile.fields}),
        "commitments": _array(_commitment(), MOST_COMMITMENTS),
        "never_automate": _topics(profile),
    }
    return _object(properties)


def _field(spec: FieldSpec) -> dict[str, Any]:
    value = _enum(*spec.choices) if spec.type == "choice" and spec.choices else _TEXT
    return _object({"value": value, "evidence": _EVIDENCE})


def _commitment() -> dict[str, Any]:
    return _object(
        {
            "who": _enum("agent", "customer", "company"),
            "what": _TEXT,
            "due": _optional(_TEXT),
            "evidence": _EVIDENCE,
        }
    )


def _topics(profile: Profile) -> dict[str, Any]:
    """An enum may not be empty, so a profile without topics bounds the list to nothing instead."""
    topics = [topic.topic for topic in profile.never_automate]
    topic = _enum(*topics) if topics else _TEXT
    return _array(_object({"topic": topic, "evidence": _EVIDENCE}), len(topics))


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _array(items: dict[str, Any], most: int) -> dict[str, Any]:
    return {"type": "array", "maxItems": most, "items": items}


def _enum(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


def _optional(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}
