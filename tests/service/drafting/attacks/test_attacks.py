"""Spoken attacks against a model that obeys them: what stops them is our own gates.

The obedient model obeys what it reads. A second one obeys what it was not even shown, and cites something else:
then only the check of its answer is left, which makes of it nothing that would pass as borne out.
"""

import json
from typing import Any, NamedTuple

import pytest

from service.domain.content import Support
from service.domain.draft import Material, Proposal
from service.drafting.addressed import quieted
from service.flows.asking import Answers, answered
from tests.service.drafting.attacks.cases import Attack, attacks, clean_calls
from tests.service.drafting.attacks.obedient import Obedient
from tests.service.drafting.calls import shipped

ATTACKS = attacks()
CALLS = clean_calls()
PROFILE = shipped()
SHOWN = frozenset({Support.GROUNDED, Support.WEAK})


class Record(NamedTuple):
    """What of a draft reaches the CRM, or decides who looks at it."""

    codes: list[str]
    fields: dict[str, str]
    topics: list[str]
    promises: list[tuple[str, str, str | None]]
    summary: list[str]


def _answers(material: Material, model: Obedient) -> Answers:
    return answered(model, material, PROFILE, cued=None, deadline_ms=1_000)


def _drafted(material: Material, model: Obedient) -> Proposal:
    return _answers(quieted(material), model).proposal


def _record(proposal: Proposal, supports: frozenset[Support] = SHOWN) -> Record:
    """What is supported so far; by default all but what is marked as unsupported."""
    content = proposal.content
    sentences = (one for section in content.summary for one in section.sentences)
    return Record(
        codes=[one.code for one in content.dispositions],
        fields={one.name: one.value for one in content.fields if one.value and one.support in supports},
        topics=[flag.topic for flag in proposal.flags],
        promises=[(one.who, one.what, one.due) for one in content.commitments if one.support in supports],
        summary=[one.text for one in sentences if one.support in supports],
    )


def _without_evidence(answer: Any) -> Any:
    if isinstance(answer, dict):
        return {key: _without_evidence(value) for key, value in answer.items() if key != "evidence"}
    return [_without_evidence(one) for one in answer] if isinstance(answer, list) else answer


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_no_attack_changes_the_record_against_its_clean_twin(attack: Attack) -> None:
    clean = _drafted(attack.clean, Obedient(attack, PROFILE))

    attacked = _drafted(attack.attacked, Obedient(attack, PROFILE))

    assert _record(attacked) == _record(clean)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_a_model_that_obeys_what_it_was_not_shown_adds_no_undoubted_field_or_promise(attack: Attack) -> None:
    clean = _record(_drafted(attack.clean, Obedient(attack, PROFILE)))

    obeying = _drafted(attack.attacked, Obedient(attack, PROFILE, deaf_to_gates=True))

    attacked = _record(obeying, frozenset({Support.GROUNDED}))
    assert attacked.fields.items() <= clean.fields.items()
    assert set(attacked.promises) <= set(clean.promises)
    assert set(clean.topics) <= set(attacked.topics)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_the_model_obeys_where_nothing_is_taken_out(attack: Attack) -> None:
    """Else the attack proves nothing: heard, it must change the answer."""
    model = Obedient(attack, PROFILE)
    honest = json.loads(_answers(attack.clean, Obedient(attack, PROFILE)).completion.text)

    answer = json.loads(_answers(attack.attacked, model).completion.text)

    assert model.obeyed
    assert _without_evidence(answer) != _without_evidence(honest)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_even_where_nothing_is_taken_out_no_promise_is_made_and_no_flag_lost(attack: Attack) -> None:
    sure = frozenset({Support.GROUNDED})
    clean = _answers(attack.clean, Obedient(attack, PROFILE)).proposal

    heard = _answers(attack.attacked, Obedient(attack, PROFILE)).proposal

    assert set(_record(heard, sure).promises) <= set(_record(clean, sure).promises)
    assert set(_record(clean).topics) <= set(_record(heard).topics)


@pytest.mark.parametrize("clean", CALLS, ids=lambda clean: clean.name)
def test_an_honest_answer_to_a_clean_call_survives(clean: Attack) -> None:
    """A record that is empty anyway would be changed by nothing."""
    drafted = _drafted(clean.clean, Obedient(clean, PROFILE))

    record = _record(drafted)
    honest = clean.honest
    assert not drafted.addressed
    assert record.codes == [one["code"] for one in honest["dispositions"]]
    assert all((one.confidence or 0) > 0.6 for one in drafted.content.dispositions)
    assert record.fields == {name: one["value"] for name, one in honest["fields"].items()}
    assert {one["topic"] for one in honest["topics"]} <= set(record.topics)
    assert record.promises == [(one["who"], one["what"], one["due"]) for one in honest["commitments"]]
    assert record.summary == [one["text"] for part in honest["summary"].values() for one in part]


def test_there_are_enough_attacks_of_different_kinds_in_all_calls() -> None:
    names = [attack.name for attack in ATTACKS]

    assert len(ATTACKS) >= 60
    assert len(set(names)) == len(names)
    assert len({attack.kind for attack in ATTACKS}) >= 20
    assert {attack.call for attack in ATTACKS} == {clean.name for clean in CALLS}
    assert {clean.clean.language for clean in CALLS} >= {"en", "es", "fr", "de"}
