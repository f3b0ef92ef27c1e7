"""Few digits in talk beside parts of a card number, as they stand there when it is begun again or corrected."""

from itertools import pairwise

from service.drafting.masking.cues import is_plain
from service.drafting.masking.marks import Mark
from service.drafting.masking.numbers import Run
from service.drafting.masking.utterance import Utterance, words_between

_CARD = Mark.CARD
_GROUP = 4
# Words between the parts of a group, and between a number and its correction.
_BROKEN_OFF = 8
_CORRECTED = 3
_PRONOUNS = ("0", "1")


def mark_corrected(said: Utterance) -> None:
    """Mark what completes a group of four, and what stands between two parts: "2, or 3, no, 2078"."""
    for last, run in pairwise(said.runs):
        if _completes(said, last, run) or _is_between(said, last, run):
            run.mark(_CARD)


def _completes(said: Utterance, last: Run, run: Run) -> bool:
    size = len(last.digits) % _GROUP
    if not size or len(run.digits) != _GROUP - size or not _may_follow(said, last, run):
        return False
    return words_between(said.text, last.end, run.start) <= _BROKEN_OFF


def _is_between(said: Utterance, last: Run, run: Run) -> bool:
    if len(run.digits) >= _GROUP or not _may_follow(said, last, run):
        return False
    after = next((other for other in said.runs if other.start > run.start), None)
    if after is None or after.atoms[0].mark is not _CARD:
        return False
    gaps = words_between(said.text, last.end, run.start), words_between(said.text, run.end, after.start)
    return max(gaps) <= _CORRECTED


def _may_follow(said: Utterance, last: Run, run: Run) -> bool:
    """Whether a run without a mark stands behind a card's, and is no word that is a number too."""
    if last.atoms[-1].mark is not _CARD or run.atoms[0].mark is not None:
        return False
    spoken = run.digits in _PRONOUNS and not run.atoms[0].written
    return not spoken and not is_plain(said.text, run, dated=False)
