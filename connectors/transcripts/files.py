"""A transcript file of any format we read, by its name's ending and its content, into a call."""

import hashlib
import re
from collections.abc import Callable
from pathlib import PurePath

from connectors.contracts import ParsedCall, Turn, Unreadable
from connectors.transcripts import srt, text, vcon, vtt
from connectors.transcripts.decoding import decode

PLAIN = frozenset({"", ".txt", ".text", ".log", ".md"})
VCON = frozenset({".vcon", ".json"})
STEM = 120
NOT_IN_AN_ID = re.compile(r"[^\w.-]+", re.ASCII)


def read_transcript(name: str, data: bytes) -> ParsedCall:
    """The call of one file. Raises `Unreadable`.

    Formats without ids of their own are named by the file and its content, so that the same file is the
    same call however often it is sent, and a corrected one is a new call.
    """
    path = PurePath(name)
    ending = path.suffix.lower()
    if ending in VCON or (ending in PLAIN and data.lstrip()[:1] == b"{"):
        return vcon.parse(data)
    turns = _parser(ending, data)(data)
    stem = NOT_IN_AN_ID.sub("_", path.stem)[:STEM]
    return ParsedCall(external_id=f"{stem}-{hashlib.sha256(data).hexdigest()[:16]}", turns=turns)


def _parser(ending: str, data: bytes) -> Callable[[bytes], tuple[Turn, ...]]:
    if ending == ".vtt":
        return vtt.parse
    if ending == ".srt":
        return srt.parse
    if ending not in PLAIN:
        raise Unreadable("file: its ending is none of .vtt, .srt, .vcon, .json, .txt")
    content = decode(data)
    if vtt.is_vtt(content):
        return vtt.parse
    return srt.parse if srt.is_srt(content) else text.parse
