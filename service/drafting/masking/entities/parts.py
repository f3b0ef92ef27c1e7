"""Parts of one id: what is said between them, before the first of them and behind the last."""

import re
from collections.abc import Iterator

from service.drafting.masking.entities.cues import Cue
from service.drafting.masking.entities.found import Found
from service.drafting.masking.entities.items import Run
from service.drafting.masking.entities.letters import letter
from service.drafting.masking.entities.others import is_other
from service.drafting.masking.marks import Kind
from service.drafting.text import listed

_FEW = 2
_LETTER_NAME = 6
WHOLE = 9
LONGEST = 15
"""Digits of an id that nothing named, and of the longest."""
_MOST_WORDS = 8
_MOST_GAP = 56
_SUBJECT = re.compile(
    r"[?!;:€$]|\b(?:pedido|order|commande|bestellung|pin|card|tarjeta|phone|telefono|telephone|euros?|dollars?|pounds?)\b"
)
_LATE = re.compile(
    r".{0,12}?\b(?:pr(?:u|ue)fziffer|check digit|fehlt|am ende|am schluss|zum schluss|hinten|at the end|last|missing|al final|falta|ultim[oa]|"
    r"a la fin|au bout|manque|dernier|digito de control|cle)\b"
)
# A number of pensions has the day of birth in it.
_BIRTHDAY = re.compile(
    r" (?:und |and |y |et )?(?:dann|then|luego|puis|ensuite) (?:\w+ )?(?:geburtstag|geburtsdatum)\b"
)
_MOST_BETWEEN = 30
_ENDED = re.compile(r"[.?!;:]|\b(?:y el|and the|und die|et le|pedido|order)\b")
_SAID = re.compile(r"[a-z0-9']+")
_AROUND_LETTER = frozenset(
    listed(
        "and the it's its una un la el y es une et le c'est und der die das ist ein mit with letter letra lettre buchstabe "
        "finally yes yeah si oui ja then is at end um uh capital as ends last ultima final"
    )
)
_NO_LETTERS = frozenset(
    listed("ca ah ay oh see si you are why es el en i eye tea sea te de ok la un y o e ex or us")
)


def complete(text: str, runs: list[Run], judged: list[Kind | None], cues: list[Cue], *, most: int) -> None:
    """Runs with a little talk between them and an id's part: "seven oh one hmm let me see two four".

    `most` digits are of one id.
    """
    if Kind.ID not in judged or all(judged):
        return
    places = range(len(runs))
    for order in (places, places[::-1]):
        last = -1
        digits = 0
        for at in order:
            if judged[at] is Kind.ID:
                digits = runs[at].digits + (digits if last >= 0 else 0)
                last = at
            elif judged[at] is not None:
                last = -1
            elif last >= 0 and digits < most and _goes_on(text, runs[at], runs[last], cues):
                judged[at] = Kind.ID
                digits += runs[at].digits
                last = at


def _goes_on(text: str, run: Run, part: Run, cues: list[Cue]) -> bool:
    """Whether a run may be another part of the id that has this one."""
    first, second = (run, part) if run.start < part.start else (part, run)
    if run.digits < _FEW and not is_spelled(run) and not (run is second and _is_late(text, part, run)):
        return False
    between = text[first.end : second.start]
    if any(first.start < end and start < second.start for start, end, _ in cues) and not _BIRTHDAY.match(
        between
    ):
        return False
    return is_little(between, _MOST_WORDS) and not is_other(text, run)


def _is_late(text: str, part: Run, run: Run) -> bool:
    """Whether one more figure is told to be the last: "there's a check digit too, four"."""
    return bool(_LATE.search(text[part.end : run.start]) or _LATE.match(text, run.end))


def is_spelled(run: Run) -> bool:
    """Letters that are no words: with a name to tell them by, "b for bravo", or several."""
    if run.letters == 1 and not run.digits:
        return run.end - run.start > _LETTER_NAME
    return run.digits + run.letters >= _FEW and not any(item.weak for item in run.items)


def is_little(between: str, most: int) -> bool:
    """Whether so few words between two numbers leave them one."""
    return len(between.split()) <= most and len(between) <= _MOST_GAP and _SUBJECT.search(between) is None


def bridged(text: str, found: list[Found]) -> Iterator[Found]:
    """Parts of one id with what little was said between them."""
    last: Found | None = None
    for one in found:
        between = text[last.end : one.start] if last else ""
        parts = last is not None and last.kind is one.kind is Kind.ID and not (last.sure and one.sure)
        if (
            last
            and parts
            and len(between.split()) > 1
            and len(between) <= _MOST_BETWEEN
            and not _ENDED.search(between)
        ):
            last = Found(last.start, one.end, Kind.ID, sure=last.sure or one.sure)
            continue
        if last:
            yield last
        last = one
    if last:
        yield last


def lone_letter(text: str) -> Iterator[Found]:
    """The last letter of an id by itself, or its first: "a", "and a C", "jay em"."""
    said = [match for match in _SAID.finditer(text) if match.group() not in _AROUND_LETTER]
    if len(said) > 1 and said[0].group() == "a":
        said = said[1:]
    words = [match.group() for match in said]
    if len(said) == _FEW and said[1].start() - said[0].end() > 1:
        return
    if 0 < len(words) <= _FEW and all(len(letter(word)) == 1 and word not in _NO_LETTERS for word in words):
        yield Found(said[0].start(), said[-1].end(), Kind.ID)
