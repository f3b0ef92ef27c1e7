"""Turns of a vCon: of each dialog the transcript among the analyses, else the text that the dialog holds."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from connectors.contracts import Speaker, Turn, Unreadable
from connectors.transcripts.decoding import UNSTORABLE, check_lines, load_json
from connectors.transcripts.reading import Roles, role_of
from connectors.transcripts.speakers import in_lower_case
from connectors.transcripts.text import parse_lines
from connectors.transcripts.times import lenient_moment, offset_ms
from connectors.transcripts.turns import in_order, make_turn
from connectors.transcripts.vcon_bodies import Said, language_in, said_in
from connectors.transcripts.vcon_parties import Party, party_at, speakers_by_name
from connectors.transcripts.vcon_sealed import from_base64url

# Redacted first: where a sender gives both, the milder text is the one to keep.
TRANSCRIPT_TYPES = ("transcript-redacted", "transcript", "transcription", "wtf_transcription")

Object: TypeAlias = Mapping[str, Any]
Wanted: TypeAlias = Callable[[int], bool]


class Where(NamedTuple):
    """What turns are read against."""

    parties: Sequence[Party]
    roles: Roles
    started: datetime | None


def turns_of(
    dialogs: Sequence[Object],
    analyses: Sequence[Object],
    parties: Sequence[Party],
    started: datetime | None,
    roles: Roles,
    wanted: Wanted,
) -> tuple[tuple[Turn, ...], str | None]:
    """Turns of the wanted dialogs, their offsets counted from `started`, and the language of their transcripts."""
    transcripts, covered = _transcripts(analyses)
    here = Where(parties, roles, started)
    turns: list[Turn | None] = []
    languages: list[str | None] = []
    for index in range(max(len(dialogs), *(key + 1 for key in transcripts), 0)):
        if not wanted(index):
            continue
        dialog = dialogs[index] if index < len(dialogs) else {}
        offset = _offset(dialog.get("start"), started) or 0
        if index in transcripts:
            place = f"/analysis/{transcripts[index]}/body"
            body = _body(analyses[transcripts[index]], place)
            languages.append(language_in(body))
            turns += _transcribed(body, place, here, offset)
        elif index not in covered:
            turns += _written(dialog, index, parties, offset)
    return in_order(turns), next(filter(None, languages), None)


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


def _transcribed(body: object, place: str, here: Where, offset: int) -> Iterator[Turn | None]:
    names = speakers_by_name(here.parties)
    if isinstance(body, str):
        lines = check_lines(_storable(body, place))
        yield from parse_lines(lines, names | in_lower_case(here.roles))
        return
    found = said_in(body)
    if found is None:
        raise Unreadable(f"{place}: a transcript of an unknown shape")
    for said in found:
        start = (
            _offset(said.start, here.started) if isinstance(said.start, str) else _plus(offset, said.start)
        )
        length = said.length
        end = _plus(offset, said.end) if length is None else _plus(start, length)
        yield make_turn(place, _speaker(said, here, names), said.text, start, end)


def _speaker(said: Said, here: Where, names: Mapping[str, Speaker]) -> Speaker:
    """By the party, else by the settings, else by a role word, else by the name of a party."""
    if said.party is not None:
        return party_at(here.parties, said.party).speaker
    told = role_of(said.label, here.roles) or role_of(said.name, here.roles)
    if told or said.role is not Speaker.UNKNOWN:
        return told or said.role
    by_label = names.get(said.label.lower(), Speaker.UNKNOWN)
    return by_label if by_label is not Speaker.UNKNOWN else names.get(said.name.lower(), Speaker.UNKNOWN)


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
        text = _storable(body, place)
        return load_json(text.encode()) if encoding == "json" else from_base64url(text).decode()
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
