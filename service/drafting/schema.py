"""The strict JSON schema of a model's answer, made from the profile: its sections, codes, fields, topics.

Strict means what strict modes take: all properties required, no others, enums for what must be chosen.
Everything has an end: texts a length, arrays a number of items, numbers a range. A small model that has lost
its way would otherwise go on until its answer is cut off and worth nothing. Where a provider refuses
such bounds the connector takes them out; the reader checks them whatever was asked for.
"""

from typing import Any

from service.domain.content import NONE_OF_THESE
from service.domain.profile import FieldSpec, Profile

MOST_QUOTES = 3
MOST_DISPOSITIONS = 4
MOST_ALTERNATIVES = 3
MOST_COMMITMENTS = 8
LAST_TURN = 9_999

# Characters. llama.cpp refuses a repetition of 2,000 and more (https://github.com/ggml-org/llama.cpp/issues/27087).
LONGEST_SENTENCE = 320
LONGEST_QUOTE = 200
LONGEST_PROMISE = 200
LONGEST_VALUE = 120
LONGEST_LABEL = 60
LONGEST_DAY = 40


def answer_schema(profile: Profile) -> dict[str, Any]:
    """Where a call may be split, the accounts come first: what follows says under which of them it belongs."""
    most = profile.model.most_accounts
    codes = _enum(*(spec.code for spec in profile.codes), NONE_OF_THESE)
    confidence = _integer(100)
    properties = {
        "summary": _object(
            {spec.id: _array(_statement(most), spec.max_sentences) for spec in profile.sections}
        ),
        "dispositions": _array(
            _object({"code": codes, "confidence": confidence, "evidence": _evidence()}), MOST_DISPOSITIONS
        )
        | {"minItems": 1},
        "alternatives": _array(_object({"code": codes, "confidence": confidence}), MOST_ALTERNATIVES),
        "fields": _object({spec.name: _values(spec, most) for spec in profile.fields}),
        "commitments": _array(_commitment(most), MOST_COMMITMENTS),
        "never_automate": _topics(profile),
    }
    return _object(_accounts(most) | properties)


def _accounts(most: int) -> dict[str, Any]:
    if most == 1:
        return {}
    account = _object({"label": _text(LONGEST_LABEL), "evidence": _evidence()})
    return {"accounts": _array(account, most)}


def _under(most: int) -> dict[str, Any]:
    """Which of the accounts something belongs to, counted from 1; 1 as well where none are named."""
    return {"account": {"type": "integer", "minimum": 1, "maximum": most}} if most > 1 else {}


def _statement(most: int) -> dict[str, Any]:
    return _object({"text": _text(LONGEST_SENTENCE), **_under(most), "evidence": _evidence()})


def _evidence() -> dict[str, Any]:
    return _array(_object({"turn": _integer(LAST_TURN), "quote": _text(LONGEST_QUOTE)}), MOST_QUOTES)


def _values(spec: FieldSpec, most: int) -> dict[str, Any]:
    """A value for each account, or the one there is, or null."""
    value = _enum(*spec.choices) if spec.type == "choice" and spec.choices else _text(LONGEST_VALUE)
    one = _object({"value": value, **_under(most), "evidence": _evidence()})
    return _optional(one) if most == 1 else _array(one, most)


def _commitment(most: int) -> dict[str, Any]:
    return _object(
        {
            "who": _enum("agent", "customer", "company"),
            "what": _text(LONGEST_PROMISE),
            "due": _optional(_text(LONGEST_DAY)),
            **_under(most),
            "evidence": _evidence(),
        }
    )


def _topics(profile: Profile) -> dict[str, Any]:
    """An enum may not be empty, so a profile without topics bounds the list to nothing instead."""
    topics = [topic.topic for topic in profile.never_automate]
    topic = _enum(*topics) if topics else _text(LONGEST_VALUE)
    return _array(_object({"topic": topic, "evidence": _evidence()}), len(topics))


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _array(items: dict[str, Any], most: int) -> dict[str, Any]:
    return {"type": "array", "maxItems": most, "items": items}


def _text(longest: int) -> dict[str, Any]:
    return {"type": "string", "maxLength": longest}


def _integer(most: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": 0, "maximum": most}


def _enum(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


def _optional(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}
