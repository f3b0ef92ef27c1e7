"""Groups of digits that may be one number, read out over several utterances and read back."""

from connectors.contracts import Speaker
from service.drafting.masking.luhn import AMEX, LONGEST, is_usual
from service.drafting.masking.marks import Mark
from service.drafting.masking.numbers import Run

_PATIENCE = 3
COMPLETE = 15
_BEGUN = 8
_FOUR = 4
_LARGEST = 6
_ISSUERS = tuple("3456")


class Chain:
    """Runs in order. What another than the first speaker repeats of it is no part of the number."""

    def __init__(self) -> None:
        self._runs: list[Run] = []
        self._marked = 0
        self._groups: list[str] = []
        self._tail = ""
        self._first = ""
        self._fours = True
        self._largest = 0
        self._largest_odd = 0
        self._reader: Speaker | None = None
        self._waited = 0
        self._added = False
        self.digits = 0
        self.utterances = 0
        # Whether somebody only said "mm hm" or repeated a group, as one does while noting a number down.
        self.paced = False

    @property
    def begun(self) -> bool:
        return bool(self._runs)

    @property
    def open_run(self) -> Run | None:
        """The first run that may still be marked by what comes; none once all were, or the number is over."""
        return self._runs[self._marked] if self._marked < len(self._runs) else None

    def reads_like_card(self, least: int) -> bool:
        """Whether the groups are those of a card and have `least` digits by now.

        Where nobody paces the reader, short answers to several questions look much the same, so the
        groups have to be those of a card.
        """
        issued = self._first[:1] in _ISSUERS
        if self.paced and issued and self._fours and self.digits >= _BEGUN:
            return True
        if self.digits < least:
            return False
        if self.paced:
            largest = _LARGEST if self._first[:2] in AMEX else _FOUR
            return self._largest_odd <= largest
        return issued and self._largest <= _FOUR

    def goes_on(self) -> bool:
        """Whether a card number is being read out in fours to somebody who notes it down."""
        issued = self._first[:1] in _ISSUERS
        return self.paced and issued and not self._largest_odd and _BEGUN <= self.digits <= COMPLETE + 1

    def add(self, run: Run, speaker: Speaker) -> None:
        self._reader = self._reader or speaker
        self._runs.append(run)
        self.utterances += not self._added
        self._added = True
        self._waited = 0
        if speaker is not self._reader and self._tail.endswith(run.digits):
            self.paced = True
        else:
            self._groups.append(run.digits)
            self._measure(run.digits)
            self._tail = (self._tail + run.digits)[-LONGEST:]
            self.digits += len(run.digits)

    def _measure(self, group: str) -> None:
        self._first = self._first or group
        self._fours = self._fours and len(group) == _FOUR
        self._largest = max(self._largest, len(group))
        if len(group) % _FOUR:
            self._largest_odd = max(self._largest_odd, len(group))

    def mark(self, mark: Mark, *, longest: int | None = None) -> None:
        """Mark every run so far, but for runs of more than `longest` digits."""
        for run in self._runs[self._marked :]:
            if longest is None or len(run.digits) <= longest:
                run.mark(mark)
        self._marked = len(self._runs)

    def is_over(self, *, talk: bool, asked: bool) -> bool:
        """Whether the utterance just heard ends the number: talk without digits, at once when complete.

        A number that was asked for survives some talk: "hang on, let me find my glasses".
        """
        added, self._added = self._added, False
        self._waited += talk and not added
        self.paced |= bool(self._runs) and not added and not talk
        return self._waited >= (_PATIENCE if asked and self.digits < COMPLETE else 1)

    def ends_in_card(self) -> bool:
        """Whether the last groups make a valid card number; looks back no further than its digits."""
        digits = ""
        for group in reversed(self._groups):
            digits = group + digits
            if len(digits) > LONGEST or not _fits_card(group):
                return False
            if is_usual(digits):
                return True
        return False


def _fits_card(group: str) -> bool:
    return len(group) <= _LARGEST or len(group) % _FOUR == 0
