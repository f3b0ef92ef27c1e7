"""Whatever a transcript or a model says, the checks come to a verdict, and soon."""

from hypothesis import given
from hypothesis import strategies as st

from connectors.contracts import Speaker, Turn
from service.domain.content import Support
from service.domain.draft import Material
from service.domain.profile import Profile
from service.drafting.answer import Quote
from service.drafting.grounding import Ground
from service.drafting.number_tongues import TONGUES
from service.drafting.numbers import as_figures, said
from tests.service.drafting.calls import WEDNESDAY

WORDS = st.sampled_from(
    [
        "the",
        "customer",
        "agent",
        "will",
        "not",
        "refund",
        "24.50",
        "$",
        "on",
        "Friday",
        "at",
        "3",
        "pm",
        "half",
        "past",
        "twenty",
        "four",
        ".",
        ",",
        "?",
        "!",
        "[[NAME_1]]",
        "Ana's",
        "31/02/2026",
        "99:99",
        "9999-99-99",
        "a",
        "couple",
        "of",
        "uno",
        "vingt-quatre",
        "zweihundert",
        "tausend",
        "million",
        "k",
        "no",
        "yes",
        "if",
        "İ",
        "ﬁ",
        "�",
        "\u202e",
        "x",
    ]
)
TEXT = st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=20).map(" ".join))


def material(texts: list[str], language: str) -> Material:
    speakers = (Speaker.AGENT, Speaker.CUSTOMER, Speaker.UNKNOWN, Speaker.IVR)
    turns = tuple(Turn(speaker=speakers[at % 4], text=text) for at, text in enumerate(texts))
    return Material(turns=turns, started_at=WEDNESDAY, language=language)


@given(
    turns=st.lists(TEXT, max_size=4),
    text=TEXT,
    quote=TEXT,
    turn=st.integers(-3, 9),
    language=st.sampled_from(["en", "es", "fr", "de", "it", ""]),
)
def test_any_statement_about_any_call_gets_a_verdict(
    profile: Profile, turns: list[str], text: str, quote: str, turn: int, language: str
) -> None:
    ground = Ground(material(turns, language), profile.model_copy(update={"language": language or "en"}))
    quotes = [Quote(turn=turn, quote=quote[:600])]

    for grounded in (ground.statement(text, quotes), ground.promise(text, "customer", quotes)):
        assert grounded.support in (Support.GROUNDED, Support.WEAK, Support.UNSUPPORTED)
        assert (grounded.doubt is None) == (grounded.support is Support.GROUNDED)
        assert all(one.evidence.quote in turns[one.evidence.turn] for one in grounded.located)


@given(TEXT, st.sampled_from(sorted(TONGUES)))
def test_any_text_has_numbers_or_none_in_every_language(text: str, language: str) -> None:
    assert all(said(text, TONGUES[language]))
    as_figures(text)
