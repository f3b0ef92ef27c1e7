"""A confirmed wrap-up in the CRM's terms: the note, the code, the mapped fields and the follow-ups."""

from datetime import date

from connectors.contracts import FollowUp, WriteRequest
from service.domain.access import Agent
from service.domain.call import Call
from service.domain.content import NONE_OF_THESE, Content
from service.domain.ids import effect_key
from service.domain.profile import Profile
from service.domain.wrapup import Target, WrapUp
from service.drafting.inert import inert
from service.drafting.rescan import Vault, outgoing, outgoing_value


def build_write(
    wrapup: WrapUp,
    call: Call,
    profile: Profile,
    target: Target,
    agent: Agent | None,
    vault: Vault = dict,
) -> WriteRequest:
    """What is to stand in the CRM for one target, without card data, whoever wrote it. Pure: the same wrap-up
    and vault give the same request.
    """
    content = wrapup.content
    labels = [one.label for one in content.dispositions if one.code != NONE_OF_THESE]
    return WriteRequest(
        key=effect_key(wrapup.tenant_id, wrapup.id, target.id),
        external_id=call.facts.external_id,
        record=target.record,
        owner=agent.crm_user_id if agent else None,
        subject=inert(f"Call: {'; '.join(labels) if labels else 'no disposition'}"),
        body=inert(outgoing(note(content, target.id), vault)),
        disposition="; ".join(_crm_value(profile, one.code, one.label) for one in content.dispositions),
        direction=call.facts.direction,
        started_at=call.started_at,
        duration_ms=_duration_ms(call),
        fields=_fields(content, profile, target.id, vault),
        follow_ups=_follow_ups(wrapup, target.id, vault),
    )


def note(content: Content, target_id: str) -> str:
    """The summary as plain text, a paragraph a section, this target's sentences only."""
    paragraphs = []
    for section in content.summary:
        lines = [one.text for one in section.sentences if one.target == target_id and one.text]
        if lines:
            paragraphs.append(f"{section.title}: {' '.join(lines)}")
    return "\n\n".join(paragraphs)


def _crm_value(profile: Profile, code: str, label: str) -> str:
    spec = next((one for one in profile.dispositions if one.code == code), None)
    return spec.crm_value if spec and spec.crm_value else label


def _duration_ms(call: Call) -> int | None:
    if call.started_at is None or call.ended_at is None:
        return None
    return max(0, round((call.ended_at - call.started_at).total_seconds() * 1000))


def _fields(content: Content, profile: Profile, target_id: str, vault: Vault) -> dict[str, dict[str, str]]:
    specs = {spec.name: spec for spec in profile.fields}
    mapped: dict[str, dict[str, str]] = {}
    for one in content.fields:
        if one.crm is not None and one.value and one.target == target_id:
            value = outgoing_value(specs.get(one.name), one.value, vault)
            if value:
                mapped.setdefault(one.crm.object, {})[one.crm.field] = inert(value)
    return mapped


def _follow_ups(wrapup: WrapUp, target_id: str, vault: Vault) -> tuple[FollowUp, ...]:
    return tuple(
        FollowUp(
            key=effect_key(wrapup.tenant_id, wrapup.id, f"{target_id}/commitment/{one.id}"),
            subject=inert(f"{one.who.capitalize()}: {outgoing(one.what, vault)}"),
            due=date.fromisoformat(one.due) if one.due else None,
        )
        for one in wrapup.content.commitments
        if one.target == target_id and one.what
    )
