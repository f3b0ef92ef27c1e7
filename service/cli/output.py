"""What a person sees: progress on standard error, results on standard output, tables that fit."""

import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

WIDE = 120
"""Where nobody's terminal says how wide it is: in a file or a pipe."""

out = Console(highlight=False, soft_wrap=False, width=None if sys.stdout.isatty() else WIDE)
err = Console(stderr=True, highlight=False)


class Progress:
    """One line a step; quiet where nobody looks."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet

    def __call__(self, step: str) -> None:
        if not self._quiet:
            err.print(f"  [dim]·[/] {escape(step)}", soft_wrap=True)


def on_terminal() -> bool:
    return sys.stderr.isatty()


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table of plain texts; what came from outside is never read as markup, nor by the terminal."""
    shown = Table(title=title, title_justify="left", header_style="bold", expand=False)
    for column in columns:
        shown.add_column(column, overflow="fold")
    for row in rows:
        shown.add_row(*(Text(plain(cell)) for cell in row))
    out.print(shown)


def plain(text: str) -> str:
    """What came from outside, with nothing in it that a terminal would obey."""
    return "".join(
        sign if sign.isprintable() or sign == "\n" else "\N{REPLACEMENT CHARACTER}" for sign in text
    )
