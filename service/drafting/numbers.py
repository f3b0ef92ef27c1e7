"""Numbers in speech and in writing, made comparable: "twenty four fifty" and "$24.50" meet here.

A run is a chain of neighbouring number words and figures. Speech does not say how a run is to be cut, so a
run has several readings ("four four two one" is 4421, but also 4, 42 and 21); what a claim states must be
one of the readings of what was said.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from service.drafting.number_atoms import Atom, atoms
from service.drafting.number_words import ENGLISH, NumberWords

LONGEST_RUN = 40
FIGURES_FROM = 2  # "one of them" stays a word
THOUSANDS = 3
NOON = 12
AFTERNOON = range(NOON + 1, 24)

_TIGHT = re.compile(r"[\s\-–.()/#+]*")
_LOOSE = re.compile(r"[\s\-–.,()/#+]*(?:(?:and|um|uh|er)[\s,.]+)?")
_POINT = re.compile(r"\s*(?:point|coma|virgule|komma)\s+", re.IGNORECASE)
_MONEY_POINT = re.compile(
    r"\s*(?:point|coma|virgule|komma|con|dollars?|pounds?|euros?|bucks|pesos|dolares)\s+(?:(?:and|con|y|et|und)\s+)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Run:
    atoms: tuple[Atom, ...]

    @property
    def start(self) -> int:
        return self.atoms[0].start

    @property
    def end(self) -> int:
        return self.atoms[-1].end

    @property
    def digits(self) -> str:
        return "".join(_figures(atom.value) for atom in self.atoms)

    @property
    def soft(self) -> bool:
        """A small number in words: "two charges" may well sum up "I was charged twice"."""
        return all(atom.soft for atom in self.atoms)

    def readings(self) -> frozenset[str]:
        """Every value that some part of this run may stand for."""
        found: set[str] = set()
        for first in range(len(self.atoms)):
            for last in range(first + 1, len(self.atoms) + 1):
                found |= _readings(self.atoms[first:last])
        return frozenset(found)

    def whole(self) -> frozenset[str]:
        """Every value that the run as a whole may stand for."""
        return frozenset(_readings(self.atoms))


def runs(text: str, *, loose: bool, money: bool = True, spoken: NumberWords = ENGLISH) -> Iterator[Run]:
    """Runs in order. Loose ones reach over commas, "and" and fillers, as in dictated digits; those for
    money over the currency too: "24 dollars and 50" is one.
    """
    chain: list[Atom] = []
    for atom in atoms(text, spoken):
        if chain and (gap := _joined(text[chain[-1].end : atom.start], loose=loose, money=money)) is not None:
            chain.append(replace(atom, point=gap))
        else:
            if chain:
                yield Run(tuple(chain))
            chain = [atom]
        if len(chain) == LONGEST_RUN:
            yield Run(tuple(chain))
            chain = []
    if chain:
        yield Run(tuple(chain))


def said(text: str, spoken: NumberWords = ENGLISH) -> frozenset[str]:
    """All values that stand in a text in some reading."""
    return frozenset().union(*(run.readings() for run in runs(text, loose=True, spoken=spoken)))


def missing(claim: str, heard: frozenset[str], spoken: NumberWords = ENGLISH) -> tuple[Run, ...]:
    """Runs of a claim that are no reading of what was heard."""
    return tuple(run for run in runs(claim, loose=False, spoken=spoken) if not is_heard(run, heard))


def as_figures(text: str) -> str:
    """The text with each spoken or spaced run of two digits and more in figures, for patterns."""
    parts: list[str] = []
    end = 0
    for run in runs(text, loose=True, money=False):
        if len(run.atoms) > 1 or not run.atoms[0].written:
            if len(run.digits) < FIGURES_FROM:
                continue
            parts += [text[end : run.start], _plainest(run)]
            end = run.end
    return "".join([*parts, text[end:]])


def is_heard(run: Run, heard: frozenset[str]) -> bool:
    """Whether a claimed run is among the readings of what was said, as a whole or in parts said one by one."""
    if run.whole() & heard:
        return True
    if any(len(atom.value) == 1 for atom in run.atoms) and not _range(run):
        return False  # digits of a longer number, dictated: each alone proves nothing
    return all(_readings((atom,)) & heard for atom in run.atoms)


def _range(run: Run) -> bool:
    """Two small figures, as in "3-5 days": each was said on its own."""
    first, *others = run.atoms
    return len(others) == 1 and all(len(atom.value) < THOUSANDS for atom in (first, *others))


def _plainest(run: Run) -> str:
    if len(run.atoms) == 1:
        return run.atoms[0].value
    cut = next((number for number, atom in enumerate(run.atoms) if atom.point), None)
    if cut is None:
        return _value_of(run.atoms)
    return f"{_value_of(run.atoms[:cut])}.{_value_of(run.atoms[cut:])}"


def _value_of(atoms: tuple[Atom, ...]) -> str:
    return "".join(_figures(atom.value) for atom in atoms)


def _figures(value: str) -> str:
    return "".join(figure for figure in value if figure.isdigit())


def _readings(atoms: tuple[Atom, ...]) -> set[str]:
    if len(atoms) == 1:
        return _single(atoms[0].value)
    cut = next((number for number, atom in enumerate(atoms) if atom.point and number), 0)
    if cut:
        return {_canonical(f"{_value_of(atoms[:cut])}.{_value_of(atoms[cut:])}")}
    figures = _value_of(atoms)
    found = {_canonical(figures), figures}
    if len(figures) in (3, 4, 5):  # "twenty four fifty"
        found.add(_canonical(f"{figures[:-2]}.{figures[-2:]}"))
    return found


def _single(value: str) -> set[str]:
    if ":" in value:
        return _time(*value.split(":")[:2])
    parts = re.split("[.,]", value)
    decimal = _canonical("".join(parts[:-1]) + "." + parts[-1]) if len(parts) > 1 else _canonical(value)
    grouped = all(len(part) == THOUSANDS for part in parts[1:])
    if grouped:
        return {"".join(parts), _canonical("".join(parts)), decimal}
    dotted = len(parts) > 2 and len(set(value) & set(".,")) == 1  # noqa: PLR2004  # 12.05.2026
    return {"".join(parts)} if dotted else {decimal}


def _time(hour: str, minute: str) -> set[str]:
    hour, minute = _figures(hour), _figures(minute)
    found = {hour + minute, _canonical(hour + minute)}
    if int(minute) == 0:
        found.add(_canonical(hour))
    if int(hour) in AFTERNOON:  # 15:00 and "three pm"
        found |= _time(str(int(hour) - NOON), minute)
    return found


def _canonical(value: str) -> str:
    """Without leading noughts, and without those after the decimal point."""
    whole, _, part = value.partition(".")
    whole = whole.lstrip("0") or "0"
    part = part.rstrip("0")
    return f"{whole}.{part}" if part else whole


def _joined(gap: str, *, loose: bool, money: bool) -> bool | None:
    """None where the gap parts two runs; else whether it is a decimal point."""
    if (_MONEY_POINT if money else _POINT).fullmatch(gap):
        return True
    return False if (_LOOSE if loose else _TIGHT).fullmatch(gap) else None
