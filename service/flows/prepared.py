"""What can be had before a call has ended: the caller's record in the CRM, and a first reading of what was said."""

import hashlib

from connectors.contracts import Party, Resolution
from connectors.errors import Permanent
from service.domain.call import Call
from service.domain.connections import Connections
from service.domain.content import MAIN_TARGET
from service.domain.draft import Material, Proposal
from service.domain.errors import Failure
from service.domain.wrapup import Target, WrapUp
from service.drafting.extractive import extract
from service.flows.draft_model import Case
from service.flows.draft_outcome import with_resolution


def party_of(call: Call) -> Party:
    facts = call.facts
    return Party(phone=facts.customer_phone, crm_id=facts.customer_crm_id, name=facts.customer_name)


def has_crm(connections: Connections, tenant_id: str) -> bool:
    """Whether there is one to look in, be it switched off just now."""
    try:
        return connections.crm(tenant_id) is not None
    except Failure:
        return True


def resolve(connections: Connections, call: Call, *, deadline_ms: int) -> Resolution:
    """Raises what the CRM raises, and `Unavailable`."""
    crm = connections.crm(call.tenant_id)
    if crm is None:
        return Resolution(match="unknown", reason="no_crm")
    party = party_of(call)
    try:
        return crm.resolve(party, deadline_ms=deadline_ms)
    except Permanent:
        if party.crm_id is None:
            raise
        # An id of some other system: the number may still tell who called.
        return crm.resolve(party.model_copy(update={"crm_id": None}), deadline_ms=deadline_ms)


def target_of(resolution: Resolution) -> Target:
    return with_resolution(Target(id=MAIN_TARGET), resolution)


def found_before(wrapup: WrapUp, call: Call) -> tuple[Target, ...]:
    """The record that was found while the call ran; none if what is known of the caller has changed since."""
    prepared = wrapup.prepared
    return prepared.targets if prepared is not None and prepared.party == party_of(call) else ()


def reading(case: Case) -> Proposal:
    """The first reading, from before if the words are the same."""
    return read_before(case) or extract(case.material, case.profile.profile, case.learned)


def read_before(case: Case) -> Proposal | None:
    prepared = case.wrapup.prepared
    if prepared is None:
        return None
    if (prepared.profile, prepared.ranker, prepared.said) != (
        case.profile.ref,
        case.ranker,
        said_in(case.material),
    ):
        return None
    return prepared.proposal


def said_in(material: Material) -> str:
    """A digest of all that a reading is made from."""
    return hashlib.sha256(material.model_dump_json().encode()).hexdigest()[:32]
