"""Ids that were given in a call: whoever repeats their digits later says them again."""

from collections.abc import Iterable, Sequence

from service.drafting.masking.entities.found import Found
from service.drafting.masking.entities.runs import spoken_digits
from service.drafting.masking.marks import Kind

TELLING = 4
"""So many digits of an id, one behind the other, are no chance."""

_MOST = 12


class Remembered:
    """The last ids of one call, by their digits."""

    def __init__(self) -> None:
        self.values: tuple[str, ...] = ()

    def hear(self, text: str, found: Iterable[Found], *, goes_on: bool) -> None:
        """What was found in the next turn. `goes_on` if it may be the rest of what was given before."""
        digits = "".join([spoken_digits(text[one.start : one.end]) for one in found if one.kind is Kind.ID])
        if not digits or repeats(digits, self.values):
            return
        if goes_on and self.values:
            self.values = (*self.values[:-1], self.values[-1] + digits)
        else:
            self.values = (*self.values[-_MOST:], digits)


def repeats(digits: str, values: Sequence[str], least: int = TELLING) -> bool:
    """Whether digits are an id that was given, or enough of one."""
    return len(digits) >= least and any(digits in value for value in values)
