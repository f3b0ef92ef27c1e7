"""Parts of a running call as the API takes them, in either shape, and what it answers."""

from typing import Any

from pydantic import ConfigDict

from connectors.contracts import ParsedCall, Unreadable
from connectors.telephony import generic_call
from connectors.telephony.fields import Fields
from connectors.transcripts import segments
from connectors.transcripts.segments import MAX_SEGMENTS, Heard
from service.api.bodies.call_schema import OWN
from service.api.bodies.examples import CALL_ID
from service.domain.errors import FieldProblem, Invalid
from service.domain.live import Ignored, Post, PostReceipt
from service.domain.values import Value

PLACEHOLDER = "-"
"""Stands for the call's id where the body tells none: the address does."""

EXAMPLE: dict[str, Any] = {
    "segments": [
        {
            "id": "s-17",
            "speaker": "customer",
            "start_ms": 61_000,
            "end_ms": 63_400,
            "text": "My hedge trimmer never came.",
            "final": True,
        }
    ],
    "ended": False,
}
RECEIPT: dict[str, Any] = {
    "call_id": CALL_ID,
    "taken": 1,
    "partial": 0,
    "repeated": 0,
    "ended": False,
    "ignored": None,
}

_OFFSET = {"type": ["number", "null"], "description": "milliseconds from the call's start"}
_SEGMENT = {
    "type": "object",
    "required": ["id", "text"],
    "properties": {
        "id": {"type": ["string", "integer"], "description": "at most 200 characters"},
        "speaker": {"description": "agent, customer, ivr; any other is unknown"},
        "start_ms": _OFFSET,
        "end_ms": _OFFSET,
        "text": {"type": "string", "pattern": r"^[^\u0000]*$"},
        "final": {"type": ["boolean", "null"], "description": "true where it is left out"},
    },
}
_CALL: dict[str, Any] = OWN["properties"]["call"]["properties"]
OWN_CALL: dict[str, Any] = {
    "properties": _CALL | {"external_id": _CALL["external_id"] | {"type": ["string", "null"]}}
}
SCHEMA: dict[str, Any] = {
    "anyOf": [
        {
            "title": "Segments",
            "type": "object",
            "properties": {
                "call": OWN_CALL | {"type": ["object", "null"]},
                "segments": {
                    "type": ["array", "null"],
                    "items": _SEGMENT,
                    "description": f"at most {MAX_SEGMENTS}",
                },
                "ended": {"type": ["boolean", "null"]},
            },
        },
        {
            "title": "ContactLensSegments",
            "type": "object",
            "required": ["ContactId", "EventType"],
            "properties": {
                "ContactId": {"type": "string"},
                "EventType": {"enum": ["STARTED", "SEGMENTS", "COMPLETED", "FAILED"]},
            },
        },
    ]
}


class PostedBody(Value):
    """`taken` turns are stored; `partial` were not final, `repeated` known. `ignored` says why the rest was not.

    With `ended` no more of this call is taken.
    """

    model_config = ConfigDict(title="Posted", json_schema_extra={"examples": [RECEIPT]})

    call_id: str
    taken: int
    partial: int
    repeated: int
    ended: bool
    ignored: Ignored | None

    @classmethod
    def of(cls, receipt: PostReceipt) -> "PostedBody":
        return cls(**dict(receipt))


def post_of(body: bytes) -> Post:
    """Raises `Invalid`, with the place that is wrong."""
    try:
        heard = segments.read(body)
        return _contact_lens(heard) if heard.contact_id else _own(heard)
    except Unreadable as unreadable:
        raise Invalid(problem_of(unreadable.reason)) from None


def problem_of(reason: str) -> FieldProblem:
    """A parser's "place: what", in which a place within the body is a JSON pointer."""
    place, _, detail = reason.partition(": ")
    if place.startswith("/") and detail:
        return FieldProblem(pointer=place, detail=detail)
    return FieldProblem(pointer="", detail=reason)


def _contact_lens(heard: Heard) -> Post:
    """Its contact is a leg, as it is to the file that comes after the call."""
    contact = heard.contact_id
    facts = ParsedCall(external_id=contact, language=heard.language)
    return Post(segments=heard.segments, ended=heard.ended, named=contact, leg=contact, facts=facts)


def _own(heard: Heard) -> Post:
    if heard.facts is None:
        return Post(segments=heard.segments, ended=heard.ended)
    named = heard.facts.get("external_id")
    told = {**heard.facts, "external_id": PLACEHOLDER if named is None else named}
    facts = generic_call.read(Fields(told, "/call"))
    return Post(
        segments=heard.segments,
        ended=heard.ended,
        named="" if named is None else facts.external_id,
        leg=facts.leg.id,
        facts=facts,
    )
