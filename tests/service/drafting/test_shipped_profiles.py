"""The four profiles that are shipped: complete, told apart, and read by everything that reads a profile."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.contracts import Speaker, Turn
from service.domain.draft import Material
from service.domain.profile import BUILT_IN_TOPICS, Profile
from service.drafting.profiles import SHIPPED_TEXTS, load_shipped, parse_yaml, to_yaml
from service.drafting.prompt_words import INSTRUCTED
from service.drafting.prompting import build_request, instruction_tokens
from service.drafting.ranking import rank
from service.drafting.spoken import listen
from tests.service.drafting.calls import DOUBLE_CHARGE, SHIPPED

FOLDERS = sorted(path.parent for path in SHIPPED.parent.glob("*/profile.yaml"))
LINES = ("banking", "retail", "telecom")
RANKED = 3
SHARE = 0.95

each = pytest.mark.parametrize(
    "shipped", [load_shipped(folder) for folder in FOLDERS], ids=lambda one: one.name
)


def test_there_are_four_under_their_own_names() -> None:
    assert [folder.name for folder in FOLDERS] == ["banking", "default", "retail", "telecom"]
    assert [load_shipped(folder).name for folder in FOLDERS] == [folder.name for folder in FOLDERS]


@each
def test_a_shipped_profile_survives_export_and_import(shipped: Profile) -> None:
    assert parse_yaml(to_yaml(shipped)) == shipped


@each
def test_sections_say_what_to_cover_and_the_outcome_and_what_comes_next_have_their_own(
    shipped: Profile,
) -> None:
    assert [spec.role for spec in shipped.sections] == ["reason", "actions", "outcome", "next"]
    assert all(len(spec.covers) > 1 for spec in shipped.sections)


@each
def test_every_code_is_told_from_its_neighbours_and_stands_under_a_heading(shipped: Profile) -> None:
    headings = {spec.code for spec in shipped.dispositions if not spec.selectable}

    assert [spec.code for spec in shipped.codes if not (spec.when and spec.cues and spec.unlike)] == []
    assert [spec.code for spec in shipped.codes if len(spec.examples) < 3] == []
    assert {spec.parent for spec in shipped.codes} == headings
    assert len({example for spec in shipped.codes for example in spec.examples}) == sum(
        len(spec.examples) for spec in shipped.codes
    )


@pytest.mark.parametrize("name", LINES)
def test_a_line_of_business_has_twenty_to_forty_codes(name: str) -> None:
    assert 20 <= len(load_shipped(SHIPPED.parent / name).codes) <= 40


@pytest.mark.parametrize("name", LINES)
def test_what_the_company_granted_must_be_the_agents_word_and_what_is_the_customers_theirs(name: str) -> None:
    fields = {spec.name: spec for spec in load_shipped(SHIPPED.parent / name).fields}

    granted = {name for name in fields if name.startswith(("refund_", "credit_"))}
    assert granted
    assert {fields[name].said_by for name in granted} == {"agent"}
    assert "customer" in {spec.said_by for spec in fields.values()}
    assert any(spec.required for spec in fields.values())


@each
def test_every_built_in_topic_is_listed_with_a_title_and_examples_in_several_languages(
    shipped: Profile,
) -> None:
    assert {topic.topic for topic in shipped.never_automate} == BUILT_IN_TOPICS
    assert all(topic.title and len(topic.examples) >= 5 for topic in shipped.never_automate)


@each
def test_customers_own_words_bring_up_their_code(shipped: Profile) -> None:
    """Each example by itself, the profile without it: its code is among the first three proposed."""
    missed = [
        (spec.code, example)
        for spec in shipped.codes
        for example in spec.examples
        if spec.code not in _ranked(_without(shipped, example), example)
    ]

    count = sum(len(spec.examples) for spec in shipped.codes)
    assert 1 - len(missed) / count >= SHARE, missed


@each
def test_words_that_sound_like_a_code_and_are_anothers_do_not_bring_it_up_first(shipped: Profile) -> None:
    wrong = [
        (spec.code, said)
        for spec in shipped.codes
        for said in spec.unlike
        if _ranked(shipped, said)[:1] == [spec.code]
    ]

    assert wrong == []


def _without(profile: Profile, example: str) -> Profile:
    codes = tuple(
        spec.model_copy(update={"examples": tuple(one for one in spec.examples if one != example)})
        for spec in profile.dispositions
    )
    return profile.model_copy(update={"dispositions": codes})


def _ranked(profile: Profile, said: str) -> list[str]:
    turn = Turn(speaker=Speaker.CUSTOMER, text=said)
    heard = listen(Material(turns=(turn,), started_at=datetime(2026, 1, 5, tzinfo=UTC)))
    return [one.spec.code for one in rank(heard, profile)[:RANKED]]


@each
def test_the_instructions_leave_room_for_a_call_in_a_small_context(shipped: Profile) -> None:
    assert instruction_tokens(shipped) < 12_000


@pytest.mark.parametrize("language", INSTRUCTED)
def test_the_shipped_texts_of_every_language_ask_for_the_same_and_can_be_rendered(language: str) -> None:
    (system, user) = (_text(name, language) for name in ("system", "user"))
    document = "name: x\nsections: [{id: a, title: A}]\ndispositions: [{code: b, label: B}]\n"
    profile = parse_yaml(f"{document}language: {language}\n")

    request = build_request(DOUBLE_CHARGE, profile, deadline_ms=1)

    for name in ("language", "sections", "dispositions", "fields", "topics"):
        assert system.count("{{" + name + "}}") == 1
    assert "{{call_date}}" in user
    assert "{{agent_name}}" in user
    assert "{{call_date}}" not in system
    assert "{{" not in request.messages[0].content + request.messages[1].content
    assert system.count("\n- ") == _text("system", "en").count("\n- ")


def _text(name: str, language: str) -> str:
    return Path(SHIPPED_TEXTS / f"{name}.{language}.txt").read_text(encoding="utf-8")
