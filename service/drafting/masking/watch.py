"""Utterances in order to marks on their digits: the part of masking that remembers what was said before."""

from typing import NamedTuple, Self

from connectors.contracts import Speaker
from service.drafting.masking.chain import Chain
from service.drafting.masking.cues import cues_of, is_named, is_plain
from service.drafting.masking.expiry import month_before, reads_as_expiry
from service.drafting.masking.languages import Cue
from service.drafting.masking.lexer import Lexed, lex
from service.drafting.masking.luhn import holds_card
from service.drafting.masking.marks import Mark
from service.drafting.masking.numbers import Atom, Run, runs_of
from service.drafting.masking.windows import Windows

_CARD_DIGITS = 12
_GROUP = 3
_CODE_DIGITS = (3, 4)
_PIN_DIGITS = 4
_LONGEST_SECRET = 8
_LONGEST_MIXED_PIN = 6
_ACCOUNT_DIGITS = 7
# "Oh" and "one" are digits only where nothing else is said.
_PRONOUNS = ("0", "1")
_YEAR = 4
# Words of an utterance that are neither numbers nor fillers: next to none, enough to be talk, still few.
_BARE = 1
_TALK = 2
_SPARSE = 3


class Heard(NamedTuple):
    """What one utterance says by itself. Masking hears a text more than once, and reads it once."""

    text: str
    lexed: Lexed
    cues: frozenset[Cue]

    @classmethod
    def of(cls, speaker: Speaker, text: str) -> Self:
        lexed = lex(text)
        return cls(text, lexed, cues_of(text, lexed.starts, speaker))

    @property
    def is_plain(self) -> bool:
        """Whether it neither names nor asks for a number, as most utterances."""
        lexed = self.lexed
        return not (lexed.numbers or self.cues or lexed.slashes or lexed.marked)


class Utterance:
    """A turn, or a part of a long one, in its conversation: its runs carry what becomes of them."""

    __slots__ = ("content", "cues", "dates", "marked", "months", "runs", "speaker", "text")

    def __init__(self, speaker: Speaker, heard: Heard) -> None:
        lexed = heard.lexed
        self.speaker = speaker
        self.text = heard.text
        self.cues = heard.cues
        self.runs = list(runs_of(lexed.numbers))
        self.dates = [Run([Atom(start, end, "")], "") for start, end in lexed.slashes]
        self.months = lexed.months
        self.marked = lexed.marked
        self.content = lexed.content


class Watch:
    """Hears a conversation. A run may be marked later than it is heard, when its number is complete."""

    def __init__(self) -> None:
        self._windows = Windows()
        self._chain = Chain()

    @property
    def open_run(self) -> Run | None:
        """The first run heard that is not settled: what was said before it no longer changes."""
        return self._chain.open_run

    def pass_by(self, heard: Heard) -> None:
        """Hear an utterance that is plain: time goes by, and nothing else happens."""
        self._end(talk=heard.lexed.content >= _TALK, digits=False)

    def hear(self, said: Utterance) -> None:
        if Mark.CARD in said.text or any(_holds_card(run) for run in said.runs):
            self._windows.card.open()
        asked = self._windows.hear(said.cues, said.speaker)
        if asked or said.marked:
            self._chain = Chain()
        if said.marked:
            self._windows.pin_given()
        heard = [self._judge(said, run) for run in said.runs]
        if self._windows.card.is_open():
            for date in said.dates:
                date.mark(Mark.EXPIRY)
        self._end(talk=said.content >= _TALK, digits=any(heard) or said.marked)

    def _end(self, *, talk: bool, digits: bool) -> None:
        if self._chain.begun and self._chain.is_over(talk=talk, asked=self._windows.number.is_open()):
            self._chain = Chain()
        self._windows.pass_by(digits=digits, talk=talk)

    def _judge(self, said: Utterance, run: Run) -> bool:
        """Mark a run if it is secret; whether it may be a part of one."""
        if self._is_card(run):
            run.mark(Mark.CARD)
        elif self._is_expiry(said, run):
            self._mark_expiry(said, run)
        elif self._follows_expiry(said, run):
            run.mark(Mark.CODE)
        elif self._is_no_secret(said, run):
            return False
        if said.content <= _SPARSE or self._windows.asked():
            self._chain.add(run, said.speaker)
            self._complete(said, run)
        return True

    def _is_card(self, run: Run) -> bool:
        if _holds_card(run):
            return True
        beside_pin = self._windows.pin.is_open() and self._windows.mixed
        return len(run.digits) >= _CARD_DIGITS and self._windows.card.is_open() and not beside_pin

    def _is_no_secret(self, said: Utterance, run: Run) -> bool:
        if len(run.digits) < _GROUP and said.content > (0 if run.digits in _PRONOUNS else _BARE):
            return True
        dated = month_before(run, said.months) is not None
        return is_plain(said.text, run, dated=dated) or is_named(said.text, run)

    def _complete(self, said: Utterance, run: Run) -> None:
        """Mark what the chain has become by this run."""
        windows, count = self._windows, len(run.digits)
        digits = max(count, self._chain.digits) if said.content <= _BARE else count
        if windows.code.is_open() and count <= _LONGEST_SECRET and digits >= _GROUP:
            self._chain.mark(Mark.CODE, longest=_LONGEST_SECRET)
        elif windows.pin.is_open() and digits >= _PIN_DIGITS and count <= self._longest_pin(said):
            self._chain.mark(Mark.PIN, longest=self._longest_pin(said))
            windows.pin_given()
        elif (windows.number.is_open() and digits >= _GROUP) or self._is_split_card(said):
            self._chain.mark(Mark.CARD)
        elif windows.pin.is_open() and digits >= _PIN_DIGITS:
            _mark_pin_beside_account(run)

    def _longest_pin(self, said: Utterance) -> int:
        beside_another = self._windows.mixed or said.content > _SPARSE
        return _LONGEST_MIXED_PIN if beside_another else _LONGEST_SECRET

    def _is_split_card(self, said: Utterance) -> bool:
        """A card number that was not asked for just now, read in groups with little said between."""
        if self._chain.utterances < 2 or said.content > _SPARSE:  # noqa: PLR2004 - split over turns
            return False
        if self._windows.card.is_open() and self._chain.reads_like_card(_CARD_DIGITS):
            return True
        return self._chain.ends_in_card()

    def _is_expiry(self, said: Utterance, run: Run) -> bool:
        windows = self._windows
        if windows.number.is_open() and len(run.digits) == _YEAR and month_before(run, said.months):
            return True
        if not (windows.expiry.is_open() and windows.card.is_open()):
            return False
        if Cue.CODE in windows.latest and (Cue.EXPIRY not in windows.latest or len(run.digits) == _GROUP):
            return False
        return reads_as_expiry(run, said.months, bare=said.content <= _BARE)

    def _follows_expiry(self, said: Utterance, run: Run) -> bool:
        """The code that is written behind "05/27", with no word for it."""
        near = any(0 <= run.start - date.end <= _GROUP for date in said.dates)
        return near and len(run.digits) in _CODE_DIGITS and self._windows.card.is_open()

    def _mark_expiry(self, said: Utterance, run: Run) -> None:
        month = month_before(run, said.months)
        if month:
            run.atoms[0].start = month[0]
        run.mark(Mark.EXPIRY)


def _holds_card(run: Run) -> bool:
    return len(run.digits) > _CARD_DIGITS and holds_card([atom.digits for atom in run.atoms])


def _mark_pin_beside_account(run: Run) -> None:
    """An account number and a PIN in one breath: what is not the long written part may be the PIN."""
    for atom in run.atoms:
        if not atom.written or len(atom.digits) < _ACCOUNT_DIGITS:
            atom.mark = atom.mark or Mark.PIN
