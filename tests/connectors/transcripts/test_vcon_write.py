"""Our calls as vCons: strict enough for the working group's schema, and read back as they were."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from connectors.contracts import CallAgent, Customer, LegKind, Speaker, Turn
from connectors.transcripts.vcon import legs
from connectors.transcripts.vcon_write import Export, ExportedCode, ExportedLeg, write

SCHEMA = Path(__file__).resolve().parents[4] / "shared/samples/telephony/vcon/vcon_json_schema.json"
START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
AVA, BEN = CallAgent(id="agent-1", name="Ava Thornton"), CallAgent(id="agent-2", name="Ben Calloway")


def turn(speaker: Speaker, text: str, start_ms: int | None = None, end_ms: int | None = None) -> Turn:
    return Turn(speaker=speaker, text=text, start_ms=start_ms, end_ms=end_ms)


FIRST = (
    turn(Speaker.IVR, "For orders press one.", 0, 1500),
    turn(Speaker.AGENT, "Fernhill Garden Tools, Ava speaking.", 2000, 4100),
    turn(Speaker.CUSTOMER, 'It is not señor\'s but mine: a "trimmer".', 4100, 4101),
    turn(Speaker.UNKNOWN, "Hm.", 5000),
)
SECOND = (turn(Speaker.AGENT, "Ben here."), turn(Speaker.CUSTOMER, "Hello Ben."))
CODES = (ExportedCode(code="REPL", label="Replacement"), ExportedCode(code="X"))
EXPORT = Export(
    uuid=UUID("0192f0c1-7a00-7c3e-9d51-2f6a1b0c4d5e"),
    created_at=START + timedelta(hours=1),
    external_id="call-4711",
    direction="inbound",
    started_at=START,
    language="en",
    customer=Customer(phone="+12025550107", name="Amara Okafor", crm_id="003A"),
    legs=(
        ExportedLeg(
            agent=AVA,
            queue="orders",
            started_at=START,
            ended_at=START + timedelta(seconds=61.5),
            turns=FIRST,
            summary="A trimmer never came.",
            dispositions=CODES,
        ),
        ExportedLeg(agent=BEN, started_at=START + timedelta(minutes=2), turns=SECOND),
    ),
)
BARE = Export(uuid=EXPORT.uuid, created_at=EXPORT.created_at, legs=(ExportedLeg(),))


def read_back(export: Export) -> Any:
    return legs(json.dumps(write(export)).encode())


def test_a_call_reads_back_as_it_was() -> None:
    first, second = read_back(EXPORT)

    assert (first.turns, second.turns) == (FIRST, SECOND)
    assert first.external_id == str(EXPORT.uuid)
    assert first.other_ids == ("call-4711",)
    assert first.customer == Customer(phone="+12025550107", name="Amara Okafor")
    assert (first.agent, second.agent) == (AVA, BEN)
    assert (first.queue, second.queue) == ("orders", None)
    assert (first.direction, first.language) == ("inbound", "en")
    assert (first.started_at, first.ended_at) == (START, START + timedelta(seconds=61.5))
    assert second.started_at == START + timedelta(minutes=2)
    assert second.leg.previous_id == first.leg.id
    assert first.leg.kind is second.leg.kind is LegKind.AGENT


def test_a_call_of_which_little_is_known_is_written_too() -> None:
    (call,) = read_back(BARE)

    assert call.turns == ()
    assert call.direction == "unknown"
    assert call.customer == Customer()


def test_the_bots_leg_is_told_from_the_agents() -> None:
    bot = ExportedLeg(kind=LegKind.BOT, started_at=START, turns=(turn(Speaker.IVR, "Hi, I am Fern."),))
    export = EXPORT.model_copy(
        update={
            "legs": (
                bot,
                *(
                    leg.model_copy(update={"started_at": START + timedelta(minutes=5 + number)})
                    for number, leg in enumerate(EXPORT.legs)
                ),
            )
        }
    )

    assert [call.leg.kind for call in read_back(export)] == [LegKind.BOT, LegKind.AGENT, LegKind.AGENT]


def test_an_agent_of_two_legs_is_one_party() -> None:
    export = EXPORT.model_copy(update={"legs": (EXPORT.legs[0], EXPORT.legs[1], EXPORT.legs[0])})

    parties = [party.get("uuid") for party in write(export)["parties"]]

    assert parties == ["003A", "agent-1", "agent-2", None]


def test_the_wrap_up_stands_among_the_analyses_of_its_leg() -> None:
    found = {analysis["type"]: analysis for analysis in write(EXPORT)["analysis"] if analysis["dialog"] == 0}

    assert found["summary"]["body"] == "A trimmer never came."
    assert found["report"]["body"] == [{"code": "REPL", "label": "Replacement"}, {"code": "X"}]
    assert not [dialog for dialog in write(EXPORT)["dialog"] if "disposition" in dialog]


def test_the_transcription_leaves_out_what_is_not_known() -> None:
    transcription = write(EXPORT)["analysis"][0]["body"]

    assert transcription["segments"][3] == {"id": 3, "start": 5.0, "text": "Hm.", "speaker": "unknown"}
    assert transcription["speakers"]["agent"]["segments"] == [1]
    assert transcription["transcript"]["duration"] == 61.5
    assert "confidence" not in json.dumps(transcription)


def test_an_outbound_call_was_begun_by_its_agent() -> None:
    dialogs = write(EXPORT.model_copy(update={"direction": "outbound"}))["dialog"]

    assert [dialog["originator"] for dialog in dialogs] == [1, 2]
    assert "originator" not in write(EXPORT)["dialog"][0]


@pytest.mark.parametrize("phone", ["0202 555 0107", "+1 202", "anonymous"])
def test_a_number_that_is_not_global_is_no_uri(phone: str) -> None:
    export = EXPORT.model_copy(update={"customer": Customer(phone=phone)})

    assert write(export)["parties"][0]["tel"] == phone


def test_a_leg_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValidationError, match="ends before it starts"):
        Export(
            uuid=EXPORT.uuid,
            created_at=START,
            legs=(ExportedLeg(started_at=START, ended_at=START - timedelta(seconds=1)),),
        )


SAID = st.text('aé:{}"\\ ', min_size=1, max_size=9).map(str.strip).filter(bool)
TURNS = st.lists(
    st.builds(
        lambda speaker, text, start, length: turn(speaker, text, start, start + length),
        st.sampled_from(Speaker),
        SAID,
        st.integers(0, 3_600_000),
        st.integers(0, 60_000),
    ),
    max_size=6,
)


@given(TURNS)
def test_whatever_was_said_reads_back_word_for_word(turns: list[Turn]) -> None:
    told = tuple(sorted(turns, key=lambda said: said.start_ms or 0))
    export = BARE.model_copy(update={"legs": (ExportedLeg(agent=AVA, started_at=START, turns=told),)})

    (call,) = read_back(export)

    assert call.turns == told


@pytest.mark.shared
@pytest.mark.skipif(not SCHEMA.exists(), reason="the shared samples are not beside the checkout")
@pytest.mark.parametrize("export", [EXPORT, BARE], ids=["full", "bare"])
def test_what_is_written_meets_the_working_groups_schema(export: Export) -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    checker = jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())

    assert [error.json_path for error in checker.iter_errors(json.loads(json.dumps(write(export))))] == []
