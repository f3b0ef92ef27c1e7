"""Utterances in order to marks on their digits: the part of masking that remembers what was said before."""

from connectors.contracts import Speaker
from service.drafting.masking.chain import COMPLETE, Chain
from service.drafting.masking.cues import has_unit, is_called, is_named, is_plain, is_spelled, is_year
from service.drafting.masking.expiry import (
    is_date,
    is_month_and_year,
    is_of_a_day,
    is_year_of_month,
    mark_expiry,
    month_before,
    reads_as_expiry,
)
from service.drafting.masking.groups import (
    CARD_DIGITS,
    HALF_A_CARD,
    LARGEST_GROUP,
    LONGEST_MIXED_PIN,
    begins_card,
    follows_expiry,
    holds_card_number,
    is_answer,
    is_before_pin,
    is_beside_card,
    mark_pin_beside_account,
)
from service.drafting.masking.languages import Cue
from service.drafting.masking.luhn import is_shaped
from service.drafting.masking.marks import Mark
from service.drafting.masking.numbers import Run
from service.drafting.masking.scatter import Scatter, begins_number
from service.drafting.masking.utterance import Heard, Utterance, says_expiry, words_between
from service.drafting.masking.windows import Windows

# Dear to look up in their classes, and needed at every turn.
_CARD, _CODE, _PIN = Mark.CARD, Mark.CODE, Mark.PIN
_AGENT = Speaker.AGENT
# No telephone number has more; a card's is read so even where nobody named it.
_SHORTEST_UNNAMED = 14
_GROUP = 3
_CODE_DIGITS = (3, 4)
_PIN_DIGITS = 4
_LONGEST_SECRET = 8
# "Oh" and "one" are digits only where nothing else is said.
_PRONOUNS = ("0", "1")
_LENGTHS = {_CODE: _CODE_DIGITS, _PIN: range(_PIN_DIGITS, LONGEST_MIXED_PIN + 1)}
# Where the agent names a code, it is told.
_TOLD = frozenset({Cue.CODE, Cue.CODED, Cue.PIN})
# Words of an utterance that are neither numbers nor fillers: next to none, enough to be talk, still few.
_BARE = 1
_TALK = 2
_SPARSE = 3
_BRIEF = 4


class Watch:
    """Hears a conversation. A run may be marked later than it is heard, when its number is complete."""

    def __init__(self) -> None:
        self._windows = Windows()
        self._chain = Chain()
        # A card number was masked earlier, and more of it may come: a call that goes on after a crash.
        self._begun_before = False
        # Codes and PINs as the customer gave them since they were asked for.
        self._given: list[str] = []
        self._scatter = Scatter()

    @property
    def open_runs(self) -> list[Run]:
        """The first runs heard that are not settled: what was said before them no longer changes."""
        return [run for run in (self._chain.open_run, self._scatter.open_run) if run]

    def pass_by(self, heard: Heard) -> None:
        """Hear an utterance that is plain: time goes by, and nothing else happens."""
        self._scatter.pass_by(heard.lexed.content)
        self._end(talk=heard.lexed.content >= _TALK, digits=False)

    def hear(self, said: Utterance) -> None:
        if _CARD in said.text or (said.runs and any(map(holds_card_number, said.runs))):
            self._windows.card.open()
        asked = self._windows.hear(said.cues, said.speaker, brief=said.content <= _BRIEF)
        if asked or said.marked:
            self._chain = Chain()
            self._scatter.end()
        if asked:
            self._given = []
        if is_answer(said):
            self._given.append("")
        if said.marked:
            self._windows.pin_given()
        if _CARD in said.text:
            self._windows.number.answered()
            self._begun_before = True
        heard = [self._judge(said, run) for run in said.runs]
        self._gather(said)
        for date in said.dates:
            if self._windows.card.is_open() or says_expiry(said, date):
                date.mark(Mark.EXPIRY)
        self._end(talk=said.content >= _TALK, digits=any(heard) or said.marked)

    def _end(self, *, talk: bool, digits: bool) -> None:
        if self._chain.begun and self._chain.is_over(talk=talk, asked=self._windows.number.is_open()):
            self._chain = Chain()
        self._windows.pass_by(digits=digits, talk=talk)

    def _gather(self, said: Utterance) -> None:
        """Look at the runs of an utterance once more, with those before them, whatever stands between."""
        if not (said.runs or self._scatter.begun):
            return
        if said.marked or self._windows.other:
            self._scatter.end()
            return
        end = 0
        for run in said.runs:
            if self._scatter.begun:
                self._scatter.pass_by(words_between(said.text, end, run.start))
            self._gather_run(said, run)
            end = run.end
        if self._scatter.begun:
            self._scatter.pass_by(words_between(said.text, end, len(said.text)))

    def _gather_run(self, said: Utterance, run: Run) -> None:
        mark, asked = run.atoms[0].mark, self._windows.asked() and said.speaker is not _AGENT
        if not (self._scatter.begun or asked or begins_number(run)):
            return
        if len(run.digits) < _GROUP and not self._may_be_part(said, run, asked=asked):
            return
        if mark is not _CARD and (mark or self._is_another(said, run)):
            self._scatter.end()
        elif self._scatter.add(run, said.speaker, asked=asked) and self._scatter.open_run:
            self._mark_scattered(asked=asked)

    def _may_be_part(self, said: Utterance, run: Run, *, asked: bool) -> bool:
        """Whether one or two digits in talk may be a part of what was asked for; "one" and "oh" are words."""
        if len(run.digits) == 1:
            return asked and run.digits not in _PRONOUNS and self._wanted() is not None
        return not asked or self._wanted() is not None or len(said.runs) > 1 or said.content <= _BARE

    def _is_another(self, said: Utterance, run: Run) -> bool:
        """Whether a run is surely no part of what is collected."""
        if not self._wanted() and is_spelled(said.text, run):
            return True
        return self._is_told(said, run) or self._is_own_figure(said, run)

    def _wanted(self) -> Mark | None:
        """The mark of the code or PIN that was asked for last."""
        windows = self._windows
        if windows.code.is_open() and Cue.CODE in windows.latest:
            return _CODE
        return _PIN if windows.pin.is_open() and Cue.PIN in windows.latest else None

    def _mark_scattered(self, *, asked: bool) -> None:
        count, wanted = len(self._scatter.digits), self._wanted() if asked else None
        if wanted:
            if count in _LENGTHS[wanted]:
                self._scatter.mark(wanted)
                self._given.append(self._scatter.digits)
        elif asked and self._windows.number.is_wanted() and self._chain.digits < COMPLETE:
            if _GROUP <= count <= COMPLETE + 1 and self._chain.begun:
                self._scatter.mark(_CARD)
        elif self._scatter.reads_like_card(paid=self._windows.card.is_open()):
            self._scatter.mark(_CARD)

    def _judge(self, said: Utterance, run: Run) -> bool:
        """Mark a run if it is secret; whether it may be a part of one."""
        if self._is_card(said, run):
            run.mark(_CARD)
            self._windows.number.answered()
        elif self._is_expiry(said, run):
            mark_expiry(said.text, run, said.months)
        elif len(run.digits) in _CODE_DIGITS and follows_expiry(said, run) and self._windows.card.is_open():
            run.mark(_CODE)
        fourth = len(run.digits) == LARGEST_GROUP and self._chain.goes_on()
        last = fourth and self._chain.digits == CARD_DIGITS
        unmarked = run.atoms[0].mark is None and not last
        if unmarked and (self._is_no_secret(said, run) or self._is_own_figure(said, run)):
            return False
        if said.content <= _SPARSE or self._windows.asked() or fourth or begins_card(run):
            self._chain.add(run, said.speaker)
            self._complete(said, run)
        return True

    def _is_like_card(self, said: Utterance, run: Run) -> bool:
        """Groups of a card's length and first digit that nothing names: one slip of recognition breaks the check."""
        if self._windows.other or not is_shaped(run.digits) or is_called(said.text, run):
            return False
        return all(len(atom.digits) <= LARGEST_GROUP for atom in run.atoms)

    def _is_card(self, said: Utterance, run: Run) -> bool:
        if holds_card_number(run) or self._is_like_card(said, run):
            return True
        if len(run.digits) >= HALF_A_CARD and is_beside_card(said, run):
            return True
        beside_pin = self._windows.pin.is_open() and self._windows.mixed
        return len(run.digits) >= CARD_DIGITS and self._windows.card.is_open() and not beside_pin

    def _is_no_secret(self, said: Utterance, run: Run) -> bool:
        if len(run.digits) < _GROUP and said.content > (0 if run.digits in _PRONOUNS else _BARE):
            return True
        return self._is_told(said, run)

    def _is_told(self, said: Utterance, run: Run) -> bool:
        """Whether the words beside a run, or its form, say that it is another kind of number."""
        if said.speaker is _AGENT and said.content >= _TALK and self._is_agents(said, run):
            return True
        if (
            is_date(run.digits)
            and len(run.atoms) == 1
            and not (self._chain.begun and self._chain.digits < COMPLETE)
        ):
            return True
        dated = month_before(run, said.months) is not None
        return is_plain(said.text, run, dated=dated) or is_named(said.text, run)

    def _is_agents(self, said: Utterance, run: Run) -> bool:
        """Whether it is a year, a sum or a small number of the agent's own: agents ask for secrets."""
        if run.digits in "".join(self._given):
            return False
        if is_year(run):
            return True
        told = said.content > _SPARSE and said.cues.isdisjoint(_TOLD) and not self._chain.begun
        return told and len(run.atoms) == 1 and (len(run.digits) <= _GROUP or run.digits.endswith("00"))

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
        elif windows.pin.is_open() and digits >= _PIN_DIGITS and not is_before_pin(said, run):
            mark_pin_beside_account(run)

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
        return LONGEST_MIXED_PIN if beside_another else _LONGEST_SECRET

    def _is_split_card(self, said: Utterance) -> bool:
        """A card number that was not asked for just now, read in groups with little said between."""
        if self._chain.utterances < 2 or (said.content > _SPARSE and not self._chain.goes_on()):  # noqa: PLR2004 - split over turns
            return False
        if self._windows.card.is_open() and self._chain.reads_like_card(CARD_DIGITS):
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
        if windows.card.is_open() and is_year_of_month(run, said.months) and not has_unit(said.text, run):
            return True
        if not (windows.expiry.is_open() and windows.card.is_open()):
            return is_month_and_year(run, said.months) and says_expiry(said, run)
        if Cue.CODE in windows.latest and (Cue.EXPIRY not in windows.latest or len(run.digits) == _GROUP):
            return False
        return reads_as_expiry(run, said.months, bare=said.content <= _BARE) and not has_unit(said.text, run)
