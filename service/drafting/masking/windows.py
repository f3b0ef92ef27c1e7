"""What the conversation is about: windows that cues open and that close when no digits come."""

from connectors.contracts import Speaker
from service.drafting.masking.languages import Cue

# On 352 real calls (40,893 words) every choice from 8 and 3 to 24 and 8 costs the same three false masks.
TURNS = 12
IDLE_TURNS = 4
_AFTER_PIN = 3
_SECRETS = frozenset({Cue.NUMBER, Cue.CODE, Cue.PIN, Cue.EXPIRY})


class Window:
    """Open for `TURNS` utterances after its cue, longer while digits come, shorter when none do."""

    __slots__ = ("_idle", "_lasting", "_left")

    def __init__(self, *, lasting: bool = True) -> None:
        self._lasting = lasting
        self._left = 0
        self._idle = 0

    def open(self) -> None:
        self._left = TURNS
        self._idle = 0

    def close(self) -> None:
        self._left = 0

    def answered(self) -> None:
        """An answer may be repeated or corrected, but nothing long follows it."""
        self._left = min(self._left, _AFTER_PIN)

    def is_open(self) -> bool:
        return self._left > 0

    def pass_by(self, *, digits: bool, talk: bool) -> None:
        """One utterance went by. "Mm hm" is neither digits nor talk, and lets a window wait."""
        self._idle = 0 if digits else self._idle + talk
        self._left -= 1
        if digits and self._lasting:
            self._left = max(self._left, IDLE_TURNS)
        if self._idle >= IDLE_TURNS:
            self._left = 0


class Windows:
    """One window a kind of secret. `card` is open as long as any of them may be."""

    def __init__(self) -> None:
        self.card = Window()
        self.number = Window()
        self.code = Window()
        self.pin = Window(lasting=False)
        self.expiry = Window()
        # A PIN was asked for together with another number, which is then the longer one.
        self.mixed = False
        # A PIN was asked for and not given: callers remember it long after.
        self._owed = False
        # What was asked for last; an answer is that rather than what was asked before.
        self.latest: frozenset[Cue] = frozenset()
        self._by_cue = {
            Cue.NUMBER: self.number,
            Cue.CODE: self.code,
            Cue.PIN: self.pin,
            Cue.EXPIRY: self.expiry,
        }
        self._all = (self.card, *self._by_cue.values())

    def hear(self, cues: frozenset[Cue], speaker: Speaker) -> bool:
        """Open and close by the cues of one utterance; whether another secret is asked for than before."""
        asked = set(cues & _SECRETS)
        if Cue.CARD in cues or asked - {Cue.EXPIRY, Cue.PIN} or (Cue.PIN in asked and Cue.OTHER not in cues):
            self.card.open()
        if not self.card.is_open():
            asked.discard(Cue.EXPIRY)  # a passport expires too
        elif Cue.BACK in cues:
            asked.add(Cue.CODE)
        elif Cue.READ in cues and Cue.OTHER not in cues:
            asked.add(Cue.NUMBER)
        if Cue.RECALL in cues and self._owed and Cue.OTHER not in cues:
            asked.add(Cue.PIN)
        fresh = any(not self._by_cue[cue].is_open() for cue in asked)
        self.latest = frozenset(asked) or self.latest
        for cue in asked:
            self._by_cue[cue].open()
        if Cue.PIN in asked:
            self.mixed, self._owed = Cue.OTHER in cues, True
        if Cue.OTHER in cues and not asked and speaker is not Speaker.CUSTOMER:
            self._close_secrets()
            return True
        return fresh

    def pin_given(self) -> None:
        self._owed = False
        self.pin.answered()

    def asked(self) -> bool:
        return any(window.is_open() for window in self._by_cue.values())

    def pass_by(self, *, digits: bool, talk: bool) -> None:
        for window in self._all:
            if window.is_open():
                window.pass_by(digits=digits, talk=talk)

    def _close_secrets(self) -> None:
        for window in self._by_cue.values():
            window.close()
