"""What personal data a conversation has just asked for: windows that cues open and answers close."""

from collections.abc import Iterable

from connectors.contracts import Speaker
from service.drafting.masking.entities.cues import About
from service.drafting.masking.marks import Kind

ASKED_TURNS = 8
TOLD_TURNS = 3
_AFTER_ANSWER = 3
_READ_BACK = 2
_AFTER_TALK = 1
# Read out over several turns, with "hang on" between.
_IN_PARTS = frozenset({Kind.ID, Kind.ACCOUNT, Kind.PHONE})


class _Window:
    __slots__ = ("after", "answered", "left", "turn")

    def __init__(self, left: int, turn: int, after: int) -> None:
        self.left = left
        self.turn = turn
        self.after = after
        self.answered = False


class Asked:
    """One window a kind. The newest question comes first."""

    def __init__(self) -> None:
        self._open: dict[Kind, _Window] = {}
        self._turn = 0

    @property
    def any(self) -> bool:
        return bool(self._open)

    def kinds(self) -> list[Kind]:
        """Open ones, those that were asked for last first."""
        return sorted(self._open, key=lambda kind: -self._open[kind].turn)

    def answered(self) -> frozenset[Kind]:
        """Open ones that were given already: what comes may be the rest of them, or a correction."""
        return frozenset(kind for kind, window in self._open.items() if window.answered)

    def is_open(self, kind: Kind) -> bool:
        return kind in self._open

    def hear(self, abouts: Iterable[Kind | About], speaker: Speaker) -> None:
        """Open what is named. Another question of an agent ends what was asked in earlier turns."""
        named = list(abouts)
        told = speaker is Speaker.CUSTOMER
        if named and not told:
            self._open = {kind: window for kind, window in self._open.items() if kind in named}
        for about in named:
            if isinstance(about, Kind):
                # What somebody tells unasked comes at once, and whole.
                asked = _AFTER_ANSWER if about in _IN_PARTS else _READ_BACK
                left, after = (TOLD_TURNS, _READ_BACK * (about is Kind.ID)) if told else (ASKED_TURNS, asked)
                known = self._open.get(about)
                if known is None or known.left < left:
                    self._open[about] = _Window(left, self._turn, after)

    def pass_by(self, given: frozenset[Kind], *, talk: bool) -> None:
        """One turn went by, in which these were given. Talk after an answer ends its window soon."""
        self._turn += 1
        if not self._open:
            return
        for kind, window in list(self._open.items()):
            window.left -= 1
            if kind in given:
                window.answered = True
                window.left = (
                    max(window.left, window.after) if kind in _IN_PARTS and window.after else window.after
                )
            elif window.answered and talk:
                window.left = min(window.left, _AFTER_TALK if kind in _IN_PARTS else 0)
            if window.left <= 0:
                del self._open[kind]
