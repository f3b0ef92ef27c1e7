"""Lexemes to runs of digits: "double four, forty one hundred" is 444100, with the place of every part."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.drafting.masking.lexer import Gap, Number, Sort
from service.drafting.masking.marks import Mark

_CENTURY = 100


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

    def mark(self, mark: Mark) -> None:
        for atom in self.atoms:
            atom.mark = atom.mark or mark


def runs_of(numbers: Sequence[Number]) -> Iterator[Run]:
    """Runs in order; a lone "double" is no number, a lone "oh" may be one."""
    group: list[Number] = []
    for number in numbers:
        if number.gap is Gap.BREAK and group:
            yield from _run(group)
            group = []
        group.append(number)
    if group:
        yield from _run(group)


def _run(group: list[Number]) -> Iterator[Run]:
    atoms = list(_Composer(group).atoms())
    if atoms:
        yield Run(atoms, "".join(atom.digits for atom in atoms))


class _Composer:
    """Reads number words from left to right, each once."""

    def __init__(self, group: list[Number]) -> None:
        self._group = group
        self._at = 0
        self._gap = Gap.NONE

    def atoms(self) -> Iterator[Atom]:
        while self._at < len(self._group):
            first = self._group[self._at]
            self._gap = max(self._gap, first.gap)
            digits = self._read(first)
            if digits:
                last = self._group[self._at - 1]
                yield Atom(first.start, last.end, digits, self._gap, first.sort is Sort.DIGITS)
                self._gap = Gap.NONE

    def _read(self, first: Number) -> str:
        self._at += 1
        if first.sort is Sort.REPEAT:
            return self._repeated(int(first.value))
        if first.sort is Sort.SCALE:
            return str(self._tail(int(first.value)))
        if first.sort is Sort.DIGITS:
            return self._scaled_digits(first.value)
        small = self._below_hundred(first)
        scale = self._next(Sort.SCALE)
        if scale is None or not small:
            return first.value if small == int(first.value) else str(small)
        return str(self._tail(small * int(scale.value), int(scale.value)))

    def _repeated(self, times: int) -> str:
        following = self._next(Sort.DIGIT, Sort.DIGITS, Sort.TENS, Sort.TEEN, gap=Gap.LINK)
        if following is None:
            return ""
        head = following.value if following.sort is Sort.DIGIT else following.value[:2]
        return head * times + following.value[len(head) :]

    def _scaled_digits(self, digits: str) -> str:
        scale = self._next(Sort.SCALE) if len(digits) <= 3 else None  # noqa: PLR2004 - "300 thousand"
        return digits + scale.value[1:] if scale else digits

    def _below_hundred(self, first: Number) -> int:
        value = int(first.value)
        if first.sort is Sort.TENS:
            unit = self._peek(Sort.DIGIT)
            if unit and unit.value != "0":
                self._at += 1
                value += int(unit.value)
        return value

    def _tail(self, value: int, scale: int = _CENTURY) -> int:
        """What follows "hundred" or "thousand" and is part of the same cardinal."""
        if scale > _CENTURY:
            hundreds = self._peek(Sort.DIGIT)
            after = self._peek(Sort.SCALE, ahead=1)
            if hundreds and after and after.value == str(_CENTURY):
                self._at += 2
                return self._tail(value + int(hundreds.value) * _CENTURY)
        rest = self._peek(Sort.DIGIT, Sort.TEEN, Sort.TENS, gap=Gap.LINK)
        if rest is None or rest.value == "0":
            return value
        self._at += 1
        return value + self._below_hundred(rest)

    def _peek(self, *sorts: Sort, gap: Gap = Gap.NONE, ahead: int = 0) -> Number | None:
        index = self._at + ahead
        if index >= len(self._group):
            return None
        number = self._group[index]
        return number if number.sort in sorts and number.gap <= gap else None

    def _next(self, *sorts: Sort, gap: Gap = Gap.NONE) -> Number | None:
        number = self._peek(*sorts, gap=gap)
        if number:
            self._at += 1
        return number
