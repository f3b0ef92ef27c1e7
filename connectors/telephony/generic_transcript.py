"""The part `transcript` of our own JSON shape: turns by value, a transcript in a format, or where it stands.

The first that is given counts: `turns`, then `content`, then `url`.
"""

from collections.abc import Mapping

from connectors.contracts import ParsedCall, Reference, Speaker, Turn, Unreadable
from connectors.errors import Permanent
from connectors.telephony.fields import Fields
from connectors.telephony.generic_settings import Settings
from connectors.transcripts.decoding import UNSTORABLE
from connectors.transcripts.formats import FORMATS, detect, read_value
from connectors.transcripts.formats import read as read_format
from connectors.transcripts.reading import Reading
from connectors.transcripts.shapes import shape_of
from connectors.transcripts.speakers import speaker_of
from connectors.transcripts.times import after
from connectors.transcripts.turns import MAX_TURNS, in_order, make_turn
from connectors.transport.urls import read_url

URL = "url"
FORMAT = "format"
# A version, or milliseconds since 1970 of a year that no call sees.
MAX_REVISION = 10**15


def add(call: ParsedCall, transcript: Fields, settings: Settings | None) -> ParsedCall:
    """The call with what is told of its transcript; without settings none is fetched. Raises `Unreadable`."""
    told = call.model_copy(
        update={
            "revision": _revision(transcript),
            "final": _flag(transcript, "final", default=True),
            "awaits_transcript": _flag(transcript, "awaited", default=False),
        }
    )
    named = _format(transcript)
    turns = in_order(_turn(turn) for turn in transcript.objects("turns", MAX_TURNS))
    if turns or transcript.value("turns"):
        return told.model_copy(update={"turns": turns})
    if transcript.value("content") is not None:
        return joined(told, _content(transcript, named, settings.roles if settings else {}))
    if transcript.value("url") is not None:
        return told.model_copy(update={"reference": _reference(transcript, named, settings)})
    return told


def read_file(call: ParsedCall, data: bytes, settings: Settings) -> ParsedCall:
    """The call with the transcript that its reference led to. Raises `Unreadable`."""
    named = call.reference.more.get(FORMAT) if call.reference else None
    found = named or detect(data)
    if found is None:
        raise Unreadable("transcript: in no format that shows by itself; name it in /transcript/format")
    told = joined(call, read_format(found, data, settings.roles))
    return told.model_copy(update={"reference": None, "awaits_transcript": False})


def joined(call: ParsedCall, reading: Reading) -> ParsedCall:
    """What the sender says of the call goes before what the transcript says of itself."""
    started = call.started_at or reading.started_at
    return call.model_copy(
        update={
            "turns": reading.turns,
            "language": call.language or reading.language,
            "started_at": started,
            "ended_at": after(started, call.ended_at),
            "revision": call.revision or reading.revision,
        }
    )


def _revision(transcript: Fields) -> int:
    value = transcript.value("revision")
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        raise transcript.wrong("revision", "not a whole number")
    if not 0 <= value <= MAX_REVISION:
        raise transcript.wrong("revision", f"not between 0 and {MAX_REVISION}")
    return int(value)


def _flag(transcript: Fields, key: str, *, default: bool) -> bool:
    value = transcript.value(key)
    if value is not None and not isinstance(value, bool):
        raise transcript.wrong(key, "neither true nor false")
    return default if value is None else value


def _format(transcript: Fields) -> str | None:
    named = transcript.text(FORMAT)
    if named is not None and named not in FORMATS:
        raise transcript.wrong(FORMAT, f"none of {', '.join(FORMATS)}")
    return named


def _turn(turn: Fields) -> Turn | None:
    text = turn.text("text")
    if text is None:
        raise turn.wrong("text", "missing")
    # A label that is no text, such as a channel's number, names no role.
    speaker = speaker_of(turn.value("speaker"))
    return make_turn(
        f"{turn.pointer}/text", speaker, text, turn.offset_ms("start_ms"), turn.offset_ms("end_ms")
    )


def _content(transcript: Fields, named: str | None, roles: Mapping[str, Speaker]) -> Reading:
    content = transcript.value("content")
    file = _file(transcript, content) if isinstance(content, str) else None
    found = named or (shape_of(content) if file is None else detect(file))
    if found is None:
        raise transcript.wrong(FORMAT, "missing, and the content does not show it by itself")
    try:
        return read_value(found, content, roles) if file is None else read_format(found, file, roles)
    except Unreadable as unreadable:
        raise _within(transcript, unreadable.reason) from None


def _file(transcript: Fields, content: str) -> bytes:
    """A file that stands in the body as a text, as it would come by itself."""
    if UNSTORABLE.search(content):
        raise transcript.wrong("content", "has a character that cannot be stored")
    return content.encode()


def _within(transcript: Fields, reason: str) -> Unreadable:
    """A parser's "place: what" of a file, with the place where that file stands in the body."""
    place, _, what = reason.partition(": ")
    if place.startswith("/"):
        return transcript.wrong(f"content{place}", what)
    return transcript.wrong("content", what if place == "body" else reason)


def _reference(transcript: Fields, named: str | None, settings: Settings | None) -> Reference:
    """Refused here rather than when it is fetched: so it waits in quarantine until the settings name its host."""
    url = (transcript.text(URL) or "").strip()
    if settings is None:
        raise transcript.wrong(URL, "not taken here; send the transcript itself")
    try:
        target = read_url(url)
    except Permanent:
        raise transcript.wrong(URL, "not an address to fetch from") from None
    host = f"[{target.host}]" if ":" in target.host else target.host
    names, reachable = {target.host_header, f"{host}:{target.port}"}, settings.reachable
    if not names & (reachable.public | reachable.private):
        raise transcript.wrong(URL, "its host is none of the source's hosts")
    if target.scheme != "https" and not names & reachable.private:
        raise transcript.wrong(URL, "not https")
    return Reference(kind=URL, url=url, more={FORMAT: named} if named else {})
