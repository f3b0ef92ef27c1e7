"""Groups of digits with anything said between them: what stands between is open-ended, the number is one."""

from connectors.contracts import Speaker
from service.drafting.masking.luhn import AMEX, is_usual
from service.drafting.masking.marks import Mark
from service.drafting.masking.numbers import Run

# So many words that say nothing of numbers may stand between two groups: "hang on, I can't see a thing here, ah".
_MOST_WORDS = 12
# Beside a card that was found; what is farther may be another number.
_NEAR_WORDS = 8
_FEWEST_DIGITS = 13
_BESIDE_CARDS = 12
# A card number with a group corrected.
_MOST_DIGITS = 24
_LENGTH = 16
_GROUP = 4
_LARGEST_OF_AMEX = 6
_LEAST_BESIDE = 3
_ISSUERS = ("3", "4", "5", "6", "22", "23", "24", "25", "26", "27")
_AMEX_LENGTH = 15
# So many digits come twice in what was said, not in the number.
_TELLING = 6
_ROUND = "00"


class Scatter:
    """Runs of one speaker in order, with few words between; what another repeats of them counts once."""

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self._runs: list[Run] = []
        self._digits = ""
        self._words = 0
        self._reader: Speaker | None = None

    @property
    def begun(self) -> bool:
        return bool(self._runs)

    @property
    def open_run(self) -> Run | None:
        """The first run that may still be marked by what comes."""
        return next((run for run in self._runs if run.atoms[0].mark is None), None)

    @property
    def digits(self) -> str:
        return self._digits

    def end(self) -> None:
        """Another number begins, or something is said that is none."""
        if self._runs:
            self._clear()

    def pass_by(self, words: int) -> None:
        """So many words that are neither digits nor fillers."""
        if self._runs:
            self._words += words
            if self._words > _MOST_WORDS:
                self._clear()

    def add(self, run: Run, speaker: Speaker, *, asked: bool) -> bool:
        """Whether the run is a part of what is collected; `asked` if a number of any form was asked for."""
        repeated = run.digits in self._digits
        if repeated and (speaker is not self._reader or len(run.digits) >= _TELLING):
            return False
        if speaker is not self._reader:
            self._clear()
        if not self._runs and not (asked or begins_number(run)):
            return False
        self._extend_card(run)
        self._reader = speaker
        self._runs.append(run)
        self._digits += run.digits
        self._words = 0
        if len(self._digits) > _MOST_DIGITS:
            self._clear()
        return True

    def is_begun_again(self) -> bool:
        """Whether the last run begins with all that was collected before: "7 3 ... 7 3 1 9"."""
        last = self._runs[-1].digits
        before = self._digits[: -len(last)]
        return bool(before) and len(last) >= _LEAST_BESIDE and last.startswith(before)

    def is_begin_of(self, run: Run) -> bool:
        return self._digits != "" and run.digits.startswith(self._digits)

    def begin_again(self) -> None:
        """What was said before the last run is another number."""
        del self._runs[:-1]
        self._digits = self._runs[-1].digits

    def mark(self, mark: Mark) -> None:
        for run in self._runs:
            run.mark(mark)

    def reads_like_card(self, *, paid: bool) -> bool:
        """Whether the groups together are those of a card; `paid` where one is talked about.

        Prices and measures stand in a row too, so groups that nobody asked for are a card's in number and size.
        """
        if len(self._runs) < 2 or not self._digits.startswith(_ISSUERS):  # noqa: PLR2004 - one is no scatter
            return False
        if not paid and self._are_sums():
            return False
        fours = self._are_fours()
        if fours and len(self._digits) >= (_BESIDE_CARDS if paid else _FEWEST_DIGITS):
            return True
        if paid and self._digits.startswith(AMEX):
            return len(self._digits) == _AMEX_LENGTH and self._are_small()
        pairs = paid or not any(len(run.digits) % 2 for run in self._runs)
        return pairs and len(self._digits) == _LENGTH and self._are_small()

    def _are_sums(self) -> bool:
        """Whether more than one group is round, as sums and models are and few groups of a card."""
        atoms = [atom.digits for run in self._runs for atom in run.atoms]
        return sum(len(digits) > len(_ROUND) and digits.endswith(_ROUND) for digits in atoms) > 1

    def _are_fours(self) -> bool:
        """Whether words stand only where a card has its spaces."""
        return all(len(run.digits) % _GROUP == 0 for run in self._runs) and self._are_small()

    def _are_small(self) -> bool:
        """Groups of at most four digits; those of eight and more are fours that were written as one."""
        largest, at = (_LARGEST_OF_AMEX if self._digits.startswith(AMEX) else _GROUP), 0
        for run in self._runs:
            for atom in run.atoms:
                size = len(atom.digits)
                if size > largest and (size % _GROUP or at % _GROUP):
                    return False
                at += size
        return True

    def _extend_card(self, run: Run) -> None:
        """Groups beside what was found to be a card, and is not all of it, are parts of the same."""
        if not self._runs or self._words > _NEAR_WORDS:
            return
        last = self._runs[-1]
        found, other = (run, last) if run.atoms[0].mark else (last, run)
        if found.atoms[0].mark is not Mark.CARD or other.atoms[0].mark or is_usual(found.digits):
            return
        together = len(self._digits) + len(run.digits)
        if together <= _LENGTH or (len(other.digits) >= _LEAST_BESIDE and together <= _MOST_DIGITS):
            other.mark(Mark.CARD)


def begins_number(run: Run) -> bool:
    """Whether a card number may begin so."""
    return len(run.digits) >= _GROUP and run.digits.startswith(_ISSUERS)
