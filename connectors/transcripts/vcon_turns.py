"""Turns of a vCon: of each dialog the transcript among the analyses, else the text that the dialog holds."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from connectors.contracts import Speaker, Turn, Unreadable
from connectors.transcripts.decoding import UNSTORABLE, check_lines, load_json
from connectors.transcripts.text import parse_lines
from connectors.transcripts.times import lenient_moment, offset_ms
from connectors.transcripts.turns import in_order, make_turn
from connectors.transcripts.vcon_bodies import Said, said_in
from connectors.transcripts.vcon_parties import Party, party_at, speakers_by_name

# Redacted first: where a sender gives both, the milder text is the one to keep.
TRANSCRIPT_TYPES = ("transcript-redacted", "transcript", "transcription", "wtf_transcription")

Object = Mapping[str, Any]


def turns_of(
    dialogs: Sequence[Object], analyses: Sequence[Object], parties: Sequence[Party], started: datetime | None
) -> tuple[Turn, ...]:
    """Turns of all dialogs, their offsets counted from the start of the first."""
    transcripts, covered = _transcripts(analyses)
    turns: list[Turn | None] = []
    for index in range(max(len(dialogs), *(key + 1 for key in transcripts), 0)):
        dialog = dialogs[index] if index < len(dialogs) else {}
        offset = _offset(dialog.get("start"), started) or 0
        if index in transcripts:
            turns += _transcribed(transcripts[index], analyses, parties, started, offset)
        elif index not in covered:
            turns += _written(dialog, index, parties, offset)
    return in_order(turns)


def _transcripts(analyses: Sequence[Object]) -> tuple[dict[int, int], set[int]]:
    """Which analysis is the transcript of which dialog, and all dialogs that some transcript covers."""
    chosen: dict[int, int] = {}
    covered: set[int] = set()
    for kind in TRANSCRIPT_TYPES:
        for index, analysis in enumerate(analyses):
            if analysis.get("type") == kind and analysis.get("body"):
                dialogs = _indexes(analysis.get("dialog"))
                if dialogs[0] not in covered:
                    chosen[dialogs[0]] = index
                    covered.update(dialogs)
    return chosen, covered


def _indexes(value: object) -> list[int]:
    """Dialogs an analysis speaks of; the first, where it does not say."""
    values = value if isinstance(value, list) else [value]
    most = 10_000  # an index, not a way to make us count
    return [item for item in values if type(item) is int and 0 <= item < most] or [0]


def _transcribed(
    index: int, analyses: Sequence[Object], parties: Sequence[Party], started: datetime | None, offset: int
) -> Iterator[Turn | None]:
    place = f"/analysis/{index}/body"
    body = _body(analyses[index], place)
    if isinstance(body, str):
        yield from parse_lines(check_lines(_storable(body, place)), speakers_by_name(parties))
        return
    found = said_in(body)
    if found is None:
        raise Unreadable(f"{place}: a transcript of an unknown shape")
    names = speakers_by_name(parties)
    for said in found:
        start = _offset(said.start, started) if isinstance(said.start, str) else _plus(offset, said.start)
        length = said.length
        end = _plus(offset, said.end) if length is None else _plus(start, length)
        yield make_turn(place, _speaker(said, parties, names), said.text, start, end)


def _speaker(said: Said, parties: Sequence[Party], names: Mapping[str, Speaker]) -> Speaker:
    if said.party is not None:
        return party_at(parties, said.party).speaker
    return said.role if said.role is not Speaker.UNKNOWN else names.get(said.label.lower(), Speaker.UNKNOWN)


def _written(dialog: Object, index: int, parties: Sequence[Party], offset: int) -> Iterator[Turn | None]:
    """The words of a text dialog, as chats keep them; mail bodies and what stands behind a URL hold none."""
    kind = str(dialog.get("mediatype") or dialog.get("mimetype") or "text/plain")
    if dialog.get("type") != "text" or not kind.startswith("text/plain"):
        return
    place = f"/dialog/{index}/body"
    body = _body(dialog, place)
    if isinstance(body, str):
        origin = dialog.get("originator")
        party = party_at(parties, dialog.get("parties") if origin is None else origin)
        yield make_turn(place, party.speaker, body, offset if dialog.get("start") else None)


def _body(holder: Object, place: str) -> Any:
    """An inline body, whatever its encoding; by the standard a string, in the wild also a value."""
    body, encoding = holder.get("body"), holder.get("encoding")
    if not isinstance(body, str) or encoding not in {"json", "base64url"}:
        return body
    try:
        data = _storable(body, place).encode()
        if encoding == "json":
            return load_json(data)
        bare = data.rstrip(b"=")
        return base64.b64decode(bare + b"=" * (-len(bare) % 4), altchars=b"-_", validate=True).decode()
    except (ValueError, Unreadable):
        raise Unreadable(f"{place}: not in the encoding it names") from None


def _storable(text: str, place: str) -> str:
    if UNSTORABLE.search(text):
        raise Unreadable(f"{place}: has a character that cannot be stored")
    return text


def _offset(start: object, started: datetime | None) -> int | None:
    at = lenient_moment(start)
    return offset_ms((at - started).total_seconds() * 1000) if at and started else None


def _plus(base_ms: int | None, seconds: object) -> int | None:
    """An offset some seconds on, where both are known."""
    if base_ms is None or isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    return offset_ms(base_ms + seconds * 1000)
