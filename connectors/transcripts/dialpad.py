"""Dialpad transcripts into turns: https://developers.dialpad.com/reference/transcriptsget."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from connectors.contracts import Speaker, Turn
from connectors.transcripts.decoding import Document
from connectors.transcripts.lenient import Object, id_of, load_object, required_objects, text_of, utc_moment
from connectors.transcripts.reading import NO_ROLES, Reading, Roles, role_of
from connectors.transcripts.times import offset_ms
from connectors.transcripts.turns import in_order, make_turn

# The ids by which a line names its speaker.
SIDES = {"user_id": Speaker.AGENT, "contact_id": Speaker.CUSTOMER}


class Line(NamedTuple):
    place: str
    entry: Object
    at: datetime | None


def read(data: Document, roles: Roles = NO_ROLES) -> Reading:
    """The transcript of one call. Raises `Unreadable`.

    Lines have moments, not offsets: `started_at` is that of the first line. `roles` may say of `user_id` and
    `contact_id` what they are, where those are not agent and customer.
    """
    body = load_object(data)
    lines = list(_lines(body))
    started = min((line.at for line in lines if line.at), default=None)
    return Reading(
        turns=in_order(_turns(lines, started, roles)),
        call_id=id_of(body.get("call_id")),
        started_at=started,
    )


def _lines(body: Object) -> Iterator[Line]:
    for index, entry in enumerate(required_objects(body, "lines")):
        # The others tell what Dialpad noticed: moments, questions.
        if entry.get("type") == "transcript":
            yield Line(f"/lines/{index}/content", entry, utc_moment(entry.get("time")))


def _turns(lines: Sequence[Line], started: datetime | None, roles: Roles) -> Iterator[Turn | None]:
    for place, entry, at in lines:
        start = offset_ms((at - started).total_seconds() * 1000) if at and started else None
        yield make_turn(place, _speaker(entry, roles), text_of(entry.get("content")), start)


def _speaker(entry: Object, roles: Roles) -> Speaker:
    """Whose id the line has; unknown where it has both or none."""
    sides = [key for key in SIDES if id_of(entry.get(key))]
    return role_of(sides[0], roles) or SIDES[sides[0]] if len(sides) == 1 else Speaker.UNKNOWN
