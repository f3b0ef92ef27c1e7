"""A call of ours as a strict vCon 0.4.0, with the contact-centre and the transcription extension.

draft-ietf-vcon-vcon-core, draft-ietf-vcon-cc-extension, draft-howe-vcon-wtf-extension. What is not known is
left out: confidence of recognition never stands there, times only where the turns have them. A wrap-up's
dispositions are analysis; the core's `disposition` of a dialog says why a call could not be made.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from connectors.contracts import CallAgent, Customer, Direction, LegKind, Speaker, Turn, Value

VERSION = "0.4.0"
VENDOR = "aftercall"
DISPOSITIONS = "aftercall.dispositions.1"
ROLES: Mapping[LegKind, str] = {LegKind.BOT: "bot", LegKind.IVR: "ivr"}


class ExportedCode(Value):
    code: str
    label: str = ""


class ExportedLeg(Value):
    """`turns` count from the leg's `started_at`; `summary` and `dispositions` are those of its wrap-up."""

    agent: CallAgent = CallAgent()
    kind: LegKind = LegKind.AGENT
    queue: str | None = None
    started_at: AwareDatetime | None = None
    ended_at: AwareDatetime | None = None
    turns: tuple[Turn, ...] = ()
    summary: str = ""
    dispositions: tuple[ExportedCode, ...] = ()


class Export(Value):
    """A call to be written out. `uuid` names the vCon, `external_id` the call at its sender."""

    uuid: UUID
    created_at: AwareDatetime
    external_id: str = ""
    direction: Direction = "unknown"
    started_at: AwareDatetime | None = None
    language: str | None = None
    customer: Customer = Customer()
    legs: tuple[ExportedLeg, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for leg in self.legs:
            if leg.started_at and leg.ended_at and leg.ended_at < leg.started_at:
                raise ValueError("a leg ends before it starts")
        return self


class _Cast(NamedTuple):
    """Parties, and the index of each leg's: an agent of two legs is one party, menus of all legs are one."""

    parties: tuple[dict[str, str], ...]
    customer: int
    handlers: tuple[int, ...]
    menu: int | None


def write(export: Export) -> dict[str, Any]:
    """The vCon as a JSON object."""
    cast = _cast(export)
    return {
        "vcon": VERSION,
        "uuid": str(export.uuid),
        "extensions": ["CC", "wtf_transcription"],
        "created_at": _moment(export.created_at),
        "parties": list(cast.parties),
        "dialog": [_dialog(export, leg, cast, index) for index, leg in enumerate(export.legs)],
        "analysis": [
            analysis for index, leg in enumerate(export.legs) for analysis in _analyses(export, leg, index)
        ],
        "attachments": [],
    }


def _cast(export: Export) -> _Cast:
    parties = [_given(role="customer", **_customer(export.customer))]
    places: dict[str, int] = {}
    handlers = []
    for number, leg in enumerate(export.legs):
        key = f"id {leg.agent.id}" if leg.agent.id else f"leg {number}"
        if key not in places:
            places[key] = len(parties)
            parties.append(_given(role=ROLES.get(leg.kind, "agent"), uuid=leg.agent.id, name=leg.agent.name))
        handlers.append(places[key])
    menus = any(leg.kind not in ROLES and _has_menu(leg) for leg in export.legs)
    if menus:
        parties.append({"role": "ivr"})
    return _Cast(tuple(parties), 0, tuple(handlers), len(parties) - 1 if menus else None)


def _customer(customer: Customer) -> dict[str, str | None]:
    phone = customer.phone or ""
    is_global = phone.startswith("+") and phone[1:].isascii() and phone[1:].isdigit()
    return {"tel": f"tel:{phone}" if is_global else phone, "name": customer.name, "uuid": customer.crm_id}


def _has_menu(leg: ExportedLeg) -> bool:
    return any(turn.speaker is Speaker.IVR for turn in leg.turns)


def _dialog(export: Export, leg: ExportedLeg, cast: _Cast, index: int) -> dict[str, Any]:
    """A recording without its sound, which is not ours to give."""
    handler = cast.handlers[index]
    present = [cast.customer, handler]
    if cast.menu is not None and leg.kind not in ROLES and _has_menu(leg):
        present.append(cast.menu)
    return _given(
        type="recording",
        start=_moment(leg.started_at or export.started_at or export.created_at),
        duration=_length(leg),
        parties=present,
        originator=handler if export.direction == "outbound" else None,
        interaction_id=export.external_id,
        interaction_type=None if export.direction == "unknown" else export.direction,
        skill=[leg.queue] if leg.queue else None,
    )


def _analyses(export: Export, leg: ExportedLeg, index: int) -> Iterator[dict[str, Any]]:
    if leg.turns:
        yield _analysis(index, "wtf_transcription", _transcription(export, leg))
    if leg.summary:
        text = {"mediatype": "text/plain", "encoding": "none", "body": leg.summary}
        yield {"type": "summary", "dialog": index, "vendor": VENDOR} | text
    if leg.dispositions:
        codes = [_given(code=found.code, label=found.label) for found in leg.dispositions]
        yield _analysis(index, "report", codes) | {"schema": DISPOSITIONS}


def _analysis(dialog: int, kind: str, body: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "dialog": dialog,
        "vendor": VENDOR,
        "mediatype": "application/json",
        "encoding": "json",
        "body": body,
    }


def _transcription(export: Export, leg: ExportedLeg) -> dict[str, Any]:
    """Speakers are named by their roles. Which recogniser wrote it down is not known here."""
    made = _moment(export.created_at)
    return {
        "transcript": _given(
            text="\n".join(turn.text for turn in leg.turns), language=export.language, duration=_length(leg)
        ),
        "segments": [_segment(number, turn) for number, turn in enumerate(leg.turns)],
        "speakers": _speakers(leg),
        "metadata": {"created_at": made, "processed_at": made, "provider": VENDOR, "model": "unknown"},
    }


def _segment(number: int, turn: Turn) -> dict[str, Any]:
    return _given(
        id=number,
        start=_seconds(turn.start_ms),
        end=_seconds(turn.end_ms),
        text=turn.text,
        speaker=str(turn.speaker),
    )


def _speakers(leg: ExportedLeg) -> dict[str, Any]:
    spoken = dict.fromkeys(str(turn.speaker) for turn in leg.turns)
    return {
        role: {
            "id": role,
            "label": role,
            "segments": [number for number, turn in enumerate(leg.turns) if turn.speaker == role],
        }
        for role in spoken
    }


def _length(leg: ExportedLeg) -> float | None:
    if leg.started_at is None or leg.ended_at is None:
        return None
    return (leg.ended_at - leg.started_at).total_seconds()


def _seconds(ms: int | None) -> float | None:
    return None if ms is None else ms / 1000


def _moment(at: datetime) -> str:
    return at.isoformat()


def _given(**keys: Any) -> dict[str, Any]:
    """Keys that have a value: the schema knows no null."""
    return {key: value for key, value in keys.items() if value is not None and value != ""}
