"""What personal data a conversation has just asked for: windows that cues open and answers close."""

from typing import NamedTuple

from connectors.contracts import Speaker
from service.drafting.masking.entities.cues import About
from service.drafting.masking.marks import Kind

ASKED_TURNS = 8
TOLD_TURNS = 3
_AFTER_ANSWER = 3
_READ_BACK = 4
_AFTER_TALK = 1
# An id is corrected, and read back, until something else is talked about.
_AFTER_ID = 6
_FADED = 2
# Read out over several turns, with "hang on" between.
_IN_PARTS = frozenset({Kind.ID, Kind.ACCOUNT, Kind.PHONE})


class Context(NamedTuple):
    """What a turn may answer. Kinds asked for last come first."""

    asked: tuple[Kind, ...]  # until this turn asked for something else: "3307, and your birthday"
    before: tuple[Kind, ...]  # of them, those still asked for
    answered: frozenset[Kind]  # given already: what comes may be the rest of them, or a correction
    faded: bool = False  # an id was given, and talked past
    sole: bool = False  # an id is all that was asked for last
    agent: bool = False  # it is the agent who speaks
    ids: tuple[str, ...] = ()  # digits of ids that were given in this call


NOBODY = Context((), (), frozenset())


class _Window:
    __slots__ = ("after", "answered", "faded", "left", "turn")

    def __init__(self, left: int, turn: int, after: int) -> None:
        self.left = left
        self.turn = turn
        self.after = after
        self.answered = False
        self.faded = False

    def fade(self, *, past: bool, asking: bool) -> None:
        """An agent talks past an id. Without an answer yet, only another question tells that none will come."""
        if past and (self.answered or asking):
            self.faded = True
            self.left = min(self.left, _FADED)


class Asked:
    """One window a kind. The newest question comes first."""

    def __init__(self) -> None:
        self._open: dict[Kind, _Window] = {}
        self._turn = 0
        self._latest: frozenset[Kind | About] = frozenset()
        self._fresh = False

    @property
    def any(self) -> bool:
        return bool(self._open)

    def is_open(self, kind: Kind) -> bool:
        return kind in self._open

    def hear(self, named: list[Kind | About], speaker: Speaker, *, mentioned: bool = False) -> Context:
        """Open what is named. Another question of an agent ends what was asked in earlier turns.

        `mentioned` if an agent only names it: an answer may still come at once.
        """
        context = self._context(speaker)
        if mentioned:
            self._name([about for about in named if about is Kind.ID], told=True)
        elif named:
            self._name(named, told=speaker is Speaker.CUSTOMER)
            context = context._replace(before=tuple(kind for kind in context.asked if kind in self._open))
        return context

    def _context(self, speaker: Speaker) -> Context:
        windows = self._open
        if not windows:
            return NOBODY
        asked = tuple(sorted(windows, key=lambda kind: -windows[kind].turn))
        answered = frozenset(kind for kind, window in windows.items() if window.answered)
        known = windows.get(Kind.ID)
        sole = known is not None and self._latest == {Kind.ID}
        return Context(
            asked, asked, answered, known is not None and known.faded, sole, speaker is Speaker.AGENT
        )

    def _name(self, named: list[Kind | About], *, told: bool) -> None:
        if not told:
            self._latest, self._fresh = frozenset(named), True
            self._open = {kind: window for kind, window in self._open.items() if kind in named}
        for about in named:
            if isinstance(about, Kind):
                self._ask(about, told=told)

    def _ask(self, kind: Kind, *, told: bool) -> None:
        """What somebody tells unasked comes at once, and whole."""
        if kind is Kind.ID:
            after = _AFTER_ID
        else:
            after = _AFTER_ANSWER if kind in _IN_PARTS else 0 if told else _READ_BACK
        left = TOLD_TURNS if told else ASKED_TURNS
        known = self._open.get(kind)
        if known is None or known.left < left or (known.faded and not told):
            self._open[kind] = _Window(left, self._turn, after)

    def say_more(self) -> None:
        """An agent said several words: unless they ask for an id alone, a card may be what they ask for."""
        if not self._fresh:
            self._latest = frozenset()

    def pass_by(
        self, given: frozenset[Kind], *, talk: bool, past: bool = False, asking: bool = False
    ) -> None:
        """One turn went by, in which these were given. Talk after an answer ends its window soon.

        `past` if an agent said more than "and the rest?", and nothing of an id; `asking` if that was a question.
        """
        self._turn += 1
        past = past and not self._fresh
        self._fresh = False
        for kind, window in list(self._open.items()):
            window.left -= 1
            if kind in given:
                window.answered = True
                keeps = kind in _IN_PARTS and window.after
                window.left = max(window.left, window.after) if keeps else window.after
            elif kind is Kind.ID:
                window.fade(past=past, asking=asking)
            elif window.answered and talk:
                window.left = min(window.left, _AFTER_TALK if kind in _IN_PARTS else 0)
            if window.left <= 0:
                del self._open[kind]
