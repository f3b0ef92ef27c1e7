"""Values that Genesys Cloud writes alike in events, conversations and analytics."""

import re
from typing import Any

from connectors.contracts import CodeHint, LegKind, Reference
from connectors.errors import Transient
from connectors.transcripts.decoding import UNSTORABLE, lenient_line
from connectors.transcripts.lenient import Object, text_of

TRANSCRIPT = "transcript"
COMMUNICATION = "communication"
# A person's part of a conversation: from a queue, or called directly.
PEOPLE = frozenset({"agent", "user"})
CUSTOMERS = ("customer", "external")
NOTES = 20_000
CODE = 200
NAME = 200

_SCHEME = re.compile(r"(?:tel|sips?):", re.IGNORECASE)
_PHONE = re.compile(r"\+?[0-9]{3,20}", re.ASCII)


def kind_of(purpose: str) -> LegKind | None:
    """Who takes a participant's part; None for customers, queues and whatever else is no leg."""
    if purpose in PEOPLE:
        return LegKind.AGENT
    if "bot" in purpose:
        return LegKind.BOT
    return LegKind.IVR if purpose in {"ivr", "voicemail"} else None


def phone_of(address: object) -> str | None:
    """The number in `tel:+1…` or `sip:+1…@host`; a SIP user that is no number is none."""
    line = _SCHEME.sub("", lenient_line(address, NAME) or "", count=1)
    number = re.split(r"[@;]", line, maxsplit=1)[0]
    return number if _PHONE.fullmatch(number) else None


def hint_of(code: object, notes: object) -> CodeHint:
    text = UNSTORABLE.sub("", text_of(notes)).strip()
    return CodeHint(code=lenient_line(code, CODE) or "", notes=text[:NOTES])


def reference_to(conversation_id: str, communication_id: str) -> Reference:
    return Reference(kind=TRANSCRIPT, id=conversation_id, more={COMMUNICATION: communication_id})


def members(holder: Object, key: str) -> list[Object]:
    """The objects of a list in an answer of the API; whatever else stands there is left out."""
    values = holder.get(key)
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def answer_of(value: Any) -> Object:
    """The object that an answer must be."""
    if not isinstance(value, dict):
        raise Transient("unexpected_answer")
    return value
