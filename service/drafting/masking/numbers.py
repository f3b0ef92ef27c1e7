"""Lexemes to runs of digits: "double four, forty one hundred" is 444100, with the place of every part."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.drafting.masking.languages import Sort
from service.drafting.masking.lexer import Gap, Number
from service.drafting.masking.marks import Mark

# Dear to look up in their classes, and needed at every number.
_DIGIT, _DIGITS = Sort.DIGIT, Sort.DIGITS
_NONE, _PAUSE, _JOIN, _LINK, _BREAK = Gap
_HUNDRED = 100
_FOUR, _SEVEN, _EIGHTY = 4, 7, 80
# Behind a digit they are none of its number.
_APART = frozenset({Sort.DIGITS, Sort.DIGIT, Sort.TEEN, Sort.TEN, Sort.REPEAT, Sort.WHOLE, Sort.HUNDREDS})
_LARGE = frozenset({Sort.WHOLE, Sort.SCALE, Sort.HUNDREDS})
_BELOW_HUNDRED = (Sort.DIGIT, Sort.TEEN, Sort.TENS, Sort.TEN, Sort.SIXTY, Sort.TWENTY)


@dataclass(slots=True)
class Atom:
    """Digits that were said or written as one: the smallest part that is masked."""

    start: int
    end: int
    digits: str
    gap: Gap = Gap.NONE
    written: bool = True
    mark: Mark | None = None


@dataclass(slots=True)
class Run:
    """Digits with nothing but pauses and links between them."""

    atoms: list[Atom]
    digits: str

    @property
    def start(self) -> int:
        return self.atoms[0].start

    @property
    def end(self) -> int:
        return self.atoms[-1].end

    def unmarked(self) -> "Run":
        """The same run, for another hearing."""
        atoms = [Atom(atom.start, atom.end, atom.digits, atom.gap, atom.written) for atom in self.atoms]
        return Run(atoms, self.digits)

    def mark(self, mark: Mark) -> None:
        for atom in self.atoms:
            atom.mark = atom.mark or mark


def runs_of(numbers: Sequence[Number]) -> Iterator[Run]:
    """Runs in order; a lone "double" is no number, a lone "oh" may be one."""
    group: list[Number] = []
    for number in numbers:
        if number.gap is _BREAK and group:
            yield from _run(group)
            group = []
        group.append(number)
    if group:
        yield from _run(group)


def _run(group: list[Number]) -> Iterator[Run]:
    if _are_digits(group):
        atoms = [Atom(start, end, value, gap, written=False) for start, end, _, value, gap in group]
    else:
        atoms = list(_Composer(group).atoms())
    if atoms:
        yield Run(atoms, "".join([atom.digits for atom in atoms]))


def _are_digits(group: list[Number]) -> bool:
    for number in group:  # noqa: SIM110 - a generator costs more than the look at a few numbers
        if number.sort is not _DIGIT:
            return False
    return True


class _Composer:
    """Reads number words from left to right, each once."""

    def __init__(self, group: list[Number]) -> None:
        self._group = group
        self._at = 0
        self._gap = _NONE

    def atoms(self) -> Iterator[Atom]:
        while self._at < len(self._group):
            first = self._group[self._at]
            self._gap = max(self._gap, first.gap)
            digits = self._read(first)
            if digits:
                last = self._group[self._at - 1]
                yield Atom(first.start, last.end, digits, self._gap, first.sort is _DIGITS)
                self._gap = _NONE

    def _read(self, first: Number) -> str:
        self._at += 1
        sort = first.sort
        if sort is _DIGIT and self._at < len(self._group) and self._group[self._at].sort in _APART:
            return first.value
        if sort is _DIGITS:
            return self._scaled_digits(first.value)
        if sort is Sort.REPEAT:
            return self._repeated(int(first.value))
        if sort in _LARGE:
            return self._large(first)
        return self._small(first)

    def _large(self, first: Number) -> str:
        if first.sort is Sort.WHOLE:
            return first.value
        value = int(first.value)
        return str(self._tail(value, _HUNDRED if first.sort is Sort.HUNDREDS else value))

    def _small(self, first: Number) -> str:
        """What is below a hundred, and the scale behind it."""
        small = self._below_hundred(first)
        scale = self._next(Sort.SCALE)
        if scale is None or not small:
            return first.value if small == int(first.value) else str(small)
        return str(self._tail(small * int(scale.value), int(scale.value)))

    def _repeated(self, times: int) -> str:
        following = self._next(_DIGIT, _DIGITS, Sort.TENS, Sort.TEEN, Sort.TEN, gap=_LINK)
        if following is None:
            return ""
        head = following.value if following.sort is _DIGIT else following.value[:2]
        return head * times + following.value[len(head) :]

    def _scaled_digits(self, digits: str) -> str:
        scale = self._next(Sort.SCALE) if len(digits) <= 3 else None  # noqa: PLR2004 - "300 thousand"
        return digits + scale.value[1:] if scale else digits

    def _below_hundred(self, first: Number) -> int:
        value = int(first.value)
        if first.sort is _DIGIT:
            return self._inverted(value)
        if first.sort in {Sort.TENS, Sort.TWENTY}:
            return value + self._unit(_DIGIT)
        if first.sort is Sort.SIXTY:
            return value + self._up_to_nineteen()
        return value + self._from_seven() if first.sort is Sort.TEN else value

    def _inverted(self, digit: int) -> int:
        """What begins with its digit: "quatre vingt dix", "vier und zwanzig"."""
        if digit == _FOUR and self._next(Sort.TWENTY):
            return _EIGHTY + self._up_to_nineteen()
        tens = self._peek(Sort.TENS, gap=_JOIN) if digit else None
        if tens is None or tens.gap is not _JOIN:
            return digit
        self._at += 1
        return digit + int(tens.value)

    def _up_to_nineteen(self) -> int:
        ten = self._next(Sort.TEN)
        return int(ten.value) + self._from_seven() if ten else self._unit(_DIGIT, Sort.TEEN)

    def _from_seven(self) -> int:
        """The unit of "dix sept": ten and less than seven have words of their own."""
        unit = self._peek(_DIGIT)
        if unit is None or int(unit.value) < _SEVEN:
            return 0
        self._at += 1
        return int(unit.value)

    def _unit(self, *sorts: Sort) -> int:
        """The unit behind tens: "forty one", "cuarenta y uno"; never zero."""
        unit = self._peek(*sorts, gap=_JOIN)
        if unit is None or unit.value == "0" or unit.gap is _PAUSE:
            return 0
        self._at += 1
        return int(unit.value)

    def _tail(self, value: int, scale: int) -> int:
        """What follows "hundred" or "thousand" and is part of the same cardinal."""
        if scale > _HUNDRED:
            hundreds = self._hundreds()
            if hundreds:
                return self._tail(value + hundreds, _HUNDRED)
        rest = self._peek(*_BELOW_HUNDRED, gap=_LINK)
        if rest is None or rest.value == "0" or rest.gap is _PAUSE:
            return value
        self._at += 1
        return value + self._below_hundred(rest)

    def _hundreds(self) -> int:
        """The hundreds behind thousands: "two hundred", "doscientos"."""
        whole = self._next(Sort.HUNDREDS)
        if whole:
            return int(whole.value)
        digit, scale = self._peek(_DIGIT), self._peek(Sort.SCALE, ahead=1)
        if digit and scale and scale.value == str(_HUNDRED):
            self._at += 2
            return int(digit.value) * _HUNDRED
        scale = self._peek(Sort.SCALE)
        if scale and scale.value == str(_HUNDRED):
            self._at += 1
            return _HUNDRED
        return 0

    def _peek(self, *sorts: Sort, gap: Gap = _NONE, ahead: int = 0) -> Number | None:
        index = self._at + ahead
        if index >= len(self._group):
            return None
        number = self._group[index]
        return number if number.sort in sorts and number.gap <= gap else None

    def _next(self, *sorts: Sort, gap: Gap = _NONE) -> Number | None:
        number = self._peek(*sorts, gap=gap)
        if number:
            self._at += 1
        return number
