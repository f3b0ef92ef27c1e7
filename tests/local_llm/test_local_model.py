"""A real language model through the whole pipeline: it may say what it likes, and only what was checked is shown.

Nothing here asks whether what it says is good; a model of this size cannot be.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from service.domain.content import NONE_OF_THESE
from service.domain.draft import DraftReason
from service.domain.profile import Profile
from service.drafting.profiles import load_shipped
from tests.e2e.machine import Machine
from tests.e2e.processes import eventually
from tests.local_llm.house import LONGEST_LIST, LONGEST_TEXT, PROFILE, PROMPTS, Drafted

pytestmark = [pytest.mark.local_llm, pytest.mark.timeout(600)]

OF_A_MODEL = {"grounded", "weak", "unsupported"}


@pytest.fixture(scope="module")
def profile() -> Profile:
    return load_shipped(PROMPTS / PROFILE)


def every_part(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Whatever says something and must show where it was said."""
    yield from sentences(content)
    for part in ("dispositions", "fields", "commitments"):
        yield from content[part]


def sentences(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for section in content["summary"]:
        yield from section["sentences"]


def test_every_call_gets_the_models_draft_or_an_extractive_one_that_says_why(drafted: list[Drafted]) -> None:
    for one in drafted:
        draft = one.wrapup["draft"]

        assert draft["status"] == "ready"
        assert (draft["kind"], draft["reason"]) == ("llm", None) or (
            draft["kind"] == "extractive" and draft["reason"] in set(DraftReason)
        )


def test_at_least_one_call_in_ten_gets_the_models_draft(
    drafted: list[Drafted], by_model: list[Drafted]
) -> None:
    assert len(by_model) >= len(drafted) / 10
    for one in by_model:
        draft = one.wrapup["draft"]
        assert draft["model"]
        assert draft["tokens"]["prompt"] > 0
        assert draft["tokens"]["completion"] > 0


def test_every_quote_shown_was_said_in_the_turn_it_names(by_model: list[Drafted]) -> None:
    for one in by_model:
        for part in every_part(one.wrapup["content"]):
            for evidence in part["evidence"]:
                assert evidence["quote"] in one.turns[evidence["turn"]]


def test_everything_shown_carries_the_verdict_of_its_check(by_model: list[Drafted]) -> None:
    for one in by_model:
        content = one.wrapup["content"]
        checked = [*sentences(content), *content["fields"], *content["commitments"]]

        assert checked
        assert {part["support"] for part in checked} <= OF_A_MODEL
        for part in checked:
            assert part["evidence"] or part["support"] == "unsupported"


def test_codes_fields_and_sections_are_those_of_the_profile(
    by_model: list[Drafted], profile: Profile
) -> None:
    codes = {spec.code for spec in profile.dispositions} | {NONE_OF_THESE}
    choices = {spec.name: set(spec.choices) for spec in profile.fields}

    for one in by_model:
        content = one.wrapup["content"]
        assert [part["section"] for part in content["summary"]] == [spec.id for spec in profile.sections]
        assert content["dispositions"]
        for part in (*content["dispositions"], *content["disposition_alternatives"]):
            assert part["code"] in codes
            assert 0 <= part["confidence"] <= 1
        for field in content["fields"]:
            # What the call does not support is left empty, with the reason.
            empty = field["support"] == "unsupported" and field["doubt"]
            assert field["value"] == "" if empty else field["value"] in choices[field["name"]]
        assert {flag["topic"] for flag in one.wrapup["flags"]} <= {
            one.topic for one in profile.never_automate
        }


def test_a_model_that_goes_on_and_on_is_held_to_the_bounds_it_was_given(by_model: list[Drafted]) -> None:
    for one in by_model:
        content = one.wrapup["content"]

        assert all(len(part["text"]) <= LONGEST_TEXT for part in sentences(content))
        assert all(len(part["what"]) <= LONGEST_TEXT for part in content["commitments"])
        assert all(len(part["evidence"]) <= LONGEST_LIST for part in every_part(content))


def test_the_models_draft_is_confirmed_by_a_person_and_written_once(
    instance: Machine, by_model: list[Drafted]
) -> None:
    wrapup = by_model[0].wrapup
    path = f"/v1/wrapups/{wrapup['id']}"
    body = {"draft": wrapup["draft"]["number"], "edits": {}, "undo_ms": 0}

    with instance.client() as client:
        answer = client.post(f"{path}/confirm", json=body, headers={"If-Match": f'"{wrapup["version"]}"'})
    written = eventually(
        lambda: instance.get(path) if instance.get(path)["state"] == "written" else None, why="it is written"
    )

    assert answer.status_code == 202, answer.text
    assert written is not None
    (record, *_) = written["targets"][0]["write"]["records"]
    tasks = [
        task for task in instance.sandbox("GET", "records/Task") if task["Aftercall_Key__c"] == record["key"]
    ]
    assert [task["Id"] for task in tasks] == [record["id"]]
    for sentence in sentences(written["content"]):
        assert sentence["text"] in tasks[0]["Description"]
