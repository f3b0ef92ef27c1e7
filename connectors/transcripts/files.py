"""A transcript file of any format we read, by its name's ending and its content, into a call."""

import hashlib
import re
from pathlib import PurePath

from connectors.contracts import Leg, ParsedCall, Unreadable
from connectors.transcripts import vcon
from connectors.transcripts.formats import detect, read
from connectors.transcripts.reading import Reading

PLAIN = frozenset({"", ".txt", ".text", ".log", ".md"})
BY_ENDING = {".vtt": "vtt", ".srt": "srt", ".vcon": "vcon"}
ENDINGS = ".vtt, .srt, .vcon, .json, .txt"
STEM = 120
NOT_IN_AN_ID = re.compile(r"[^\w.-]+", re.ASCII)


def read_transcript(name: str, data: bytes) -> ParsedCall:
    """The call of one file. Raises `Unreadable`.

    A file without ids of its own is named by its name and its content, so that the same file is the same
    call however often it is sent, and a corrected one is a new call.
    """
    path = PurePath(name)
    found = _format(path.suffix.lower(), data)
    if found == "vcon":
        return vcon.parse(data)
    reading = read(found, data)
    stem = NOT_IN_AN_ID.sub("_", path.stem)[:STEM]
    return _call(reading, f"{stem}-{hashlib.sha256(data).hexdigest()[:16]}")


def _format(ending: str, data: bytes) -> str:
    if ending in BY_ENDING:
        return BY_ENDING[ending]
    if ending == ".json" or (ending in PLAIN and data.lstrip()[:1] == b"{"):
        # What is not known is refused as a vCon, the one open format among them.
        return detect(data) or "vcon"
    if ending not in PLAIN:
        raise Unreadable(f"file: its ending is none of {ENDINGS}")
    return detect(data) or "text"


def _call(reading: Reading, name: str) -> ParsedCall:
    return ParsedCall(
        external_id=reading.call_id or name,
        leg=Leg(id=reading.leg_id),
        started_at=reading.started_at,
        language=reading.language,
        turns=reading.turns,
        revision=reading.revision,
    )
