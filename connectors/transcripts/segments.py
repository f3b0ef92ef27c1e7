"""Segments of a call that still runs, in our own JSON: for any sender that hears a call while it goes on.

```json
{"call": {}, "segments": [{"id": "", "speaker": "", "start_ms": 0, "end_ms": 900, "text": "", "final": true}], "ended": false}
```
`call` is what the generic source takes under that name, and may be left out: it is read elsewhere.
"""

from collections.abc import Mapping
from typing import Any

from connectors.contracts import MAX_ID, Turn, Unreadable, Value
from connectors.transcripts import contact_lens_live
from connectors.transcripts.contact_lens_live import Segment
from connectors.transcripts.lenient import Object, id_of, load_object, objects
from connectors.transcripts.reading import NO_ROLES, Roles, role_of
from connectors.transcripts.speakers import speaker_of
from connectors.transcripts.times import scaled_ms
from connectors.transcripts.turns import make_turn

MAX_SEGMENTS = 1_000
"""Of one request; a sender that kept more back sends several."""


class Heard(Value):
    """What one request tells, whichever shape it came in.

    `contact_id` is the call's id as Contact Lens tells it, empty in our own shape; `facts` what stands under
    `call`, unread. `ended` says that nothing more will come.
    """

    segments: tuple[Segment, ...] = ()
    ended: bool = False
    contact_id: str = ""
    language: str | None = None
    facts: Mapping[str, Any] | None = None


def read(data: bytes, roles: Roles = NO_ROLES) -> Heard:
    """Our own shape, or the one in which Contact Lens writes to Kinesis. Raises `Unreadable`."""
    body = load_object(data)
    if "ContactId" in body or "EventType" in body:
        return _contact_lens(data, roles)
    found = objects(body, "segments")
    _check_count("/segments", len(found))
    facts = body.get("call")
    if facts is not None and not isinstance(facts, dict):
        raise Unreadable("/call: not an object")
    ended = body.get("ended")
    if ended is not None and not isinstance(ended, bool):
        raise Unreadable("/ended: not true or false")
    segments = (_segment(entry, f"/segments/{index}", roles) for index, entry in enumerate(found))
    return Heard(segments=tuple(filter(None, segments)), ended=bool(ended), facts=facts)


def _contact_lens(data: bytes, roles: Roles) -> Heard:
    """Real-time analysis that failed ends nothing: the call may go on, and its file may still come."""
    event = contact_lens_live.segments(data, roles)
    _check_count("/Segments", len(event.segments))
    return Heard(
        segments=event.segments,
        ended=event.event == "COMPLETED",
        contact_id=event.contact_id,
        language=event.language,
    )


def _check_count(pointer: str, count: int) -> None:
    if count > MAX_SEGMENTS:
        raise Unreadable(f"{pointer}: more than {MAX_SEGMENTS} entries")


def _segment(entry: Object, pointer: str, roles: Roles) -> Segment | None:
    """None where nothing was said."""
    name = id_of(entry.get("id"))
    if not name:
        raise Unreadable(f"{pointer}/id: missing, or no line of at most {MAX_ID} characters")
    turn = _turn(entry, pointer, roles)
    return Segment(name, turn, _is_final(entry, pointer)) if turn else None


def _turn(entry: Object, pointer: str, roles: Roles) -> Turn | None:
    text, label = entry.get("text"), entry.get("speaker")
    if not isinstance(text, str):
        raise Unreadable(f"{pointer}/text: {'missing' if text is None else 'not a text'}")
    speaker = role_of(label, roles) or speaker_of(label)
    start, end = (scaled_ms(entry.get(key), 1) for key in ("start_ms", "end_ms"))
    return make_turn(f"{pointer}/text", speaker, text, start, end)


def _is_final(entry: Object, pointer: str) -> bool:
    final = entry.get("final")
    if final is not None and not isinstance(final, bool):
        raise Unreadable(f"{pointer}/final: not true or false")
    return final is not False
