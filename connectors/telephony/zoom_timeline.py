"""The transcript of a Zoom Phone recording: a JSON timeline of segments, each with an extension or a channel.

https://developers.zoom.us/docs/api/phone/#tag/recordings/get/phone/recording_transcript/download/{recordingId}
"""

from collections.abc import Iterator

from connectors.contracts import Speaker, Turn
from connectors.transcripts import vtt
from connectors.transcripts.lenient import Object, id_of, load_object, objects, required_objects, text_of
from connectors.transcripts.reading import NO_ROLES, Reading, Roles
from connectors.transcripts.times import clock_ms, lenient_moment
from connectors.transcripts.turns import in_order, make_turn


def read_file(data: bytes, roles: Roles = NO_ROLES, others: Speaker = Speaker.UNKNOWN) -> Reading:
    """A transcript in whichever of Zoom's two formats it comes. Raises `Unreadable`."""
    if data.lstrip()[:1] == b"{":
        return read(data, roles, others)
    return Reading(turns=vtt.parse(data, roles))


def read(data: bytes, roles: Roles = NO_ROLES, others: Speaker = Speaker.UNKNOWN) -> Reading:
    """`roles` by extension, user id, name or channel mark; `others` for whoever is named and not among them."""
    body = load_object(data)
    return Reading(
        turns=in_order(
            _turn(f"/timeline/{index}/text", segment, roles, others)
            for index, segment in enumerate(required_objects(body, "timeline"))
        ),
        started_at=lenient_moment(body.get("recording_start")),
    )


def _turn(place: str, segment: Object, roles: Roles, others: Speaker) -> Turn | None:
    start, end = (clock_ms(text_of(segment.get(key))) for key in ("ts", "end_ts"))
    return make_turn(place, _speaker(segment, roles, others), text_of(segment.get("text")), start, end)


def _speaker(segment: Object, roles: Roles, others: Speaker) -> Speaker:
    people = list(_people(segment))
    mark = id_of(segment.get("channelMark"))
    known = [roles[label] for label in (*people, mark) if label in roles]
    if known:
        return known[0]
    return others if people else Speaker.UNKNOWN


def _people(segment: Object) -> Iterator[str]:
    """Who speaks, by every name the segment has for them; several at once are nobody in particular."""
    users = objects(segment, "users")
    if len(users) > 1:
        return
    found = [segment.get("userId"), *(user.get(key) for user in users for key in ("username", "zoom_userid"))]
    yield from (label for item in found if (label := id_of(item)))
