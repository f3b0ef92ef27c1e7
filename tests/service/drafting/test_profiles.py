from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.content import CrmField
from service.domain.profile import DispositionSpec, FieldSpec, Profile, PromptTexts, SectionSpec, Topic
from service.drafting.profiles import InvalidProfile, load_shipped, parse_yaml, to_yaml
from tests.service.drafting.calls import SHIPPED

NEVER = {
    *("complaint", "escalation", "retention", "bereavement", "medical"),
    *("job_loss", "fraud", "legal", "vulnerable_customer"),
}


def test_the_shipped_profile_is_complete(profile: Profile) -> None:
    assert profile.name == SHIPPED.name
    assert {topic.topic for topic in profile.never_automate} == NEVER
    assert all(spec.when and spec.cues for spec in profile.codes)
    assert {spec.crm.field for spec in profile.fields if spec.crm} == {
        "Aftercall_Callback_Number__c",
        "Aftercall_Order_Number__c",
        "Aftercall_Product__c",
    }


def test_prompt_texts_are_exported_as_lines_to_read(profile: Profile) -> None:
    text = to_yaml(profile)

    assert "  system: |\n" in text
    assert "\n    - State only what the transcript says." in text


def test_the_shipped_profile_survives_export_and_import(profile: Profile) -> None:
    assert parse_yaml(to_yaml(profile)).content_hash() == profile.content_hash()


texts = st.text(min_size=1, max_size=60).map(
    lambda text: text.replace("{{", "").encode(errors="ignore").decode()
)
tellings = texts.filter(bool)
slugs = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(lambda slug: slug != "none")
crm_fields = st.none() | st.builds(CrmField, object=tellings, field=tellings)
profiles = st.builds(
    Profile,
    name=slugs,
    language=st.sampled_from(["en", "no", "de-AT"]),
    sections=st.lists(
        st.builds(SectionSpec, id=slugs, title=tellings, instruction=texts, max_sentences=st.integers(1, 10)),
        min_size=1,
        max_size=3,
        unique_by=lambda spec: spec.id,
    ).map(tuple),
    dispositions=st.lists(
        st.builds(
            DispositionSpec,
            code=slugs,
            label=tellings,
            when=texts,
            cues=st.lists(texts, max_size=3).map(tuple),
            crm_value=st.none() | texts,
        ),
        min_size=1,
        max_size=3,
        unique_by=lambda spec: spec.code,
    ).map(tuple),
    fields=st.lists(
        st.builds(
            FieldSpec, name=slugs, title=tellings, instruction=texts, crm=crm_fields, pattern=st.none()
        ),
        max_size=2,
        unique_by=lambda spec: spec.name,
    ).map(tuple),
    never_automate=st.lists(
        st.builds(Topic, topic=slugs, cues=st.lists(texts, min_size=1, max_size=2).map(tuple)),
        max_size=2,
        unique_by=lambda spec: spec.topic,
    ).map(tuple),
    prompts=st.builds(PromptTexts, system=tellings, user=tellings),
)


@given(profiles)
@settings(max_examples=150)
def test_every_profile_survives_export_and_import(made: Profile) -> None:
    assert parse_yaml(to_yaml(made)) == made


@pytest.mark.parametrize(
    "word",
    [
        "no",
        "yes",
        "on",
        "null",
        "~",
        "1",
        "1e3",
        "2026-01-01",
        "- a",
        "# b",
        "a: b",
        "*x",
        "&x",
        " lead",
        "trail ",
        "",
        "a\n\n b\n",
        "\u0085",
        "\ufeff",
        "[x]",
    ],
)
def test_words_that_yaml_reads_otherwise_survive(profile: Profile, word: str) -> None:
    spec = DispositionSpec(code="odd", label="Odd", when=word, cues=(word,))
    odd = profile.model_copy(update={"dispositions": (spec,)})

    assert parse_yaml(to_yaml(odd)).dispositions == (spec,)


MINIMAL = """
name: small
sections: [{id: reason, title: Reason, instruction: Why}]
dispositions: [{code: refund, label: Refund}]
prompts: {system: Be brief., user: Go.}
"""
LISTED = """
name: small
sections: [{id: reason, title: Reason}]
dispositions:
- {code: refund, label: R}
"""


@pytest.mark.parametrize(
    ("language", "begins"),
    [
        ("en", "You write"),
        ("es-MX", "Escribes"),
        ("fr", "Tu rédiges"),
        ("de", "Du schreibst"),
        ("pl", "You write"),
    ],
)
def test_a_profile_without_instructions_has_those_of_its_language(language: str, begins: str) -> None:
    own = parse_yaml(LISTED + f"language: {language}\nprompts: {{user: Go.}}\n")

    assert own.prompts.system.startswith(begins)
    assert own.prompts.user == "Go."
    assert "{{dispositions}}" in own.prompts.system


def test_a_word_such_as_no_is_a_word() -> None:
    small = parse_yaml(MINIMAL.replace("label: Refund", "label: no, cues: [on, 2026-01-01]"))

    assert small.dispositions[0].label == "no"
    assert small.dispositions[0].cues == ("on", "2026-01-01")


@pytest.mark.parametrize(("written", "may"), [("true", True), ("false", False)])
def test_yes_or_no_is_written_as_true_or_false(written: str, may: bool) -> None:  # a case
    small = parse_yaml(MINIMAL.replace("label: Refund", f"label: Refund, automatic: {written}"))

    assert small.dispositions[0].automatic is may


@pytest.mark.parametrize("written", ["yes", "'true'", "1", "on"])
def test_whatever_else_is_no_yes_or_no(written: str) -> None:
    with pytest.raises(InvalidProfile, match="valid boolean"):
        parse_yaml(MINIMAL.replace("label: Refund", f"label: Refund, automatic: {written}"))


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("", "", "must be a mapping"),
        ("- a", "", "must be a mapping"),
        ("name: [", "line 1", ""),
        (MINIMAL + "name: again\n", "line 6", "this key stands twice"),
        ("a: &a [x]\nb: *a\n", "line 2", "aliases are not allowed"),
        ("a: !!python/object:os.system x", "line 1", "could not determine a constructor"),
        (MINIMAL.replace("refund", "Refund!"), "dispositions.0.code", "String should match"),
        (MINIMAL.replace("refund", "none"), "", "built in"),
        (
            LISTED + "- {code: late, label: Late, parent: gone}\n",
            "",
            "'late' belongs under 'gone', which is not",
        ),
        (LISTED + "- {code: a, label: A, parent: a}\n", "", "'a' is under itself"),
        (LISTED + "- {code: refund, label: Again}\n", "", "the disposition 'refund' is listed twice"),
        (LISTED.replace("R}", "R, selectable: false}"), "", "no disposition is selectable"),
        (LISTED.replace("R}", "R, selectable: 3}"), "dispositions.0.selectable (refund)", "valid boolean"),
        (LISTED.replace("R}", "R, unlike: [x, '']}"), "dispositions.0.unlike.1 (refund)", "at least 1"),
        (LISTED.replace("R}", "R, example: x}"), "dispositions.0.example (refund)", "there is no such key"),
        (LISTED + "fields: [{name: at, title: At, type: hour}]", "fields.0.type (at)", "'time'"),
        (LISTED + "fields: [{name: at, title: At, said_by: boss}]", "fields.0.said_by (at)", "'agent'"),
        (LISTED + "fields: [{name: at, title: At, normaliser: x}]", "fields.0.normaliser (at)", "'digits'"),
        (LISTED + "fields: [{title: At}]", "fields.0.name", "must be given"),
        (LISTED + "never_automate: [{topic: x, examples: y}]", "never_automate.0.examples (x)", "tuple"),
        (LISTED + "automation: {precision: 1.0}", "automation.precision", "less than 1"),
        (LISTED + "model: {ask_from: {customer_words: -1}}", "model.ask_from.customer_words", "greater"),
        (LISTED + "model: {most_accounts: 5}", "model.most_accounts", "less than or equal to 4"),
        (
            MINIMAL.replace("title: Reason", "title: Reason, role: end"),
            "sections.0.role (reason)",
            "'outcome'",
        ),
        (LISTED + "prompts: {system: 3}", "prompts.system", "valid string"),
        (LISTED + "prompts: []", "prompts", ""),
        (MINIMAL + "colour: red\n", "colour", "there is no such key"),
        (MINIMAL.replace("Go.", "'Go {{secret}}.'"), "prompts.user", "line 1: unknown name {{secret}}"),
        (MINIMAL.replace("name: small", ""), "name", "must be given"),
        ("x" * 1_000_001, "", "larger than"),
        ("[" * 20_000, "", ""),
    ],
)
def test_an_invalid_document_is_refused_with_place_and_reason(text: str, place: str, reason: str) -> None:
    with pytest.raises(InvalidProfile) as caught:
        parse_yaml(text)

    assert caught.value.place.startswith(place)
    assert reason in caught.value.reason


def folder_with(path: Path, **files: str | None) -> Path:
    given: dict[str, Any] = {
        "profile.yaml": MINIMAL.split("prompts", maxsplit=1)[0],
        "system.txt": "Be brief.",
        "user.txt": "Go.",
    }
    for name, text in (given | files).items():
        if text is not None:
            (path / name).write_text(text, encoding="utf-8")
    return path


def test_a_folder_is_one_profile(tmp_path: Path) -> None:
    loaded = load_shipped(folder_with(tmp_path))

    assert loaded == parse_yaml(MINIMAL)


def test_a_folder_without_texts_has_the_shipped_ones(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, **{"system.txt": None, "profile.yaml": LISTED + "language: de"})

    loaded = load_shipped(folder)

    assert loaded.prompts.system.startswith("Du schreibst")
    assert loaded.prompts.user == "Go."


@pytest.mark.parametrize(
    ("files", "file", "reason"),
    [
        ({"system.txt": "a\nb {{secret}}"}, "system.txt", "line 2: unknown name {{secret}}"),
        ({"user.txt": ""}, "user.txt", "at least 1 character"),
        ({"profile.yaml": "name: ["}, "profile.yaml", ""),
        ({"profile.yaml": MINIMAL}, "profile.yaml", "prompt texts belong in"),
        ({"profile.yaml": "name: small"}, "profile.yaml", "must be given"),
        ({"system.txt": None, "profile.yaml": LISTED + "colour: red"}, "profile.yaml", "no such key"),
    ],
)
def test_a_faulty_file_is_named(tmp_path: Path, files: dict[str, str | None], file: str, reason: str) -> None:
    with pytest.raises(InvalidProfile) as caught:
        load_shipped(folder_with(tmp_path, **files))

    assert Path(caught.value.file).name == file
    assert reason in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidProfile) as caught:
        load_shipped(tmp_path)

    assert Path(caught.value.file).name == "profile.yaml"
    assert caught.value.reason == "the file is missing"
