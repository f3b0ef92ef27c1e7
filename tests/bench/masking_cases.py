"""Cases of masking as text files: what was said, what may stay, and the secrets that lie between the two."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from connectors.contracts import Speaker, Turn

MARKED = "unseen"
"""The folder whose files are in the notation of `marked`."""

_SPEAKERS = {"A": Speaker.AGENT, "C": Speaker.CUSTOMER, "U": Speaker.UNKNOWN}
_BECOMES = " => "
_MARK = re.compile(r"\[\[[A-Z_]+_[0-9]+\]\]|\[(?:card|security code|pin|expiry|number)\]")
_SECRET = re.compile(r"\{([a-z]+):([^{}]*)\}")
_STAYS = {"card": "[card]", "code": "[security code]", "pin": "[pin]", "expiry": "[expiry]"}
_LANGUAGES = ("en", "es", "fr", "de")
_NAME = re.compile(r"_([a-z]{2})$")


class Span(NamedTuple):
    """A masked part of a text; `kind` is the name in its mark or token."""

    start: int
    end: int
    kind: str


class Case(NamedTuple):
    """A line or a dialogue: turns, and what may stay of each."""

    language: str
    turns: tuple[Turn, ...]
    stays: tuple[str, ...]


def cases(folders: Sequence[Path], names: str = "*") -> Iterator[Case]:
    """Cases of every file `lines_<names>.txt` and `dialogues_<names>.txt` under the folders.

    The language is the end of the file's name: `lines_seen_fr.txt`; without one, English.
    """
    for folder in folders:
        for path in sorted(folder.rglob(f"lines_{names}.txt")):
            yield from _lines(path) if path.parent.name != MARKED else ()
        for path in sorted(folder.rglob(f"dialogues_{names}.txt")):
            yield from _dialogues(path) if path.parent.name != MARKED else ()


def _language(path: Path) -> str:
    named = _NAME.search(path.stem)
    return named[1] if named and named[1] in _LANGUAGES else "en"


def marked(folder: Path) -> Iterator[Case]:
    """Cases with their secrets in braces, `my card is {card:4111 ...}`, in files `<what>_<language>.txt`.

    A file whose name begins with `lines` holds a customer's turn a line, any other dialogues.
    """
    for path in sorted(folder.glob("*_*.txt")):
        text = re.sub(r"\A(?:#.*\n)+", "", path.read_text(encoding="utf-8"))
        blocks = text.split("\n") if path.stem.startswith("lines") else text.split("\n\n")
        for block in blocks:
            lines = [line for line in block.strip().split("\n") if line and not line.startswith("# ")]
            if lines:
                yield _of_braces(_language(path), lines)


def _of_braces(language: str, lines: Sequence[str]) -> Case:
    turns, stays = [], []
    for line in lines:
        speaker, colon, text = line.partition(": ")
        if not colon or speaker not in _SPEAKERS:
            speaker, text = "C", line
        turns.append(Turn(speaker=_SPEAKERS[speaker], text=_SECRET.sub(r"\2", text)))
        stays.append(_SECRET.sub(lambda found: _STAYS.get(found[1], f"[[{found[1].upper()}_1]]"), text))
    return Case(language, tuple(turns), tuple(stays))


def _lines(path: Path) -> Iterator[Case]:
    for line in path.read_text(encoding="utf-8").split("\n"):
        said, becomes, stays = line.partition(_BECOMES)
        if becomes and not line.startswith("# "):
            yield Case(_language(path), (Turn(speaker=Speaker.CUSTOMER, text=said),), (stays,))


def _dialogues(path: Path) -> Iterator[Case]:
    for block in path.read_text(encoding="utf-8").split("\n\n")[1:]:
        turns, stays = zip(*(_turn(line) for line in block.strip().split("\n")), strict=True)
        yield Case(_language(path), turns, stays)


def _turn(line: str) -> tuple[Turn, str]:
    said, _, stays = line.partition(_BECOMES)
    speaker, _, text = said.partition(": ")
    return Turn(speaker=_SPEAKERS[speaker], text=text), stays or text


def masked_spans(said: str, stays: str) -> list[Span]:
    """The parts of `said` that stand under marks in `stays`; marks that were said themselves are none.

    ValueError where one cannot become the other.
    """
    marks = list(_MARK.finditer(stays))
    edges = [0, *(edge for mark in marks for edge in mark.span()), len(stays)]
    kept = [stays[edges[at] : edges[at + 1]] for at in range(0, len(edges), 2)]
    aligned = re.fullmatch("(.+?)".join(map(re.escape, kept)), said, re.DOTALL)
    if aligned is None:
        message = f"cannot align {said!r} with {stays!r}"
        raise ValueError(message)
    return [
        Span(*aligned.span(at + 1), re.sub(r"[\[\]_0-9]", "", mark[0]).lower())
        for at, mark in enumerate(marks)
        if aligned[at + 1] != mark[0]
    ]
