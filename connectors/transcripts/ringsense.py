"""RingSense insights of RingCentral, as events carry them and as its API answers, into turns.

https://developers.ringcentral.com/guide/notifications/event-filters/ringsense-event-filter
"""

from collections.abc import Iterator, Mapping

from connectors.contracts import Speaker, Turn, Unreadable
from connectors.transcripts.decoding import Document
from connectors.transcripts.lenient import (
    SECOND,
    Object,
    id_of,
    load_object,
    moment_ms,
    objects,
    part,
    text_of,
)
from connectors.transcripts.reading import NO_ROLES, Reading, Roles, role_of
from connectors.transcripts.times import lenient_moment, scaled_ms
from connectors.transcripts.turns import in_order, make_turn


def read(data: Document, roles: Roles = NO_ROLES) -> Reading:
    """The transcript of one recording; no turns where the insights are without one. Raises `Unreadable`.

    A call has two such events where AI Notes are on; the later one is the higher `revision`.
    """
    body = load_object(data)
    body = body if "insights" in body else part(body, "body")
    if not isinstance(body.get("insights"), dict):
        raise Unreadable("/insights: missing")
    changed = lenient_moment(body.get("lastModifiedTime")) or lenient_moment(body.get("creationTime"))
    return Reading(
        turns=in_order(_turns(body, roles)),
        call_id=id_of(body.get("sourceSessionId")),
        started_at=lenient_moment(body.get("recordingStartTime")),
        revision=moment_ms(changed) or 0,
    )


def _turns(body: Object, roles: Roles) -> Iterator[Turn | None]:
    speakers = _speakers(body)
    for index, entry in enumerate(objects(part(body, "insights"), "Transcript", "/insights")):
        speaker = id_of(entry.get("speakerId"))
        yield make_turn(
            f"/insights/Transcript/{index}/text",
            role_of(speaker, roles) or speakers.get(speaker, Speaker.UNKNOWN),
            text_of(entry.get("text")),
            scaled_ms(entry.get("start"), SECOND),
            scaled_ms(entry.get("end"), SECOND),
        )


def _speakers(body: Object) -> Mapping[str, Speaker]:
    return {
        speaker: _role(one)
        for one in objects(body, "speakerInfo")
        if (speaker := id_of(one.get("speakerId")))
    }


def _role(speaker: Object) -> Speaker:
    """Who has an extension works there; for a party outside it is null. Where it is not told, neither."""
    if id_of(speaker.get("extensionId")):
        return Speaker.AGENT
    outside = "extensionId" in speaker and speaker["extensionId"] is None
    return Speaker.CUSTOMER if outside else Speaker.UNKNOWN
