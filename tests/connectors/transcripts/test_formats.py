"""Every format against a file of ours and the turns it must give: `expected/<file>`, one turn a line."""

from pathlib import Path

import pytest

from connectors.contracts import ParsedCall
from connectors.transcripts.files import read_transcript

DATA = Path(__file__).resolve().parents[2] / "data" / "transcripts"
NAMES = sorted(path.name for path in DATA.iterdir() if path.is_file())


def shown(call: ParsedCall) -> str:
    return "".join(
        f"{turn.speaker} {turn.start_ms}..{turn.end_ms} {turn.text}\n".replace("None", "")
        for turn in call.turns
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_file_reads_as_the_turns_written_beside_it(name: str) -> None:
    expected = (DATA / "expected" / name).read_text("utf-8")

    call = read_transcript(name, (DATA / name).read_bytes())

    assert shown(call) == expected
