"""What a text that spells a number is read as: figures and letters, and runs of them."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Item:
    """A number word, written digits, a letter, or a word of both ("l01x00t47")."""

    start: int
    end: int
    digits: int
    letters: str = ""
    weak: bool = False
    soft: bool = False  # a comma or more stands between it and the next word

    @property
    def dangles(self) -> bool:
        """Letters that may be a word which only stands behind a number."""
        return self.weak or (not self.digits and len(self.letters) > 1)

    @property
    def single(self) -> bool:
        """Said as the letter itself, not by its name."""
        return self.end - self.start == 1


@dataclass(slots=True)
class Run:
    """Items with nothing but links between them."""

    items: list[Item]
    last: bool = False  # nothing is said after it in its sentence

    @property
    def start(self) -> int:
        return self.items[0].start

    @property
    def end(self) -> int:
        return self.items[-1].end

    @property
    def digits(self) -> int:
        return sum(item.digits for item in self.items)

    @property
    def letters(self) -> int:
        return sum(len(item.letters) for item in self.items)

    @property
    def spelled(self) -> bool:
        """Letters, each said by itself."""
        return all(len(item.letters) == 1 for item in self.items) and (
            len(self.items) > 1 or not self.items[0].weak
        )


@dataclass(slots=True)
class Read:
    """A text's runs, and how many of its words are neither in them nor fillers."""

    runs: list[Run] = field(default_factory=list)
    content: int = 0
