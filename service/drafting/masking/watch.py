"""Utterances in order to marks on their digits: the part of masking that remembers what was said before."""

from typing import NamedTuple, Self

from connectors.contracts import Speaker
from service.drafting.masking.chain import COMPLETE, Chain
from service.drafting.masking.cues import cues_of, is_called, is_named, is_plain
from service.drafting.masking.expiry import (
    expires,
    is_date,
    is_month_and_year,
    is_of_a_day,
    month_before,
    reads_as_expiry,
)
from service.drafting.masking.languages import Cue
from service.drafting.masking.lexer import Lexed, lex
from service.drafting.masking.luhn import holds_card, is_shaped
from service.drafting.masking.marks import Mark
from service.drafting.masking.numbers import Atom, Run, runs_of
from service.drafting.masking.windows import Windows

# Dear to look up in their classes, and needed at every turn.
_CARD, _CODE, _PIN = Mark.CARD, Mark.CODE, Mark.PIN
_AGENT = Speaker.AGENT
_CARD_DIGITS = 12
_HALF_A_CARD = 8
# No telephone number has more; a card's is read so even where nobody named it.
_SHORTEST_UNNAMED = 14
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
_LARGEST_GROUP = 4
_BRIEF = 4


class Heard(NamedTuple):
    """What one utterance says by itself. Masking hears a text more than once, and reads it once."""

    text: str
    lexed: Lexed
    cues: frozenset[Cue]
    runs: list[Run]

    @classmethod
    def of(cls, speaker: Speaker, text: str) -> Self:
        lexed = lex(text)
        cues = cues_of(text, lexed.starts, speaker)
        return cls(text, lexed, cues, list(runs_of(lexed.numbers)) if lexed.numbers else [])

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
        self.runs = [run.unmarked() for run in heard.runs]
        self.dates = [Run([Atom(start, end, "")], "") for start, end in lexed.slashes]
        self.months = lexed.months
        self.marked = lexed.marked
        self.content = lexed.content


class Watch:
    """Hears a conversation. A run may be marked later than it is heard, when its number is complete."""

    def __init__(self) -> None:
        self._windows = Windows()
        self._chain = Chain()
        # A card number was masked earlier, and more of it may come: a call that goes on after a crash.
        self._begun_before = False
        # Codes and PINs as the customer gave them since they were asked for.
        self._given: list[str] = []

    @property
    def open_run(self) -> Run | None:
        """The first run heard that is not settled: what was said before it no longer changes."""
        return self._chain.open_run

    def pass_by(self, heard: Heard) -> None:
        """Hear an utterance that is plain: time goes by, and nothing else happens."""
        self._end(talk=heard.lexed.content >= _TALK, digits=False)

    def hear(self, said: Utterance) -> None:
        if _CARD in said.text or (said.runs and any(map(_holds_card, said.runs))):
            self._windows.card.open()
        asked = self._windows.hear(said.cues, said.speaker, brief=said.content <= _BRIEF)
        if asked or said.marked:
            self._chain = Chain()
        if asked:
            self._given = []
        if _is_answer(said):
            self._given.append("")
        if said.marked:
            self._windows.pin_given()
        if _CARD in said.text:
            self._windows.number.answered()
            self._begun_before = True
        heard = [self._judge(said, run) for run in said.runs]
        if self._windows.card.is_open() or (said.dates and expires(said.text, said.cues)):
            for date in said.dates:
                date.mark(Mark.EXPIRY)
        self._end(talk=said.content >= _TALK, digits=any(heard) or said.marked)

    def _end(self, *, talk: bool, digits: bool) -> None:
        if self._chain.begun and self._chain.is_over(talk=talk, asked=self._windows.number.is_open()):
            self._chain = Chain()
        self._windows.pass_by(digits=digits, talk=talk)

    def _judge(self, said: Utterance, run: Run) -> bool:
        """Mark a run if it is secret; whether it may be a part of one."""
        if self._is_card(said, run):
            run.mark(_CARD)
            self._windows.number.answered()
        elif self._is_expiry(said, run):
            self._mark_expiry(said, run)
        elif self._follows_expiry(said, run):
            run.mark(_CODE)
        fourth = len(run.digits) == _LARGEST_GROUP and self._chain.goes_on()
        last = fourth and self._chain.digits == _CARD_DIGITS
        unmarked = run.atoms[0].mark is None and not last
        if unmarked and (self._is_no_secret(said, run) or self._is_own_figure(said, run)):
            return False
        if said.content <= _SPARSE or self._windows.asked() or fourth or _begins_card(run):
            self._chain.add(run, said.speaker)
            self._complete(said, run)
        return True

    def _is_like_card(self, said: Utterance, run: Run) -> bool:
        """Groups of a card's length and first digit that nothing names: one slip of recognition breaks the check."""
        if self._windows.other or not is_shaped(run.digits) or is_called(said.text, run):
            return False
        return all(len(atom.digits) <= _LARGEST_GROUP for atom in run.atoms)

    def _is_beside_card(self, said: Utterance, run: Run) -> bool:
        """Half a card's digits in one breath with the card they are of."""
        paid = Cue.CARD in said.cues and said.cues.isdisjoint({Cue.LOSS, Cue.OTHER, Cue.PIN})
        return paid and not (is_called(said.text, run) or is_date(run.digits))

    def _is_card(self, said: Utterance, run: Run) -> bool:
        if _holds_card(run) or self._is_like_card(said, run):
            return True
        if len(run.digits) >= _HALF_A_CARD and self._is_beside_card(said, run):
            return True
        beside_pin = self._windows.pin.is_open() and self._windows.mixed
        return len(run.digits) >= _CARD_DIGITS and self._windows.card.is_open() and not beside_pin

    def _is_no_secret(self, said: Utterance, run: Run) -> bool:
        if len(run.digits) < _GROUP and said.content > (0 if run.digits in _PRONOUNS else _BARE):
            return True
        if (
            is_date(run.digits)
            and len(run.atoms) == 1
            and not (self._chain.begun and self._chain.digits < COMPLETE)
        ):
            return True
        dated = month_before(run, said.months) is not None
        return is_plain(said.text, run, dated=dated) or is_named(said.text, run)

    def _is_own_figure(self, said: Utterance, run: Run) -> bool:
        """Whether a code was given and this is another number: "that is eighty nine ninety nine"."""
        if not self._given or Cue.NUMBER in self._windows.latest:
            return False
        cardinal = len(run.atoms) == 1 and not run.atoms[0].written
        if said.speaker is not _AGENT:
            other = len(run.digits) < _PIN_DIGITS or (cardinal and run.digits.endswith("00"))
            return other and self._windows.latest == {Cue.PIN} and not said.cues
        given = "".join(self._given)
        if run.digits in given:
            return False
        sizes = {len(given), *map(len, self._given)}
        return cardinal or len(run.digits) not in sizes

    def _complete(self, said: Utterance, run: Run) -> None:
        """Mark what the chain has become by this run."""
        windows, count = self._windows, len(run.digits)
        digits = max(count, self._chain.digits) if said.content <= _BARE else count
        if windows.code.is_open() and count <= _LONGEST_SECRET and digits >= _GROUP:
            self._chain.mark(_CODE, longest=_LONGEST_SECRET)
            self._note(said, run)
        elif windows.pin.is_open() and digits >= _PIN_DIGITS and count <= self._longest_pin(said):
            self._chain.mark(_PIN, longest=self._longest_pin(said))
            windows.pin_given()
            self._note(said, run)
        elif windows.number.is_open() and digits >= _GROUP:
            self._chain.mark(_CARD)
            self._read_on()
        elif self._is_split_card(said):
            self._chain.mark(_CARD)
            windows.number.open()
        elif windows.pin.is_open() and digits >= _PIN_DIGITS and not _is_before_pin(said, run):
            _mark_pin_beside_account(run)

    def _read_on(self) -> None:
        """A complete number may be corrected, but nothing long follows it."""
        if self._chain.digits >= COMPLETE:
            self._windows.number.answered()
        elif self._begun_before:
            self._windows.number.open()

    def _note(self, said: Utterance, run: Run) -> None:
        if said.speaker is not _AGENT:
            self._given.append(run.digits)

    def _longest_pin(self, said: Utterance) -> int:
        beside_another = self._windows.mixed or said.content > _SPARSE
        return _LONGEST_MIXED_PIN if beside_another else _LONGEST_SECRET

    def _is_split_card(self, said: Utterance) -> bool:
        """A card number that was not asked for just now, read in groups with little said between."""
        if self._chain.utterances < 2 or (said.content > _SPARSE and not self._chain.goes_on()):  # noqa: PLR2004 - split over turns
            return False
        if self._windows.card.is_open() and self._chain.reads_like_card(_CARD_DIGITS):
            return True
        return self._chain.ends_in_card() or self._is_unnamed_card()

    def _is_unnamed_card(self) -> bool:
        """Groups that a listener noted down, of more digits than anything but a card, and nothing else asked for."""
        paced = self._chain.paced and self._chain.digits >= _SHORTEST_UNNAMED
        return paced and not self._windows.other and self._chain.reads_like_card(_SHORTEST_UNNAMED)

    def _is_expiry(self, said: Utterance, run: Run) -> bool:
        windows = self._windows
        month = month_before(run, said.months)
        if month and is_of_a_day(said.text, month):
            return False
        if windows.number.is_open() and len(run.digits) == _YEAR and month:
            return True
        if not (windows.expiry.is_open() and windows.card.is_open()):
            return expires(said.text, said.cues) and is_month_and_year(run, said.months)
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


def _is_answer(said: Utterance) -> bool:
    """Whether a code or a PIN was given here, and is masked already."""
    return said.speaker is not _AGENT and (_CODE in said.text or _PIN in said.text)


def _holds_card(run: Run) -> bool:
    return len(run.digits) > _CARD_DIGITS and holds_card([atom.digits for atom in run.atoms])


def _begins_card(run: Run) -> bool:
    """Two groups of four with which a card number may begin: nothing of it, if nothing follows."""
    return (
        len(run.digits) == _HALF_A_CARD
        and run.digits[0] in "3456"
        and all(len(atom.digits) == _LARGEST_GROUP for atom in run.atoms)
    )


def _is_before_pin(said: Utterance, run: Run) -> bool:
    """Whether another run is the PIN: "55 807 995 J, and the PIN is 7261"."""
    shorter = (
        other for other in said.runs if other.start > run.end and len(other.digits) <= _LONGEST_MIXED_PIN
    )
    return any("pin" in said.text[run.end : other.start] for other in shorter)


def _mark_pin_beside_account(run: Run) -> None:
    """An account number and a PIN in one breath: what is not the long written part may be the PIN."""
    for atom in run.atoms:
        if not atom.written or len(atom.digits) < _ACCOUNT_DIGITS:
            atom.mark = atom.mark or _PIN
