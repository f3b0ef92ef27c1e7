"""Our own test data as bodies: read from the files, altered, and shown in one line a turn."""

import json
from pathlib import Path
from typing import Any

import pytest

from connectors.contracts import Speaker, Unreadable
from connectors.transcripts.reading import NO_ROLES, Read, Reading, Roles

DATA = Path(__file__).resolve().parents[2] / "data" / "transcripts"
AGENT, CUSTOMER, IVR, UNKNOWN = Speaker.AGENT, Speaker.CUSTOMER, Speaker.IVR, Speaker.UNKNOWN


def sample(name: str) -> Any:
    return json.loads((DATA / name).read_bytes())


def reading(read: Read, value: object, roles: Roles = NO_ROLES) -> Reading:
    return read(json.dumps(value).encode(), roles)


def said(found: Reading) -> list[tuple[Speaker, str]]:
    return [(turn.speaker, turn.text) for turn in found.turns]


def reason_of(read: Read, value: object) -> str:
    with pytest.raises(Unreadable) as refused:
        reading(read, value)
    return refused.value.reason
