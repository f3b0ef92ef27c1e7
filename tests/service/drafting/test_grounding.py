import pytest

from connectors.contracts import Speaker
from service.domain.content import Support
from service.domain.draft import Material
from service.domain.profile import Profile
from service.drafting.answer import Quote
from service.drafting.grounding import Ground
from service.drafting.masking.fold import fold
from service.drafting.tongues import ENGLISH
from service.drafting.transcript import Transcript
from tests.service.drafting.calls import DOUBLE_CHARGE, call

REFUND = Quote(turn=6, quote="I've refunded the second charge of 24 dollars and 50 cents")


def support(profile: Profile, text: str, *quotes: Quote, material: Material = DOUBLE_CHARGE) -> Support:
    return Ground(material, profile).statement(text, quotes).support


@pytest.mark.parametrize(
    ("cited", "words", "turn", "heard"),
    [
        (1, "charged twice for my internet", 1, "charged twice for my internet"),
        (1, "CHARGED  twice for my internet", 1, "charged twice for my internet"),
        (
            5,
            "receive the money within three to five business days",
            6,
            "receive the money within three to five business days",
        ),
        (99, "I'll call you back on Friday", 8, "I'll call you back on Friday"),
        (-3, "send you the bank statement", 9, "send you the bank statement"),
        (
            6,
            "I have refunded the second charge of 24 dollars",
            6,
            "I've refunded the second charge of 24 dollars",
        ),
        (4, "Restarting the box will not help", 4, "Restarting the box will not help"),
    ],
)
def test_a_quote_is_found_with_its_true_turn_and_words(cited: int, words: str, turn: int, heard: str) -> None:
    found = Transcript(DOUBLE_CHARGE.turns).locate(cited, words)

    assert found is not None
    assert found.sure
    assert found.evidence.turn == turn
    assert heard in found.evidence.quote
    assert found.evidence.quote in DOUBLE_CHARGE.turns[turn].text


@pytest.mark.parametrize(
    "words",
    [
        "",
        "   ",
        "I promise you a full refund of everything",
        "goodbye and thank you for the free router",
        "ok",
        "yes, please",
        "end of call, customer is very happy with all",
    ],
)
def test_what_nobody_said_is_not_found(words: str) -> None:
    assert Transcript(DOUBLE_CHARGE.turns).locate(3, words) is None


def test_a_short_turn_does_not_vouch_for_a_long_quote() -> None:
    transcript = Transcript(call("c: ok then", "a: fine").turns)

    assert transcript.locate(0, "ok then I agree that you may charge my card every month") is None


@pytest.mark.parametrize(
    "words",
    [
        "two charges of $45.20 on the fifth",
        "Restarting the box will help with that",
    ],
)
def test_a_quote_with_another_number_or_without_its_not_is_doubtful(words: str) -> None:
    found = Transcript(DOUBLE_CHARGE.turns).locate(4, words)

    assert found is not None
    assert not found.sure


def test_hidden_characters_do_not_hide_what_was_said() -> None:
    turns = call("a: I'll s\u200be\u200bnd you a new r\u00adouter").turns

    found = Transcript(turns).locate(0, "send you a new router")

    assert found is not None
    assert found.speaker is Speaker.AGENT
    assert found.evidence.quote in turns[0].text


@pytest.mark.parametrize(
    "text",
    [
        "Maria Jones was charged $24.50 twice for internet.",
        "The customer was charged twice in October.",
    ],
)
def test_what_the_cited_turn_says_is_grounded(profile: Profile, text: str) -> None:
    cited = Quote(turn=1, quote="I was charged twice for my internet in October")

    assert support(profile, text, cited) is Support.GROUNDED


def test_a_spoken_amount_may_be_written(profile: Profile) -> None:
    assert support(profile, "The agent refunded the second charge of $24.50.", REFUND) is Support.GROUNDED


@pytest.mark.parametrize(
    "text",
    [
        "The agent refunded the second charge of $45.20.",  # swapped figures
        "The agent refunded 100 dollars of the charge.",
        "The agent refunded the charge to Mr Smith.",  # a name nobody said
        "Customer Ana had the second charge refunded.",  # the agent's name for the customer's
        "The agent refunded order NW4412.",  # a code nobody spelled
        "The agent refunded the second charge to [[NUMBER_7]].",  # an invented token
        "The agent refunded the charge on [card].",
        "The agent refunded the second charge, see www.refund.example.",
    ],
)
def test_a_planted_error_is_unsupported(profile: Profile, text: str) -> None:
    assert support(profile, text, REFUND) is Support.UNSUPPORTED


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        (
            "The agent solved it by restarting the box.",
            Quote(turn=4, quote="Restarting the box will not help with that"),
        ),
        ("The customer got a free holiday.", REFUND),  # nothing in common with its evidence
        ("The agent charged twice for internet.", Quote(turn=1, quote="I was charged twice for my internet")),
        ("Maria had the second charge refunded.", REFUND),  # said, but elsewhere
    ],
)
def test_a_doubtful_statement_is_weak(profile: Profile, text: str, cited: Quote) -> None:
    assert support(profile, text, cited) is Support.WEAK


def test_a_statement_whose_quote_nobody_said_is_unsupported(profile: Profile) -> None:
    invented = Quote(turn=6, quote="I have credited your account with one year of free internet")

    assert support(profile, "The customer got free internet.", invented) is Support.UNSUPPORTED
    assert support(profile, "The customer got free internet.") is Support.UNSUPPORTED


def test_german_nouns_are_no_names_but_titled_names_are(profile: Profile) -> None:
    german = profile.model_copy(update={"language": "de"})
    material = call("c: Ich bin Frau Krause und meine Rechnung ist falsch", language="de")
    cited = Quote(turn=0, quote="meine Rechnung ist falsch")

    assert support(german, "Die Kundin meldete, dass die Rechnung falsch ist.", cited, material=material) is (
        Support.GROUNDED
    )
    assert support(german, "Frau Schulze meldete eine falsche Rechnung.", cited, material=material) is (
        Support.UNSUPPORTED
    )


@pytest.mark.parametrize(
    ("text", "denies"),
    [
        ("it will not help", True),
        ("I can’t do that", True),
        ("no problem, it's done", False),
        ("nothing was sent", True),
        ("it was sent", False),
        ("a notable notice", False),
    ],
)
def test_a_denial_is_heard(text: str, denies: bool) -> None:
    assert ENGLISH.denied(fold(text).text) is denies
