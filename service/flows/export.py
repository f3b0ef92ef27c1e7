"""A stored call → a vCon, for whoever may hear it."""

from typing import Any
from uuid import UUID

from connectors.contracts import CallAgent, Customer, LegKind, Turn
from connectors.transcripts.vcon_write import Export, ExportedCode, ExportedLeg, write
from service.domain.access import Principal
from service.domain.call import Call, Leg, TranscriptBody, own_turns
from service.domain.ports import UnitOfWork, Work
from service.domain.wrapup import State, WrapUp
from service.flows.calls import heard_call

SETTLED = (State.CONFIRMED, State.WRITTEN)
"""Only what a person said is right goes out as the call's summary and codes."""


class CallExport:
    def __init__(self, work: Work) -> None:
        self._work = work

    def vcon(self, principal: Principal, call_id: str) -> dict[str, Any]:
        """Strict vCon 0.4.0 of the masked transcript. Raises `NotFound` for a call that is not the caller's."""
        with self._work.read(principal.tenant_id) as unit:
            call = heard_call(unit, principal, call_id)
            body = unit.calls.transcript(call.id)
            wrapups = {one.leg_id: one for one in _wrapups(unit, call)}
        legs = tuple(_leg(call, body, leg, wrapups.get(leg.id)) for leg in call.legs or (Leg(id=""),))
        return write(
            Export(
                uuid=UUID(call.id),
                created_at=call.received_at,
                external_id=call.facts.external_id,
                direction=call.facts.direction,
                started_at=call.started_at,
                language=call.language,
                customer=Customer(
                    phone=call.facts.customer_phone,
                    crm_id=call.facts.customer_crm_id,
                    name=call.facts.customer_name,
                ),
                legs=legs,
            )
        )


def _wrapups(unit: UnitOfWork, call: Call) -> list[WrapUp]:
    return [unit.wrapups.get(wrapup_id) for wrapup_id in call.wrapup_ids]


def _leg(call: Call, body: TranscriptBody, leg: Leg, wrapup: WrapUp | None) -> ExportedLeg:
    own = own_turns(call, body, leg)
    started = leg.started_at or call.started_at
    ends_well = leg.ended_at is None or started is None or leg.ended_at >= started
    settled = wrapup if wrapup is not None and wrapup.state in SETTLED else None
    content = settled.content if settled else None
    return ExportedLeg(
        agent=CallAgent(id=leg.agent_external_id, name=leg.agent_name),
        kind=LegKind.AGENT if leg.kind is LegKind.UNKNOWN else leg.kind,
        queue=leg.queue,
        started_at=started,
        ended_at=leg.ended_at if ends_well else None,
        turns=tuple(_from(turn, call, leg) for turn in body.turns[own.start : own.stop]),
        summary=_summary(settled) if settled else "",
        dispositions=tuple(ExportedCode(code=one.code, label=one.label) for one in content.dispositions)
        if content
        else (),
    )


def _summary(wrapup: WrapUp) -> str:
    lines = (line.text for section in wrapup.content.summary for line in section.sentences)
    return "\n".join(lines)


def _from(turn: Turn, call: Call, leg: Leg) -> Turn:
    """Offsets of a call count from its start, those of a vCon's dialog from the leg's."""
    if call.started_at is None or leg.started_at is None:
        return turn
    late_ms = round((leg.started_at - call.started_at).total_seconds() * 1000)
    start = None if turn.start_ms is None else max(0, turn.start_ms - late_ms)
    end = None if turn.end_ms is None else max(0, turn.end_ms - late_ms)
    return turn.model_copy(update={"start_ms": start, "end_ms": end})
