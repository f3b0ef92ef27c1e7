"""The confirmed code on its way back to Genesys Cloud: once, to the right participant, never over the agent's words."""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.contracts import Codes, Coding
from connectors.errors import ConnectorError, Outcome, Permanent, Validation
from connectors.telephony.genesys_cloud import connect
from tests.vendors.genesys_cloud import StubGenesysCloud, running_genesys_cloud
from tests.vendors.genesys_cloud_calls import AVA, BEN, CALL, conversation

PERSON = f"/api/v2/conversations/calls/{CALL}/participants/p-{BEN}"


@pytest.fixture
def genesys() -> Iterator[StubGenesysCloud]:
    with running_genesys_cloud() as stub:
        stub.conversations[CALL] = conversation()
        yield stub


def coding(**more: Any) -> Coding:
    told = {
        "key": "key-1",
        "external_id": CALL,
        "leg_id": BEN,
        "agent_id": "u-ben",
        "codes": ("refund", "billing"),
        "labels": ("Refund", "Billing"),
        "summary": "Charged twice, refunded.",
    }
    return Coding.model_validate(told | more)


def source_of(genesys: StubGenesysCloud, **settings: Any) -> Codes:
    return connect(genesys.settings | {"codes": {"refund": "w-refund"}} | settings)


def refused(source: Codes, told: Coding) -> ConnectorError:
    with pytest.raises(ConnectorError) as error:
        source.code(told, deadline_ms=10_000)
    return error.value


def test_the_main_code_and_the_summary_go_to_the_agents_own_leg(genesys: StubGenesysCloud) -> None:
    source_of(genesys).code(coding(), deadline_ms=10_000)

    wrapup = {"code": "w-refund", "notes": "Charged twice, refunded."}
    assert genesys.writes == [(f"{PERSON}/communications/{BEN}/wrapup", wrapup)]


def test_the_participants_own_wrap_up_is_written_where_the_settings_say_so(genesys: StubGenesysCloud) -> None:
    source = source_of(genesys, wrapup_of="participant", notes=False)

    source.code(coding(), deadline_ms=10_000)
    source.code(coding(), deadline_ms=10_000)

    assert genesys.writes == [(PERSON, {"wrapup": {"code": "w-refund"}})]


def test_a_code_written_twice_is_written_once(genesys: StubGenesysCloud) -> None:
    source = source_of(genesys)

    source.code(coding(), deadline_ms=10_000)
    source.code(coding(), deadline_ms=10_000)

    assert len(genesys.writes) == 1


def test_a_lost_answer_leads_to_no_second_write(genesys: StubGenesysCloud) -> None:
    source = source_of(genesys)
    genesys.hang_up = True

    error = refused(source, coding())
    source.code(coding(), deadline_ms=10_000)

    assert error.outcome is Outcome.UNKNOWN
    assert len(genesys.writes) == 1


def test_another_code_there_is_replaced_and_the_agents_notes_stay(genesys: StubGenesysCloud) -> None:
    typed = {"code": "w-other", "notes": "What Ben typed."}
    genesys.conversations[CALL]["participants"][0]["wrapup"] = typed

    source_of(genesys).code(coding(), deadline_ms=10_000)

    assert [body for _, body in genesys.writes] == [{"code": "w-refund", "notes": "What Ben typed."}]


def test_each_agents_leg_has_its_own_code(genesys: StubGenesysCloud) -> None:
    source = source_of(genesys)

    source.code(coding(), deadline_ms=10_000)
    source.code(coding(leg_id=AVA, agent_id="u-ava"), deadline_ms=10_000)

    assert [path.split("/")[-1 - 3] for path, _ in genesys.writes] == [f"p-{BEN}", f"p-{AVA}"]


def test_long_notes_are_cut(genesys: StubGenesysCloud) -> None:
    source_of(genesys).code(coding(summary="word " * 2_000), deadline_ms=10_000)

    assert [len(body["notes"]) for _, body in genesys.writes] == [4_000]


def test_a_code_without_a_mapping_is_told_to_the_agent(genesys: StubGenesysCloud) -> None:
    error = refused(source_of(genesys), coding(codes=("complaint",)))

    assert isinstance(error, Validation)
    assert [issue.code for issue in error.issues] == ["no_mapping"]
    assert genesys.requests == []


@pytest.mark.parametrize("leg_id", ["", "c-unknown"], ids=["none", "unknown"])
def test_a_leg_that_is_not_there_is_not_coded(genesys: StubGenesysCloud, leg_id: str) -> None:
    error = refused(source_of(genesys), coding(leg_id=leg_id))

    assert isinstance(error, Permanent)
    assert genesys.writes == []


def test_a_conversation_that_is_gone_is_told_as_such(genesys: StubGenesysCloud) -> None:
    genesys.conversations.clear()

    assert isinstance(refused(source_of(genesys), coding()), Permanent)


def test_none_of_the_codes_is_written_as_nothing(genesys: StubGenesysCloud) -> None:
    source_of(genesys).code(coding(codes=(), labels=()), deadline_ms=10_000)

    assert genesys.requests == []
