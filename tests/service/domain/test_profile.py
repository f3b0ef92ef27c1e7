"""Profiles refuse what would fail later, and say where."""

import pytest
from pydantic import ValidationError

from service.domain.profile import (
    DispositionSpec,
    FieldSpec,
    Profile,
    PromptTexts,
    SectionSpec,
    VersionedProfile,
)

SECTION = SectionSpec(id="reason", title="Reason", instruction="Why they called.")
CODE = DispositionSpec(code="billing", label="Billing")
PROMPTS = PromptTexts(system="You write notes.\n{{ dispositions }}", user="{{language}}")


def _profile(**changes: object) -> Profile:
    parts = {"name": "default", "sections": (SECTION,), "dispositions": (CODE,), "prompts": PROMPTS}
    return Profile.model_validate({**parts, **changes})


def test_a_prompt_with_an_unknown_name_is_refused_with_its_line() -> None:
    with pytest.raises(ValidationError, match=r"line 2: unknown name \{\{secret\}\}"):
        PromptTexts(system="Notes.\nUse {{ secret }}.", user="x")


@pytest.mark.parametrize(
    "changes",
    [
        {"sections": (SECTION, SECTION)},
        {"dispositions": (CODE, CODE)},
        {"fields": (FieldSpec(name="a", title="A"), FieldSpec(name="a", title="B"))},
        {"dispositions": (CODE, DispositionSpec(code="none", label="Nothing"))},
        {"sections": ()},
        {"name": "Not A Slug"},
        {"unknown": 1},
    ],
)
def test_a_profile_that_contradicts_itself_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        _profile(**changes)


def test_a_pattern_that_does_not_compile_is_refused_when_it_is_saved() -> None:
    with pytest.raises(ValidationError, match="not a regular expression"):
        FieldSpec(name="order", title="Order", pattern="(")


def test_the_hash_names_the_content_and_nothing_else() -> None:
    assert _profile().content_hash() == _profile().content_hash()
    assert _profile().content_hash() != _profile(language="de").content_hash()
    assert VersionedProfile(profile=_profile(), version=3).ref == "default@3"


def test_none_of_these_is_always_in_the_catalogue() -> None:
    assert _profile().label_of("none") == "None of these"
    with pytest.raises(KeyError):
        _profile().label_of("no_such")
