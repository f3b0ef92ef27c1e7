import json

from hypothesis import given, settings
from hypothesis import strategies as st

from service.drafting.response import ModelOutputInvalid, read_response
from tests.service.drafting.calls import DOUBLE_CHARGE, proofs, shipped

PROFILE = shipped()
NAMES = [spec.name for spec in PROFILE.fields]
CODES = [*(spec.code for spec in PROFILE.dispositions), "none", "bogus"]
words = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "The agent refunded $24.50",
            "[[NUMBER_1]]",
            "[[NUMBER_9]]",
            "Ana",
            "2026-11-20",
            "NW4421",
            "9" * 200,
        ]
    ),
)
quotes = st.lists(
    st.fixed_dictionaries(
        {"turn": st.integers(-5, 20) | st.just(10**30), "quote": words | st.just("I'll call you back")}
    ),
    max_size=3,
)
answers = st.fixed_dictionaries(
    {
        "summary": st.fixed_dictionaries(
            {
                spec.id: st.lists(st.fixed_dictionaries({"text": words, "evidence": quotes}), max_size=4)
                for spec in PROFILE.sections
            }
        ),
        "dispositions": st.lists(
            st.fixed_dictionaries(
                {"code": st.sampled_from(CODES), "confidence": st.integers(-1, 101), "evidence": quotes}
            ),
            max_size=3,
        ),
        "alternatives": st.lists(
            st.fixed_dictionaries({"code": st.sampled_from(CODES), "confidence": st.integers(0, 100)}),
            max_size=3,
        ),
        "fields": st.fixed_dictionaries(
            {name: st.none() | st.fixed_dictionaries({"value": words, "evidence": quotes}) for name in NAMES}
        ),
        "commitments": st.lists(
            st.fixed_dictionaries(
                {
                    "who": st.sampled_from(["agent", "customer", "company"]),
                    "what": words,
                    "due": st.none() | words,
                    "evidence": quotes,
                }
            ),
            max_size=2,
        ),
        "never_automate": st.lists(
            st.fixed_dictionaries(
                {"topic": st.sampled_from(["fraud", "legal", "bogus"]), "evidence": quotes}
            ),
            max_size=2,
        ),
    }
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["summary", "fields", "dispositions", "text"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.one_of(st.text(), json_values.map(json.dumps), answers.map(json.dumps)))
@settings(max_examples=150)
def test_only_a_proposal_or_a_refusal_comes_out(text: str) -> None:
    try:
        content = read_response(text, DOUBLE_CHARGE, PROFILE).content
    except ModelOutputInvalid as refusal:
        outcome = refusal.reason
    else:
        outcome = "proposal"
        assert all(proof.quote in DOUBLE_CHARGE.turns[proof.turn].text for proof in proofs(content))

    assert outcome in {
        *("proposal", "invalid_json", "missing", "unknown_key", "wrong_enum", "too_long", "wrong_type"),
    }
