"""Legs of a call: a plain row each; what senders call them stands sealed among the call's facts."""

from typing import Any

from sqlalchemy import Row, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from service.domain.call import Call, CallFacts, Leg, LegFacts
from service.storage.binds import OF, TENANT
from service.storage.codec import maybe_from_ms, maybe_ms
from service.storage.session import Session
from service.storage.tables import legs

_LEGS = (
    select(legs).where(legs.c.tenant_id == TENANT, legs.c.call_id == OF).order_by(legs.c.position, legs.c.id)
)
_NEW_LEG = insert(legs)
_PUT_LEG = _NEW_LEG.on_conflict_do_update(
    index_elements=["tenant_id", "id"],
    set_={
        name: _NEW_LEG.excluded[name]
        for name in (
            "position",
            "agent_id",
            "queue",
            "started_at",
            "ended_at",
            "acw_started_at",
            "acw_ended_at",
        )
    },
)
_DROP_LEGS = delete(legs).where(
    legs.c.tenant_id == TENANT,
    legs.c.call_id == OF,
    legs.c.id.not_in(bindparam("kept", expanding=True)),
)


def add_legs(session: Session, call: Call) -> None:
    session.insert_all(_NEW_LEG, [_leg_row(call.id, leg) for leg in call.legs])


def replace_legs(session: Session, call: Call) -> None:
    session.run(_DROP_LEGS, of=call.id, kept=[leg.id for leg in call.legs])
    session.insert_all(_PUT_LEG, [_leg_row(call.id, leg) for leg in call.legs])


def legs_of(session: Session, call_id: str, facts: CallFacts) -> tuple[Leg, ...]:
    told = {leg.id: leg for leg in facts.legs}
    return tuple(_leg(row, told.get(row.id)) for row in session.run(_LEGS, of=call_id))


def _leg_row(call_id: str, leg: Leg) -> dict[str, Any]:
    return {
        "call_id": call_id,
        "id": leg.id,
        "position": leg.position,
        "agent_id": leg.agent_id,
        "queue": leg.queue,
        "started_at": maybe_ms(leg.started_at),
        "ended_at": maybe_ms(leg.ended_at),
        "acw_started_at": maybe_ms(leg.acw_started_at),
        "acw_ended_at": maybe_ms(leg.acw_ended_at),
    }


def _leg(row: Row[Any], facts: LegFacts | None) -> Leg:
    return Leg(
        **(facts.model_dump(exclude={"id"}) if facts else {}),
        id=row.id,
        position=row.position,
        agent_id=row.agent_id,
        queue=row.queue,
        started_at=maybe_from_ms(row.started_at),
        ended_at=maybe_from_ms(row.ended_at),
        acw_started_at=maybe_from_ms(row.acw_started_at),
        acw_ended_at=maybe_from_ms(row.acw_ended_at),
    )
