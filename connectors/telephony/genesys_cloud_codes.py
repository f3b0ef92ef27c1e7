"""A confirmed disposition as wrap-up code and notes of the agent's leg in Genesys Cloud, once."""

from typing import Any

from connectors.contracts import Coding
from connectors.errors import FieldIssue, Permanent, Validation
from connectors.telephony.genesys_cloud_settings import Settings
from connectors.telephony.genesys_cloud_values import answer_of, members
from connectors.transcripts.lenient import Object, id_of, part, text_of
from connectors.transport.http import Deadline
from connectors.transport.vendor_api import VendorApi, segment

# Genesys names no limit; its own summaries stay below.
MOST_NOTES = 4_000


def write(api: VendorApi, settings: Settings, coding: Coding, deadline: Deadline) -> None:
    """Read what stands there, and write only what differs: a lost answer leads to no second write.

    Notes that stand there already are the agent's, or ours of an earlier try, and stay.
    """
    if not coding.codes:
        return
    wanted = _mapped(settings, coding.codes[0])
    conversation = f"/api/v2/conversations/calls/{segment(coding.external_id)}"
    answer = api.get(f"/api/v2/conversations/{segment(coding.external_id)}", deadline=deadline, missing=None)
    participant, call = _place(answer_of(answer), coding.leg_id)
    there = part(call, "wrapup") or part(participant, "wrapup")
    ours = coding.summary[:MOST_NOTES] if settings.notes else ""
    notes = text_of(there.get("notes")) or ours
    if text_of(there.get("code")) == wanted and text_of(there.get("notes")) == notes:
        return
    wrapup: dict[str, Any] = {"code": wanted} | ({"notes": notes} if notes else {})
    person = f"{conversation}/participants/{segment(id_of(participant.get('id')))}"
    if settings.wrapup_of == "participant":
        api.patch(person, {"wrapup": wrapup}, deadline=deadline)
    else:
        api.post(f"{person}/communications/{segment(coding.leg_id)}/wrapup", wrapup, deadline=deadline)


def _mapped(settings: Settings, code: str) -> str:
    found = settings.codes.get(code)
    if found is None:
        issue = FieldIssue("disposition", "no_mapping", "No wrap-up code of Genesys stands for this one.")
        raise Validation("code_not_mapped", issues=(issue,))
    return found


def _place(conversation: Object, leg_id: str) -> tuple[Object, Object]:
    """The participant, and its communication, that a leg's id leads to."""
    for participant in members(conversation, "participants"):
        for call in members(participant, "calls"):
            if leg_id and id_of(call.get("id")) == leg_id:
                return participant, call
    raise Permanent("unknown_leg")
