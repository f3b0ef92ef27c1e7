"""An answer under the schema has an end, and none that the schema allows is too long to be read."""

import json
from collections.abc import Iterator
from typing import Any

from service.domain.profile import Profile
from service.drafting import schema
from service.drafting.answer import parse
from service.drafting.schema import answer_schema

# llama.cpp takes no repetition of so many characters or items.
LLAMA_CPP_REFUSES = 2_000
# What is documented for strict schemas of OpenAI and Azure both.
LEVELS = 5
KEYWORDS = {
    "type",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "enum",
    "anyOf",
    "maxLength",
    "minItems",
    "maxItems",
    "minimum",
    "maximum",
}


def parts(one: dict[str, Any], level: int = 0) -> Iterator[tuple[dict[str, Any], int]]:
    """Every schema within, with how many objects stand around it."""
    yield one, level
    inner = level + (one.get("type") == "object")
    for part in one.get("properties", {}).values():
        yield from parts(part, inner)
    for part in one.get("anyOf", ()):
        yield from parts(part, inner)
    if "items" in one:
        yield from parts(one["items"], inner)


def test_every_text_list_and_number_has_an_end(profile: Profile) -> None:
    for part, _ in parts(answer_schema(profile)):
        if part.get("type") == "string" and "enum" not in part:
            assert 0 < part["maxLength"] < LLAMA_CPP_REFUSES
        if part.get("type") == "array":
            assert 0 <= part["maxItems"] < LLAMA_CPP_REFUSES
        if part.get("type") == "integer":
            assert (part["minimum"], part["maximum"]) in {
                (0, 100),
                (0, schema.LAST_TURN),
                (1, profile.model.most_accounts),
            }


def test_strict_modes_know_every_word_of_it_and_take_its_depth(profile: Profile) -> None:
    found = list(parts(answer_schema(profile)))

    assert {word for part, _ in found for word in part} <= KEYWORDS
    assert max(level for _, level in found) <= LEVELS


def fullest(part: dict[str, Any]) -> Any:
    """The longest answer that a schema allows."""
    if "anyOf" in part:
        return fullest(part["anyOf"][0])
    if "enum" in part:
        return part["enum"][0]
    if part["type"] == "object":
        return {name: fullest(inner) for name, inner in part["properties"].items()}
    if part["type"] == "array":
        return [fullest(part["items"])] * part["maxItems"]
    return part["maximum"] if part["type"] == "integer" else "x" * part["maxLength"]


def test_the_fullest_answer_that_the_schema_allows_can_be_read(profile: Profile) -> None:
    text = json.dumps(fullest(answer_schema(profile)))

    answer = parse(text, profile)

    assert len(answer.commitments) == schema.MOST_COMMITMENTS
    assert len(answer.commitments[0].what) == schema.LONGEST_PROMISE


def test_only_selectable_codes_can_be_chosen(profile: Profile) -> None:
    codes = answer_schema(profile)["properties"]["dispositions"]["items"]["properties"]["code"]["enum"]

    assert "billing" in {spec.code for spec in profile.dispositions}
    assert "billing" not in codes
    assert "billing_question" in codes


def test_a_profile_may_ask_for_no_accounts(profile: Profile) -> None:
    one = profile.model_copy(update={"model": profile.model.model_copy(update={"most_accounts": 1})})

    text = json.dumps(answer_schema(one))

    assert "account" not in set(text.replace('"', " ").split())
    assert "accounts" in answer_schema(profile)["properties"]
    field = answer_schema(one)["properties"]["fields"]["properties"]["amount"]
    assert field["anyOf"][1] == {"type": "null"}
