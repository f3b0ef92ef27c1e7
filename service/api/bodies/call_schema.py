"""The shape of a posted call, for the OpenAPI document: our own JSON as `connectors.telephony.generic` reads it.

Described and not enforced here: that reader is lenient where a sender may add or leave out.
"""

from typing import Any

from connectors.contracts import MAX_ID
from connectors.telephony.generic_call import MAX_NAME, MAX_NOTES, MAX_OTHER_IDS, MAX_PHONE
from connectors.telephony.generic_transcript import MAX_REVISION
from connectors.transcripts.formats import FORMATS
from connectors.transcripts.turns import MAX_TURN_CHARS, MAX_TURNS

# No control characters.
_LINE = r"^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$"


def _line(most: int) -> dict[str, Any]:
    return {"type": ["string", "null"], "maxLength": most, "pattern": _LINE}


def _object(properties: dict[str, Any], *required: str, nullable: bool = True) -> dict[str, Any]:
    kind: Any = ["object", "null"] if nullable else "object"
    return {"type": kind, "properties": properties, **({"required": list(required)} if required else {})}


_TIME = {
    "type": ["string", "null"],
    # RFC 3339, and what senders make of it: seconds left out, a blank, an offset without its colon.
    "pattern": r"^([0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?([Zz]|[+-][0-9]{2}:?[0-9]{2}))?$",
    "description": "RFC 3339, between 2000 and 2100",
}
_ID = {"type": "string", "minLength": 1, "maxLength": MAX_ID, "pattern": r"^[\x21-\x7e]+$"}
_FLAG = {"type": ["boolean", "null"]}
_OFFSET = {"type": ["number", "null"], "description": "milliseconds from the call's start"}
_NOTES = {"type": ["string", "null"], "maxLength": MAX_NOTES, "pattern": r"^[^\u0000]*$"}
_PERIOD = {"started_at": _TIME, "ended_at": _TIME}

_CALL = _object(
    {
        "external_id": _ID,
        "other_ids": {
            "type": ["array", "null"],
            "items": _ID,
            "maxItems": MAX_OTHER_IDS,
            "description": "further ids of the same call, of its legs and predecessors",
        },
        "leg": _object(
            {
                "id": _line(MAX_ID),
                "kind": {
                    "type": ["string", "null"],
                    "description": "agent, bot, ivr; any other is unknown, and who spoke tells",
                },
                "previous_id": _line(MAX_ID),
            }
        ),
        "direction": {"type": ["string", "null"]},
        **_PERIOD,
        "language": {"type": ["string", "null"], "description": "a BCP 47 tag"},
        "queue": _line(MAX_NAME),
        "customer": _object({"phone": _line(MAX_PHONE), "crm_id": _line(MAX_ID), "name": _line(MAX_NAME)}),
        "agent": _object({"id": _line(MAX_ID), "name": _line(MAX_NAME)}),
        "after_call_work": _object(_PERIOD),
        "hint": _object({"code": _line(MAX_NAME), "notes": _NOTES}),
    },
    "external_id",
    nullable=False,
)
_TURN = _object(
    {
        "speaker": {"description": "agent, customer, ivr; any other is unknown"},
        "text": {
            "type": "string",
            "pattern": r"^[^\u0000]*$",
            "description": f"at most {MAX_TURN_CHARS} characters",
        },
        "start_ms": _OFFSET,
        "end_ms": _OFFSET,
    },
    "text",
    nullable=False,
)
_TURNS = {"type": ["array", "null"], "items": _TURN, "description": f"at most {MAX_TURNS}"}
_TRANSCRIPT = _object(
    {
        "turns": _TURNS,
        "format": {
            "type": ["string", "null"],
            "enum": [*FORMATS, None],
            "description": "of the content; may be left out where the content shows it",
        },
        "content": {
            "description": "instead of turns, a transcript in that format: JSON as it is, any other as a text"
        },
        "revision": {
            "type": ["integer", "null"],
            "minimum": 0,
            "maximum": MAX_REVISION,
            "description": "of several transcripts of a leg the highest stands",
        },
        "final": {**_FLAG, "description": "false while the call runs; true if left out"},
        "awaited": {**_FLAG, "description": "the transcript will come by itself"},
    }
)

OWN: dict[str, Any] = {
    "title": "PostedCall",
    **_object({"call": _CALL, "transcript": _TRANSCRIPT}, "call", nullable=False),
}
VCON: dict[str, Any] = {
    "title": "vCon",
    "type": "object",
    "required": ["vcon"],
    "properties": {"vcon": {"type": "string"}},
}
SCHEMA: dict[str, Any] = {"anyOf": [OWN, VCON]}
