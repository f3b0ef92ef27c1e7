"""Marks on digits to spans of the original text: what is replaced, and by what kind."""

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from connectors.contracts import Speaker
from service.drafting.masking.entities import Ears, Found
from service.drafting.masking.fold import Folded, fold
from service.drafting.masking.lexer import Gap
from service.drafting.masking.marks import Kind, Mark
from service.drafting.masking.numbers import Atom, Run
from service.drafting.masking.pieces import pieces
from service.drafting.masking.slips import with_slips
from service.drafting.masking.utterance import Heard, Utterance
from service.drafting.masking.watch import Watch

_LONG_RUN = 8
# Dear to look up in its class, and needed at every number.
_PAUSE = Gap.PAUSE


class Span(NamedTuple):
    """A part of one text to replace. Without a mark it is a long number or of another kind, to be kept under a
    token; `value` is what the token stands for where that is not the text itself.
    """

    start: int
    end: int
    mark: Mark | None
    digits: str
    kind: Kind = Kind.NUMBER
    value: str = ""


Read: TypeAlias = tuple[Folded, list[tuple[int, Heard]]]
"""A text as it is read once: folded, and its utterances with their places in it."""


class Hearing:
    """Finds the spans of one conversation, as often as it is masked; what was read once is not read again.

    Without `ears` it hears numbers alone.
    """

    def __init__(self, ears: Ears | None = None) -> None:
        self._read: dict[tuple[Speaker, str], Read] = {}
        self._ears = ears

    def spans(self, texts: Sequence[tuple[Speaker, str]]) -> list[list[Span]]:
        """Spans of every text, in order and apart from each other."""
        watch, ear = Watch(), self._ears.ear() if self._ears else None
        said: list[tuple[Folded, list[tuple[int, Utterance]], list[Found]]] = []
        for speaker, text in texts:
            folded, heard = self._known(speaker, text)
            found = ear.hear(speaker, folded) if ear else []
            said.append((folded, hear(watch, speaker, heard), found))
        return [
            together(spans_of(folded, parts), found) if parts or found else []
            for folded, parts, found in said
        ]

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
        for run in sorted(said.runs + said.dates, key=attrgetter("start")) if said.dates else said.runs:
            if not _may_be_masked(run):
                continue
            for group in _groups(run):
                digits = "".join([atom.digits for atom in group])
                mark = group[0].mark
                if mark or len(digits) >= _LONG_RUN:
                    start, end = group[0].start, group[-1].end
                    if mark and mark is not Mark.EXPIRY:
                        start, end = with_slips(said.text, group)
                    yield Span(*folded.span(offset + start, offset + end), mark, digits)


def together(spans: Iterable[Span], found: Sequence[Found]) -> list[Span]:
    """Spans of numbers and personal data in one text, apart from each other.

    Card data goes before personal data, but for what a check digit bears out: an account number that reads like
    a card's. Personal data goes before a long number, which is a part of it.
    """
    if not found:
        return list(spans)
    marked: list[Span] = []
    plain: list[Span] = []
    for span in spans:
        (marked if span.mark else plain).append(span)
    sure = [one for one in found if one.sure]
    marked = _outside(marked, [_as_span(one) for one in sure])
    data = _outside([_as_span(one) for one in found], marked)
    return sorted([*marked, *data, *_outside(plain, data)])


def _as_span(found: Found) -> Span:
    return Span(found.start, found.end, None, "", found.kind, found.value)


def _outside(spans: Iterable[Span], others: Sequence[Span]) -> list[Span]:
    """Those that overlap none of the others; both in order."""
    left, at = [], 0
    for span in spans:
        while at < len(others) and others[at].end <= span.start:
            at += 1
        if at == len(others) or others[at].start >= span.end:
            left.append(span)
    return left


def _may_be_masked(run: Run) -> bool:
    """False for most: few digits, and no mark."""
    if len(run.digits) >= _LONG_RUN:
        return True
    for atom in run.atoms:  # noqa: SIM110 - a generator costs more than the look at a few atoms
        if atom.mark:
            return True
    return False


def _groups(run: Run) -> Iterator[list[Atom]]:
    """Neighbours with the same mark; without one, neighbours with no more than a pause between."""
    group: list[Atom] = []
    for atom in run.atoms:
        together = group and atom.mark is group[0].mark and (atom.mark or atom.gap <= _PAUSE)
        if group and not together:
            yield group
            group = []
        group.append(atom)
    if group:
        yield group
