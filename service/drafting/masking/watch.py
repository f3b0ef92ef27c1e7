"""Utterances in order to marks on their digits: the part of masking that remembers what was said before."""

from connectors.contracts import Speaker
from service.drafting.masking.chain import COMPLETE, Chain
from service.drafting.masking.corrected import mark_corrected
from service.drafting.masking.cues import (
    is_named,
    is_plain,
    is_reference,
    is_round,
    is_spelled,
)
from service.drafting.masking.expiry import (
    is_date,
    mark_expiry,
    month_before,
)
from service.drafting.masking.given import Given
from service.drafting.masking.groups import (
    CARD_DIGITS,
    LARGEST_GROUP,
    LONGEST_MIXED_PIN,
    begins_card,
    follows_expiry,
    holds_card_number,
    is_answer,
    is_before_pin,
    is_card,
    mark_pin_beside_account,
)
from service.drafting.masking.languages import Cue
from service.drafting.masking.marks import Mark
from service.drafting.masking.numbers import Run
from service.drafting.masking.scatter import Scatter, begins_number
from service.drafting.masking.utterance import Heard, Utterance, says_expiry, words_between
from service.drafting.masking.validity import is_expiry
from service.drafting.masking.windows import TURNS, Windows

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
# Words of an utterance that are neither numbers nor fillers: next to none, enough to be talk, still few.
_BARE, _TALK, _SPARSE, _BRIEF = 1, 2, 3, 4
# A window that opened in this utterance or just before.
_JUST_ASKED = TURNS - 2


class Watch:
    """Hears a conversation. A run may be marked later than it is heard, when its number is complete."""

    def __init__(self) -> None:
        self._windows = Windows()
        self._chain = Chain()
        # A card number was masked earlier, and more of it may come: a call that goes on after a crash.
        self._begun_before = False
        self._given = Given()
        self._scatter = Scatter()

    @property
    def open_runs(self) -> list[Run]:
        """The first runs heard that are not settled: what was said before them no longer changes."""
        return [run for run in (self._chain.open_run, self._scatter.open_run) if run]

    def pass_by(self, heard: Heard) -> None:
        """Hear an utterance that is plain: time goes by, and nothing else happens."""
        self._scatter.pass_by(heard.lexed.content)
        if heard.lexed.content >= _TALK:
            self._given.pass_by()
        self._end(talk=heard.lexed.content >= _TALK, digits=False)

    def hear(self, said: Utterance) -> None:
        if _CARD in said.text or (said.runs and any(map(holds_card_number, said.runs))):
            self._windows.card.open()
        asked = self._windows.hear(said.cues, said.speaker, brief=said.content <= _BRIEF)
        if asked or said.marked:
            self._chain = Chain()
            if Cue.AGAIN not in said.cues or len(self._scatter.digits) >= _PIN_DIGITS:
                self._scatter.end()
        if asked:
            self._given.ask()
        if is_answer(said):
            self._given.code("")
        if said.marked:
            self._windows.pin_given()
        if _CARD in said.text:
            self._windows.number.answered()
            self._begun_before = True
        heard = [self._judge(said, run) for run in said.runs]
        self._gather(said)
        self._remember(said, heard)
        for date in said.dates:
            if self._windows.card.is_open() or says_expiry(said, date):
                date.mark(Mark.EXPIRY)
        self._end(talk=said.content >= _TALK, digits=any(heard) or said.marked)

    def _remember(self, said: Utterance, heard: list[bool]) -> None:
        """Look once more at numbers beside a card's and at those that were given before."""
        if (len(said.runs) > 1 and said.runs[0].atoms[0].mark is _CARD) or self._windows.number.is_open():
            mark_corrected(said)
        agent = said.speaker is _AGENT
        for run, may_be in zip(said.runs, heard, strict=True):
            self._given.mark_repeated(said, run)
            if not agent and self._windows.asked() and (may_be or run.atoms[0].mark):
                self._given.answer(run)
        if said.content >= _TALK and (agent or not said.runs):
            self._given.pass_by()

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
            if mark and asked and self._scatter.is_begin_of(run):
                self._scatter.mark(mark)
            self._scatter.end()
        elif self._scatter.add(run, said.speaker, asked=asked) and self._scatter.open_run:
            self._mark_scattered(asked=asked)

    def _may_be_part(self, said: Utterance, run: Run, *, asked: bool) -> bool:
        """Whether one or two digits in talk may be a part of what was asked for; "one" and "oh" are words."""
        if len(run.digits) == 1:
            alone = run.digits not in _PRONOUNS or not said.content
            return asked and alone and self._wanted() is not None
        return not asked or self._wanted() is not None or len(said.runs) > 1 or said.content <= _BARE

    def _is_another(self, said: Utterance, run: Run) -> bool:
        """Whether a run is surely no part of what is collected."""
        if not self._wanted() and is_spelled(said.text, run):
            return True
        return self._is_told(said, run) or self._given.is_own_figure(said, run, self._windows.latest)

    def _wanted(self) -> Mark | None:
        """The mark of the code or PIN that was asked for last."""
        windows = self._windows
        if windows.code.is_open() and Cue.CODE in windows.latest:
            return _CODE
        return _PIN if windows.pin.is_open() and Cue.PIN in windows.latest else None

    def _mark_scattered(self, *, asked: bool) -> None:
        count, wanted = len(self._scatter.digits), self._wanted() if asked else None
        if wanted:
            self._mark_wanted(wanted)
        elif asked and self._windows.number.is_wanted() and self._chain.digits < COMPLETE:
            if _GROUP <= count <= COMPLETE + 1 and self._chain.begun:
                self._scatter.mark(_CARD)
        elif self._scatter.reads_like_card(paid=self._windows.card.is_open()):
            self._scatter.mark(_CARD)

    def _mark_wanted(self, wanted: Mark) -> None:
        """Mark a code or PIN that is complete, also one that is begun again after a part of it or another."""
        scatter, lengths = self._scatter, _LENGTHS[wanted]
        if len(scatter.digits) not in lengths and not scatter.is_begun_again():
            if len(scatter.digits) < lengths[-1]:
                return
            scatter.begin_again()
            if len(scatter.digits) not in lengths:
                return
        scatter.mark(wanted)
        self._given.code(scatter.digits)

    def _judge(self, said: Utterance, run: Run) -> bool:
        """Mark a run if it is secret; whether it may be a part of one."""
        if is_card(self._windows, said, run):
            run.mark(_CARD)
            self._windows.number.answered()
        elif is_expiry(self._windows, said, run):
            mark_expiry(said.text, run, said.months)
        elif len(run.digits) in _CODE_DIGITS and follows_expiry(said, run) and self._windows.card.is_open():
            run.mark(_CODE)
        elif self._is_placed(said, run):
            run.mark(_PIN)
        fourth = len(run.digits) == LARGEST_GROUP and self._chain.goes_on()
        told = said.speaker is _AGENT and said.content > _SPARSE
        last = fourth and self._chain.digits == CARD_DIGITS and not told
        unmarked = run.atoms[0].mark is None and not last
        if unmarked and (
            self._is_no_secret(said, run) or self._given.is_own_figure(said, run, self._windows.latest)
        ):
            return False
        if said.content <= _SPARSE or self._windows.asked() or fourth or begins_card(run):
            self._chain.add(run, said.speaker)
            self._complete(said, run)
        return True

    def _is_placed(self, said: Utterance, run: Run) -> bool:
        """Whether digits answer to "the first and the third of your PIN"."""
        if not (self._windows.placed and self._windows.pin.is_open()) or said.speaker is _AGENT:
            return False
        alone = run.digits not in _PRONOUNS or not said.content
        return (
            len(run.digits) <= _GROUP and said.content <= _SPARSE and alone and not self._is_told(said, run)
        )

    def _is_no_secret(self, said: Utterance, run: Run) -> bool:
        if len(run.digits) < _GROUP and said.content > (0 if run.digits in _PRONOUNS else _BARE):
            return True
        return self._is_told(said, run)

    def _is_told(self, said: Utterance, run: Run) -> bool:
        """Whether the words beside a run, its form or its speaker say that it is another kind of number."""
        begun = self._chain.begun and self._chain.digits < COMPLETE
        agent = said.speaker is _AGENT
        if agent and said.content >= _TALK and self._given.is_agents(said, run):
            if not self._chain.begun:
                self._given.tell(run)
            return True
        if not (agent or begun) and self._given.was_told(run):
            return True
        if is_date(run.digits) and len(run.atoms) == 1 and not begun:
            return True
        if len(run.digits) < _LONGEST_SECRET and is_reference(said.text, run, told=agent):
            return True
        dated = month_before(run, said.months) is not None
        return is_plain(said.text, run, dated=dated) or is_named(said.text, run)

    def _complete(self, said: Utterance, run: Run) -> None:
        """Mark what the chain has become by this run."""
        windows, count = self._windows, len(run.digits)
        digits = max(count, self._chain.digits) if said.content <= _BARE else count
        wanted = windows.code if windows.code.is_open() else windows.pin
        if is_round(run) and wanted.left < _JUST_ASKED and not windows.number.is_open():
            return
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
            self._given.code(run.digits)

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
