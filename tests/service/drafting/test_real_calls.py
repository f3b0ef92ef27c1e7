import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.contracts import Speaker, Turn
from service.domain.draft import Material
from service.domain.profile import Profile
from service.drafting.extractive import extract
from tests.service.drafting.calls import proofs

SPEAKERS = {speaker.value for speaker in Speaker}
DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "dev"


def calls(file: str) -> list[Material]:
    path = DATA / file
    if not path.exists():
        pytest.skip("the shared conversations are not there")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Material(
            turns=tuple(
                Turn(speaker=Speaker(said["speaker"]), text=said["text"])
                for said in row["utterances"]
                if said["speaker"] in SPEAKERS
            ),
            started_at=datetime(2026, 11, 18, tzinfo=UTC),
        )
        for row in rows
    ]


@pytest.mark.shared
@pytest.mark.parametrize("file", ["star.jsonl", "multidogo.jsonl", "abcd.jsonl"])
def test_every_real_call_gives_a_proposal_whose_quotes_stand_in_their_turns(
    profile: Profile, file: str
) -> None:
    with_reason = 0
    materials = calls(file)

    for material in materials:
        proposal = extract(material, profile)
        content = proposal.content
        with_reason += bool(content.summary[0].sentences)
        for proof in (*proofs(content), *(proof for flag in proposal.flags for proof in flag.evidence)):
            assert proof.quote
            assert proof.quote in material.turns[proof.turn].text

    assert with_reason >= 0.9 * len(materials)
