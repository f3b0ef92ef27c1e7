"""The languages that masking hears, all at once: a call may change language, and senders often name none."""

from service.drafting.masking.languages.base import Cue, Language
from service.drafting.masking.languages.union import (
    LANGUAGES,
    SLIPS,
    NumberWord,
    Sort,
    compounds,
    scales_in_compounds,
    silent,
    vocabulary,
)

__all__ = [
    "LANGUAGES",
    "SLIPS",
    "Cue",
    "Language",
    "NumberWord",
    "Sort",
    "compounds",
    "scales_in_compounds",
    "silent",
    "vocabulary",
]
