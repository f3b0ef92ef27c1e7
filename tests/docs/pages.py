"""The documentation as the tests read it: pages, fenced blocks with the mark before them, code spans, tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(
    r"^(?:<!-- (?P<mark>[^>]+) -->\n)?```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^()\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
NOT_IN_AN_ANCHOR = re.compile(r"[^\w\- ]")


@dataclass(frozen=True)
class Block:
    """A fenced block. `mark` is the text of the comment right above it, such as `tenant file`."""

    page: str
    mark: str
    language: str
    text: str


@dataclass(frozen=True)
class Page:
    path: Path
    text: str

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def blocks(self) -> tuple[Block, ...]:
        found = FENCE.finditer(self.text)
        return tuple(Block(self.name, one["mark"] or "", one["language"], one["text"]) for one in found)

    @property
    def prose(self) -> str:
        """The page without its fenced blocks."""
        return FENCE.sub("", self.text)

    @property
    def spans(self) -> tuple[str, ...]:
        return tuple(SPAN.findall(self.prose))

    @property
    def links(self) -> tuple[str, ...]:
        return tuple(link for link in LINK.findall(self.prose) if "://" not in link)

    @property
    def anchors(self) -> frozenset[str]:
        """Headings as the forge that shows them names them."""
        headings = HEADING.findall(self.prose)
        return frozenset(NOT_IN_AN_ANCHOR.sub("", one.lower()).replace(" ", "-") for one in headings)


def page(name: str) -> Page:
    return Page(ROOT / name, (ROOT / name).read_text(encoding="utf-8"))


def pages() -> tuple[Page, ...]:
    names = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
    names += sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md"))
    return tuple(page(name) for name in names)


def blocks(*, language: str = "", mark: str = "") -> tuple[Block, ...]:
    return tuple(
        block
        for one in pages()
        for block in one.blocks
        if language in ("", block.language) and mark in ("", block.mark)
    )


def command_lines(one: Page) -> Iterator[str]:
    """Lines that a reader would type: of shell blocks, and code spans."""
    yield from one.spans
    for block in one.blocks:
        if block.language in {"sh", "bash"}:
            yield from block.text.replace("\\\n", " ").splitlines()
