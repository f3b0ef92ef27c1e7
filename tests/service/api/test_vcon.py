"""A call as others read it: legs, what became of fetching, and the vCon that it is written out as."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from connectors.transcripts import vcon
from tests.service.api.house import House

SCHEMA = Path(__file__).parents[4] / "shared" / "samples" / "telephony" / "vcon" / "vcon_json_schema.json"


def exported(house: House, call_id: str) -> dict[str, Any]:
    answer = house.client.get(f"/v1/calls/{call_id}/vcon", headers=house.mara)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_a_calls_vcon_reads_back_to_the_same_masked_turns(house: House) -> None:
    wrapup = house.drafted()
    path = f"/v1/calls/{wrapup['call_id']}"
    turns = house.client.get(f"{path}/transcript", headers=house.mara).json()["items"]

    (leg,) = vcon.legs(json.dumps(exported(house, wrapup["call_id"])).encode())

    assert [(turn.speaker, turn.text) for turn in leg.turns] == [
        (one["speaker"], one["text"]) for one in turns
    ]
    assert leg.external_id


def test_what_nobody_confirmed_is_no_part_of_the_vcon(house: House) -> None:
    wrapup = house.drafted()

    found = exported(house, wrapup["call_id"])

    assert {one["type"] for one in found["analysis"]} == {"wtf_transcription"}


def test_what_the_agent_confirmed_is_part_of_the_vcon(house: House) -> None:
    house.crm.add_contact("Ada Winter", phone="+441632960123")
    wrapup = house.drafted()
    assert house.confirm(wrapup).status_code == 202

    found = exported(house, wrapup["call_id"])

    summary = next(one for one in found["analysis"] if one["type"] == "summary")
    said = [line["text"] for part in wrapup["content"]["summary"] for line in part["sentences"]]
    assert said
    assert all(line in summary["body"] for line in said)


@pytest.mark.shared
@pytest.mark.skipif(not SCHEMA.exists(), reason="the working group's schema is not here")
def test_a_calls_vcon_is_valid_by_the_working_groups_schema(house: House) -> None:
    wrapup = house.drafted()

    found = exported(house, wrapup["call_id"])

    jsonschema.Draft7Validator(json.loads(SCHEMA.read_text())).validate(found)


def test_a_turn_names_the_leg_that_it_was_said_on(house: House) -> None:
    wrapup = house.drafted()
    path = f"/v1/calls/{wrapup['call_id']}"

    call = house.client.get(path, headers=house.mara).json()
    turns = house.client.get(f"{path}/transcript", headers=house.mara).json()["items"]

    assert {turn["leg_id"] for turn in turns} == {call["legs"][0]["id"]}
    assert (call["fetches"], call["legs"][0]["kind"]) == ([], "unknown")


def test_a_posted_vcon_of_two_agents_becomes_one_call_with_a_wrapup_each(house: House) -> None:
    def said(party: int, minute: int, text: str) -> dict[str, Any]:
        start = f"2026-11-20T09:{minute:02}:00Z"
        return {"type": "text", "start": start, "parties": [party], "originator": party, "body": text}

    body = {
        "vcon": "0.4.0",
        "uuid": "01919191-0000-7000-8000-000000000001",
        "created_at": "2026-11-20T09:10:00Z",
        "parties": [
            {"role": "customer"},
            {"role": "agent", "name": "Mara"},
            {"role": "agent", "name": "Tom"},
        ],
        "dialog": [
            said(1, 0, "Support, Mara speaking."),
            said(0, 1, "My parcel never came."),
            said(2, 5, "Billing, Tom speaking."),
            said(0, 6, "I want a refund for it."),
        ],
    }

    answer = house.client.post("/v1/calls", json=body, headers=house.admin)

    call = house.client.get(f"/v1/calls/{answer.json()['call_id']}", headers=house.admin).json()
    assert (answer.status_code, len(call["legs"]), len(call["wrapup_ids"])) == (202, 2, 2)
    assert call["turns"] == 4
