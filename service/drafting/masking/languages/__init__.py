"""The languages that masking hears, all at once: a call may change language, and senders often name none."""

from service.drafting.masking.languages.base import Cue, Language
from service.drafting.masking.languages.english import ENGLISH
from service.drafting.masking.languages.french import FRENCH
from service.drafting.masking.languages.german import GERMAN
from service.drafting.masking.languages.spanish import SPANISH

LANGUAGES = (ENGLISH, SPANISH, FRENCH, GERMAN)

__all__ = ["LANGUAGES", "Cue", "Language"]
