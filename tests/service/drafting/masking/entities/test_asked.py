"""Windows on personal data: what opens them, what an answer makes of them, and what closes them."""

from connectors.contracts import Speaker
from service.drafting.masking.entities.asked import NOBODY, Asked
from service.drafting.masking.entities.cues import About
from service.drafting.masking.marks import Kind

AGENT, CUSTOMER = Speaker.AGENT, Speaker.CUSTOMER
NOTHING = frozenset[Kind]()
GIVEN = frozenset({Kind.ID})


def asked_for(*kinds: Kind | About) -> Asked:
    asked = Asked()
    asked.hear(list(kinds), AGENT)
    asked.pass_by(NOTHING, talk=True)
    return asked


def test_nothing_is_asked_at_first() -> None:
    assert Asked().hear([], CUSTOMER) == NOBODY


def test_what_an_agent_asks_for_may_be_answered_next() -> None:
    context = asked_for(Kind.ID).hear([], CUSTOMER)

    assert context.before == (Kind.ID,)
    assert context.sole


def test_two_questions_in_one_are_both_open_and_neither_is_sole() -> None:
    context = asked_for(Kind.ID, About.OTHER).hear([], CUSTOMER)

    assert context.before == (Kind.ID,)
    assert not context.sole


def test_another_question_of_the_agent_ends_the_first() -> None:
    asked = asked_for(Kind.ID)

    context = asked.hear([Kind.PHONE], AGENT)

    assert context.asked == (Kind.ID,)
    assert context.before == ()
    assert not asked.is_open(Kind.ID)


def test_what_an_agent_only_mentions_opens_a_window_on_ids_alone() -> None:
    asked = Asked()

    asked.hear([Kind.ID, Kind.PHONE], AGENT, mentioned=True)

    assert asked.is_open(Kind.ID)
    assert not asked.is_open(Kind.PHONE)


def test_an_id_is_not_the_sole_question_once_the_agent_says_more() -> None:
    asked = asked_for(Kind.ID)

    asked.say_more()
    asked.pass_by(NOTHING, talk=True)

    context = asked.hear([], CUSTOMER)
    assert context.before == (Kind.ID,)
    assert not context.sole


def test_a_given_id_stays_open_while_nobody_talks_past_it() -> None:
    asked = asked_for(Kind.ID)
    asked.pass_by(GIVEN, talk=False)

    for _ in range(4):
        asked.pass_by(NOTHING, talk=True)

    context = asked.hear([], CUSTOMER)
    assert Kind.ID in context.answered
    assert not context.faded


def test_a_given_id_fades_when_the_agent_talks_past_it() -> None:
    asked = asked_for(Kind.ID)
    asked.pass_by(GIVEN, talk=False)

    asked.pass_by(NOTHING, talk=True, past=True)

    assert asked.hear([], CUSTOMER).faded
    asked.pass_by(NOTHING, talk=True)
    asked.pass_by(NOTHING, talk=True)
    assert not asked.is_open(Kind.ID)


def test_patience_does_not_fade_what_was_not_given_yet_but_a_question_does() -> None:
    asked = asked_for(Kind.ID)

    asked.pass_by(NOTHING, talk=True, past=True)
    patient = asked.hear([], CUSTOMER).faded
    asked.pass_by(NOTHING, talk=True, past=True, asking=True)

    assert not patient
    assert asked.hear([], CUSTOMER).faded


def test_a_telephone_number_closes_once_it_was_given_and_talked_past() -> None:
    asked = asked_for(Kind.PHONE)
    asked.pass_by(frozenset({Kind.PHONE}), talk=True)

    asked.pass_by(NOTHING, talk=True)

    asked.pass_by(NOTHING, talk=True)
    assert not asked.is_open(Kind.PHONE)


def test_a_question_that_is_never_answered_is_forgotten() -> None:
    asked = asked_for(Kind.ID)

    for _ in range(8):
        asked.pass_by(NOTHING, talk=True)

    assert not asked.any
