"""Who was on the company's side of a Genesys call, and when: users and flows both speak as `internal`."""

from collections.abc import Sequence
from typing import NamedTuple

from connectors.contracts import Speaker, Unreadable
from connectors.transcripts.lenient import Object, epoch_ms, id_of, objects, text_of

# Each phrase is compared with each of them.
MAX_PARTICIPANTS = 200
OUTSIDE = frozenset({"customer", "external"})


class Staffed(NamedTuple):
    """A time in which an agent or a flow took part; without an end it lasts."""

    speaker: Speaker
    start: int
    end: int | None


def staffed_of(body: Object) -> tuple[Staffed, ...]:
    participants = objects(body, "participants")
    if len(participants) > MAX_PARTICIPANTS:
        raise Unreadable(f"/participants: more than {MAX_PARTICIPANTS} entries")
    return tuple(found for one in participants if (found := _staffed(one)))


def speaker_at(staffed: Sequence[Staffed], start: int | None, end: int | None) -> Speaker | None:
    """Whoever was there for most of the phrase, of an agent and a flow the agent; None where nobody was."""
    if start is None:
        return None
    until = start + 1 if end is None else max(end, start + 1)
    found = [(_shared_ms(one, start, until), one.speaker is Speaker.AGENT, one.speaker) for one in staffed]
    share, _, speaker = max(found, default=(0, False, Speaker.UNKNOWN))
    return speaker if share > 0 else None


def _staffed(participant: Object) -> Staffed | None:
    start = epoch_ms(participant.get("startTimeMs"))
    if start is None or text_of(participant.get("participantPurpose")) in OUTSIDE:
        return None
    end = epoch_ms(participant.get("endTimeMs"))
    if id_of(participant.get("userId")):
        return Staffed(Speaker.AGENT, start, end)
    return Staffed(Speaker.IVR, start, end) if id_of(participant.get("flowId")) else None


def _shared_ms(one: Staffed, start: int, end: int) -> int:
    """How much of the phrase the participant was there for; not above zero where not at all."""
    until = end if one.end is None else min(end, one.end)
    return until - max(start, one.start)
