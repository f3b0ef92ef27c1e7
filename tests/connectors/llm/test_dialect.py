"""The schema as one server takes it: the same shape, with other bounds or none."""

import copy
from typing import Any

import pytest
from pydantic import SecretStr

from connectors.llm.dialect import closer, without_bounds
from connectors.llm.openai import connect
from connectors.llm.settings import LlmSettings
from tests.contracts.llm import request
from tests.vendors.model import running_model

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "maximum": {"type": "integer", "minimum": 0, "maximum": 100},
        "lines": {
            "type": "array",
            "minItems": 1,
            "maxItems": 4,
            "items": {"anyOf": [{"type": "string", "maxLength": 300}, {"type": "null"}]},
        },
        "code": {"type": "string", "enum": ["maxLength", "refund"]},
    },
    "required": ["maximum", "lines", "code"],
    "additionalProperties": False,
}


def test_without_bounds_the_shape_stays_and_names_of_ours_too() -> None:
    before = copy.deepcopy(SCHEMA)

    bare = without_bounds(SCHEMA)

    assert bare == {
        "type": "object",
        "properties": {
            "maximum": {"type": "integer"},
            "lines": {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "null"}]}},
            "code": {"type": "string", "enum": ["maxLength", "refund"]},
        },
        "required": ["maximum", "lines", "code"],
        "additionalProperties": False,
    }
    assert before == SCHEMA


def test_closer_bounds_hold_wherever_there_are_wider_ones() -> None:
    near = closer(SCHEMA, text=60, items=1)

    lines = near["properties"]["lines"]
    assert (lines["minItems"], lines["maxItems"]) == (1, 1)
    assert lines["items"]["anyOf"][0]["maxLength"] == 60
    assert near["properties"]["maximum"] == SCHEMA["properties"]["maximum"]
    assert "maxLength" not in near["properties"]["code"]


def test_bounds_that_are_closer_already_stay() -> None:
    assert closer(SCHEMA, text=1_000, items=100) == SCHEMA
    assert closer(SCHEMA, text=None, items=None) == SCHEMA


BOUNDED = {
    "type": "object",
    "properties": {"note": {"type": "string", "maxLength": 300}},
    "required": ["note"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("settings", "longest"),
    [
        ({}, 300),
        ({"longest_text": 60}, 60),
        ({"schema_bounds": False}, None),
        ({"provider": "openai", "api_key": "sk-ours"}, 300),
        ({"provider": "openai", "api_key": "sk-ours", "schema_bounds": False}, None),
    ],
)
def test_bounds_are_sent_closer_or_left_out_as_the_settings_say(
    settings: dict[str, Any], longest: int | None
) -> None:
    with running_model() as stub:
        model = connect({"base_url": stub.url, "model": "small", **settings})

        model.complete(request().model_copy(update={"json_schema": BOUNDED}))

    note = stub.requests[-1].body["response_format"]["json_schema"]["schema"]["properties"]["note"]
    assert note.get("maxLength") == longest


@pytest.mark.parametrize(("given", "kept"), [({}, False), ({"schema_bounds": True}, True)])
def test_azure_gets_no_bounds_unless_they_are_asked_for(given: dict[str, bool], kept: bool) -> None:
    settings = LlmSettings(
        provider="azure",
        model="gpt",
        azure_endpoint="https://fernhill.openai.azure.com",
        api_version="2024-10-21",
        api_key=SecretStr("ours"),
        **given,
    )

    assert settings.bounded is kept
