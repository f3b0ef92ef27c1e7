"""Month and year in their conversation: which of them are a card's expiry."""

from service.drafting.masking.cues import has_unit, names_other_card
from service.drafting.masking.expiry import (
    is_month_and_year,
    is_of_a_day,
    is_year_of_month,
    month_before,
    reads_as_expiry,
)
from service.drafting.masking.languages import Cue
from service.drafting.masking.numbers import Run
from service.drafting.masking.utterance import Utterance, says_expiry
from service.drafting.masking.windows import Windows

_GROUP = 3
_BARE = 1


def is_expiry(windows: Windows, said: Utterance, run: Run) -> bool:
    """Whether a run is the month and year, or the year, with which a card expires."""
    month = month_before(run, said.months)
    if month and is_of_a_day(said.text, month):
        return False
    if windows.card.is_open() and is_year_of_month(run, said.months) and not has_unit(said.text, run):
        return Cue.CARD in said.cues or not names_other_card(said.text)
    if not (windows.expiry.is_open() and windows.card.is_open()):
        return is_month_and_year(run, said.months) and says_expiry(said, run)
    if Cue.CODE in windows.latest and (Cue.EXPIRY not in windows.latest or len(run.digits) == _GROUP):
        return False
    return reads_as_expiry(run, said.months, bare=said.content <= _BARE) and not has_unit(said.text, run)
