"""Marks on digits to spans of the original text: what is replaced, and by what kind."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from connectors.contracts import Speaker
from service.drafting.masking.fold import Folded, fold
from service.drafting.masking.lexer import Gap
from service.drafting.masking.marks import Mark
from service.drafting.masking.numbers import Atom, Run
from service.drafting.masking.pieces import pieces
from service.drafting.masking.watch import Heard, Utterance, Watch

_LONG_RUN = 8


class Span(NamedTuple):
    """A part of one text to replace. Without a mark it is a long number, to be kept under a token."""

    start: int
    end: int
    mark: Mark | None
    digits: str


Read: TypeAlias = tuple[Folded, list[tuple[int, Heard]]]
"""A text as it is read once: folded, and its utterances with their places in it."""


class Hearing:
    """Finds the spans of one conversation, as often as it is masked; what was read once is not read again."""

    def __init__(self) -> None:
        self._read: dict[tuple[Speaker, str], Read] = {}

    def spans(self, texts: Sequence[tuple[Speaker, str]]) -> list[list[Span]]:
        """Spans of every text, in order and apart from each other."""
        watch = Watch()
        said: list[tuple[Folded, list[tuple[int, Utterance]]]] = []
        for speaker, text in texts:
            folded, heard = self._known(speaker, text)
            said.append((folded, hear(watch, speaker, heard)))
        return [list(spans_of(folded, parts)) if parts else [] for folded, parts in said]

    def _known(self, speaker: Speaker, text: str) -> Read:
        known = self._read.get((speaker, text))
        if known is None:
            known = self._read[speaker, text] = read(speaker, text)
        return known


def read(speaker: Speaker, text: str) -> Read:
    folded = fold(text)
    return folded, [(start, Heard.of(speaker, folded.text[start:end])) for start, end in pieces(folded.text)]


def hear(watch: Watch, speaker: Speaker, heard: list[tuple[int, Heard]]) -> list[tuple[int, Utterance]]:
    """Have one text heard; those of its utterances that have something to mark, in time."""
    parts: list[tuple[int, Utterance]] = []
    for start, part in heard:
        if part.is_plain:
            watch.pass_by(part)
            continue
        parts.append((start, Utterance(speaker, part)))
        watch.hear(parts[-1][1])
    return parts


def spans_of(folded: Folded, parts: list[tuple[int, Utterance]]) -> Iterator[Span]:
    for offset, said in parts:
        for run in sorted(said.runs + said.dates, key=lambda run: run.start):
            for group in _groups(run):
                digits = "".join(atom.digits for atom in group)
                if group[0].mark or len(digits) >= _LONG_RUN:
                    span = folded.span(offset + group[0].start, offset + group[-1].end)
                    yield Span(*span, group[0].mark, digits)


def _groups(run: Run) -> Iterator[list[Atom]]:
    """Neighbours with the same mark; without one, neighbours with no more than a pause between."""
    group: list[Atom] = []
    for atom in run.atoms:
        together = group and atom.mark is group[0].mark and (atom.mark or atom.gap <= Gap.PAUSE)
        if group and not together:
            yield group
            group = []
        group.append(atom)
    if group:
        yield group
