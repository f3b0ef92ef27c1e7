"""The languages that the checks understand, and which of them a call is in."""

from collections.abc import Iterable

from service.drafting.tongues.base import Lexicon
from service.drafting.tongues.english import ENGLISH
from service.drafting.tongues.french import FRENCH
from service.drafting.tongues.german import GERMAN
from service.drafting.tongues.spanish import SPANISH

__all__ = ["ENGLISH", "LEXICONS", "Lexicon", "heard_in", "lexicon_of"]

LEXICONS = {"en": ENGLISH, "es": SPANISH, "fr": FRENCH, "de": GERMAN}
ENOUGH = 3  # small words of a language, to tell it by


def lexicon_of(language: str) -> Lexicon | None:
    """By a BCP 47 tag; None for a language that we do not understand."""
    return LEXICONS.get(language.lower().split("-")[0])


def heard_in(words: Iterable[str], language: str) -> Lexicon | None:
    """The language of folded words: the one most of whose small words are among them, else the one named."""
    spoken = frozenset(words)
    counts = {name: len(spoken & lexicon.telling) for name, lexicon in LEXICONS.items()}
    named = lexicon_of(language)
    best = max(counts, key=lambda name: (counts[name], LEXICONS[name] is named))
    return LEXICONS[best] if counts[best] >= ENOUGH else named
