"""Transcript formats by name: the one place that lists them, for sources whose settings name one and for files."""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any

from connectors.contracts import Turn, Unreadable
from connectors.transcripts import (
    assemblyai,
    azure_speech,
    contact_lens,
    deepgram,
    dialpad,
    genesys,
    google_insights,
    ringsense,
    srt,
    text,
    transcribe,
    twilio_sentences,
    vcon,
    vtt,
    whisper,
)
from connectors.transcripts.decoding import Document, Parsed, decode, load_json
from connectors.transcripts.reading import NO_ROLES, Read, Reading, Roles
from connectors.transcripts.shapes import shape_of


def read(name: str, data: bytes, roles: Roles = NO_ROLES) -> Reading:
    """One transcript in the format of this name. Raises `Unreadable`, also for a name that there is not."""
    if name not in FORMATS:
        raise Unreadable("format: none of those known")
    return FORMATS[name](data, roles)


def read_value(name: str, value: Any, roles: Roles = NO_ROLES) -> Reading:
    """The same of JSON that `load_json` read as a part of another body. Raises `Unreadable`."""
    if name in OF_JSON:
        return OF_JSON[name](Parsed(value), roles)
    try:
        data = json.dumps(value).encode()
    except RecursionError:
        raise Unreadable("body: nested too deeply") from None
    return read(name, data, roles)


def detect(data: bytes) -> str | None:
    """The format that a body has by its content; None where that is not beyond doubt, plain text included."""
    with suppress(Unreadable):
        if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
            return shape_of(load_json(data))
    try:
        content = decode(data)
    except Unreadable:
        return None
    if vtt.is_vtt(content):
        return "vtt"
    return "srt" if srt.is_srt(content) else None


def _of_turns(parse: Callable[[bytes, Roles], tuple[Turn, ...]]) -> Read:
    """A format that says nothing of the call."""
    return lambda data, roles: Reading(turns=parse(data, roles))


OF_JSON: Mapping[str, Callable[[Document, Roles], Reading]] = MappingProxyType(
    {
        "contact_lens": contact_lens.read,
        "transcribe": transcribe.read,
        "genesys": genesys.read,
        "twilio_sentences": twilio_sentences.read,
        "ringsense": ringsense.read,
        "dialpad": dialpad.read,
        "azure_speech": azure_speech.read,
        "google_insights": google_insights.read,
        "deepgram": deepgram.read,
        "assemblyai": assemblyai.read,
        "whisper": whisper.read,
    }
)
FORMATS: Mapping[str, Read] = MappingProxyType(
    {
        "vtt": _of_turns(vtt.parse),
        "srt": _of_turns(srt.parse),
        "text": _of_turns(text.parse),
        "vcon": vcon.reading,
        **OF_JSON,
    }
)
