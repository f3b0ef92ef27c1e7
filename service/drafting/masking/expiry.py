"""Card expiry dates, said or written: heard only while a card is talked about."""

from collections.abc import Sequence

from service.drafting.masking.numbers import Run

_NEAR = 10
_MONTHS = 12
_PART = 2
_LENGTHS = range(3, 7)
Span = tuple[int, int]


def month_before(run: Run, months: Sequence[Span]) -> Span | None:
    """The month whose year this run is: "May 2027", "October of twenty nine"."""
    return next((month for month in reversed(months) if 0 <= run.start - month[1] <= _NEAR), None)


def reads_as_expiry(run: Run, months: Sequence[Span], *, bare: bool) -> bool:
    """Month and year, or the part of them that an answer leaves: "05 27", "May 2027", "twenty seven"."""
    digits = run.digits
    if len(digits) == _PART:
        return bare or month_before(run, months) is not None
    if len(digits) not in _LENGTHS:
        return False
    month = int(digits[: 2 - len(digits) % 2])
    return 1 <= month <= _MONTHS or digits.startswith("20") or month_before(run, months) is not None
