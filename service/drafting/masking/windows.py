"""What the conversation is about: windows that cues open and that close when no digits come."""

from connectors.contracts import Speaker
from service.drafting.masking.languages import Cue

# On 352 real calls (40,893 words) every choice from 8 and 3 to 24 and 8 costs the same three false masks.
TURNS = 12
IDLE_TURNS = 4
_AFTER_ANSWER = 3
# So long after a code or a PIN was given or asked for, "another one" asks for one.
_RECENT = 6
# Dear to look up in their class, and needed at every cue.
_NUMBER, _CODE, _PIN, _EXPIRY = Cue.NUMBER, Cue.CODE, Cue.PIN, Cue.EXPIRY
_CARD, _OTHER, _SENT = Cue.CARD, Cue.OTHER, Cue.SENT
_BACK, _READ, _CODED, _RECALL = Cue.BACK, Cue.READ, Cue.CODED, Cue.RECALL
_AGAIN, _PLACED = Cue.AGAIN, Cue.PLACED
_AGENT, _CUSTOMER = Speaker.AGENT, Speaker.CUSTOMER
_TALK_OF_CARDS = frozenset({Cue.LOSS, _OTHER, _SENT})
_SECRETS = frozenset({_NUMBER, _CODE, _PIN, _EXPIRY})


class Window:
    """Open for `TURNS` utterances after its cue, longer while digits come, shorter when none do."""

    __slots__ = ("_answered", "_idle", "_lasting", "left")

    def __init__(self, *, lasting: bool = True) -> None:
        self._lasting = lasting
        self.left = 0
        self._idle = 0
        self._answered = False

    def open(self) -> None:
        self.left = TURNS
        self._idle = 0
        self._answered = False

    def close(self) -> None:
        self.left = 0

    def answered(self) -> None:
        """An answer may be repeated or corrected, but nothing long follows it."""
        self.left = min(self.left, _AFTER_ANSWER)
        self._answered = True

    def renewed(self) -> None:
        """Answered once more."""
        self.left = _AFTER_ANSWER if self.left else 0
        self._answered = True

    def is_open(self) -> bool:
        return self.left > 0

    def is_wanted(self) -> bool:
        """Open, and nothing complete was given yet."""
        return self.left > 0 and not self._answered

    def pass_by(self, *, digits: bool, talk: bool) -> None:
        """One utterance went by. "Mm hm" is neither digits nor talk, and lets a window wait."""
        self._idle = 0 if digits else self._idle + talk
        self.left -= 1
        if digits and self._lasting and not self._answered:
            self.left = max(self.left, IDLE_TURNS)
        if self._idle >= IDLE_TURNS:
            self.left = 0


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
        # Something else was asked for last: an order or a telephone number.
        self.other = False
        # The code or PIN asked for last, and the utterances for which "again" asks for it.
        self._asked_last: Cue | None = None
        self._recent = 0
        # Some of a PIN's digits were asked for, by their places.
        self.placed = False
        self._by_cue = {
            _NUMBER: self.number,
            _CODE: self.code,
            _PIN: self.pin,
            _EXPIRY: self.expiry,
        }
        self._all = (self.card, *self._by_cue.values())

    def hear(self, cues: frozenset[Cue], speaker: Speaker, *, brief: bool) -> bool:
        """Open and close by the cues of one utterance; whether another secret is asked for than before.

        An agent who says little but "the card" asks for its number.
        """
        if not cues:
            return False
        asked = self._asked(cues, brief=brief and speaker is _AGENT)
        again = speaker is _AGENT and self._is_again(cues, asked)
        if again and self._asked_last:
            asked.add(self._asked_last)
        fresh = again or any(not self._by_cue[cue].is_open() for cue in asked)
        self.latest = frozenset(asked) or self.latest
        self.other = _OTHER in cues or (self.other and not asked and _CARD not in cues)
        for cue in asked:
            self._by_cue[cue].open()
        if _PIN in asked:
            self.mixed, self._owed = _OTHER in cues, True
            self.placed = _PLACED in cues
        self._remember(asked)
        if _OTHER in cues and not asked and speaker is not _CUSTOMER:
            self._close_secrets()
            return True
        return fresh

    def _is_again(self, cues: frozenset[Cue], asked: set[Cue]) -> bool:
        return _AGAIN in cues and self._recent > 0 and not asked and _OTHER not in cues and _CARD not in cues

    def _remember(self, asked: set[Cue]) -> None:
        if asked:
            self._asked_last = _PIN if _PIN in asked else _CODE if _CODE in asked else None
            self._recent = _RECENT if self._asked_last else 0

    def _asked(self, cues: frozenset[Cue], *, brief: bool) -> set[Cue]:
        """The secrets that are asked for; opens the window on cards where they are a card's."""
        asked = set(cues & _SECRETS)
        if brief and _CARD in cues and not asked and cues.isdisjoint(_TALK_OF_CARDS):
            asked.add(_NUMBER)
        if _CARD in cues or asked - {_EXPIRY, _PIN} or (_PIN in asked and _OTHER not in cues):
            self.card.open()
        if not self.card.is_open():
            asked.discard(_EXPIRY)  # a passport expires too
        elif _BACK in cues and _PIN not in asked:
            asked.add(_CODE)
        elif _READ in cues and _OTHER not in cues:
            asked.add(_NUMBER)
        if _SENT in cues or (_CODED in cues and _PIN not in asked):
            asked.add(_CODE)
        if _RECALL in cues and self._owed and _OTHER not in cues:
            asked.add(_PIN)
        return asked

    def pin_given(self) -> None:
        self._owed = False
        self.pin.renewed()
        self._recent = _RECENT if self._asked_last else 0

    def asked(self) -> bool:
        return self.number.left > 0 or self.code.left > 0 or self.pin.left > 0 or self.expiry.left > 0

    def pass_by(self, *, digits: bool, talk: bool) -> None:
        self._recent -= self._recent > 0
        for window in self._all:
            if window.left:
                window.pass_by(digits=digits, talk=talk)

    def _close_secrets(self) -> None:
        self._recent = 0
        for window in self._by_cue.values():
            window.close()
