"""Edits as a merge patch: whatever a client sends, only text and choices change, or it is refused."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from service.domain.content import (
    Commitment,
    Content,
    CrmField,
    Disposition,
    Evidence,
    FieldValue,
    Section,
    Sentence,
)
from service.domain.edits import apply_edits
from service.domain.errors import Invalid
from service.domain.profile import DispositionSpec, FieldSpec, Profile, PromptTexts, SectionSpec

PROFILE = Profile(
    name="default",
    sections=(SectionSpec(id="reason", title="Reason", instruction=""),),
    dispositions=(
        DispositionSpec(code="billing", label="Billing"),
        DispositionSpec(code="fault", label="Fault"),
    ),
    fields=(
        FieldSpec(
            name="order", title="Order", pattern=r"\d{4,8}", crm=CrmField(object="Task", field="Order__c")
        ),
        FieldSpec(name="size", title="Size", type="choice", choices=("small", "large")),
        FieldSpec(name="day", title="Day", type="date"),
    ),
    prompts=PromptTexts(system="s", user="u"),
)
QUOTE = (Evidence(turn=1, quote="bill"),)
CONTENT = Content(
    summary=(
        Section(
            id="g1",
            section="reason",
            title="Reason",
            sentences=(Sentence(id="s1", text="A bill.", evidence=QUOTE, support="grounded"),),
        ),
    ),
    dispositions=(Disposition(id="d1", code="billing", label="Billing", confidence=0.9, evidence=QUOTE),),
    fields=(FieldValue(id="f1", name="order", value="4512", evidence=QUOTE, support="grounded"),),
    commitments=(Commitment(id="c1", who="agent", what="call back", due="2026-11-24", evidence=QUOTE),),
)

NAMES = st.sampled_from(
    ["id", "code", "label", "value", "name", "what", "who", "due", "text", "sentences", "support"]
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=20),
    st.sampled_from(
        ["s1", "d1", "f1", "c1", "g1", "billing", "none", "order", "agent", "2026-02-30", "4512"]
    ),
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=12,
)
PARTS = st.sampled_from(
    ["summary", "dispositions", "fields", "commitments", "disposition_alternatives", "other"]
)


@given(st.dictionaries(PARTS, JSON, max_size=4))
def test_any_patch_gives_valid_content_or_pointers(patch: dict[str, Any]) -> None:
    try:
        content, paths = apply_edits(CONTENT, patch, PROFILE)
    except Invalid as refused:
        pointers = [problem.pointer for problem in refused.problems]
    else:
        assert Content.model_validate_json(content.model_dump_json()) == content
        assert (content == CONTENT) == (not paths)
        return

    assert pointers
    assert all(pointer.startswith("/content") for pointer in pointers)


@given(st.sampled_from(["grounded", "weak", "unsupported"]), st.floats(0, 1))
def test_support_confidence_and_evidence_from_a_client_are_ignored(support: str, confidence: float) -> None:
    claims = {"support": support, "confidence": confidence, "evidence": [{"turn": 7, "quote": "invented"}]}
    patch = {
        "dispositions": [{"id": "d1", "code": "billing", **claims}],
        "fields": [{"id": "f1", "value": "4512", **claims}],
        "commitments": [{"id": "c1", **claims}],
    }

    content, paths = apply_edits(CONTENT, patch, PROFILE)

    assert (content, paths) == (CONTENT, ())


def test_a_changed_code_loses_the_models_confidence() -> None:
    content, paths = apply_edits(CONTENT, {"dispositions": [{"id": "d1", "code": "fault"}]}, PROFILE)

    changed = content.dispositions[0]
    assert (changed.id, changed.label, changed.confidence, changed.evidence) == ("d1", "Fault", None, ())
    assert paths == ("dispositions/d1/code",)


def test_what_a_client_leaves_out_of_a_list_is_gone_and_named() -> None:
    content, paths = apply_edits(CONTENT, {"fields": [], "commitments": None}, PROFILE)

    assert (content.fields, content.commitments) == ((), ())
    assert paths == ("fields/f1", "commitments/c1")


def test_a_field_added_by_the_agent_keeps_the_profiles_mapping() -> None:
    content, _ = apply_edits(CONTENT, {"fields": [{"name": "order", "value": "77777"}]}, PROFILE)

    added = content.fields[0]
    assert (added.value, added.support, added.crm) == (
        "77777",
        "agent",
        CrmField(object="Task", field="Order__c"),
    )


def test_values_that_break_the_profiles_rules_are_refused_with_the_rule() -> None:
    patch = {
        "fields": [
            {"name": "order", "value": "12"},
            {"name": "size", "value": "huge"},
            {"name": "day", "value": "2026-02-30"},
        ]
    }
    problems = {}

    try:
        apply_edits(CONTENT, patch, PROFILE)
    except Invalid as refused:
        problems = {problem.pointer: problem.detail for problem in refused.problems}

    assert problems == {
        "/content/fields/0/value": "does not have the form that this field needs",
        "/content/fields/1/value": "must be one of: small, large",
        "/content/fields/2/value": "must be a day such as 2026-11-24",
    }
