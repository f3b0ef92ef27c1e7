"""What customers gave in answer, and who says it once more: a read-back is told from an agent's own figures."""

from connectors.contracts import Speaker
from service.drafting.masking.cues import is_spelled, is_year
from service.drafting.masking.languages import Cue
from service.drafting.masking.marks import Mark
from service.drafting.masking.numbers import Run
from service.drafting.masking.utterance import Utterance

# Dear to look up in its class, and needed at every number.
_AGENT = Speaker.AGENT
_SECRETS = (Mark.CODE, Mark.PIN)
# Where the agent names a code, it is told.
_TOLD = frozenset({Cue.CODE, Cue.CODED, Cue.PIN})
_SPARSE = 3
_CODE_DIGITS = 3
_PIN_DIGITS = 4
_LONGEST = 8
# So many answers are remembered, and so many parts may make one.
_MOST_ANSWERS = 24
_MOST_PARTS = 6
_MOST_TOLD = 8
_TALK = 2
_MOST_DIGITS = 96


class Given:
    """The answers of a conversation, the latest last."""

    def __init__(self) -> None:
        # Codes and PINs since they were asked for.
        self._codes: list[str] = []
        # What may be a part of a secret, as it was heard: its mark may come later.
        self._answers: list[Run] = []
        self._fresh = 0
        self._digits = ""
        # A code was read back, and the agent went on to something else.
        self._done = False
        # References and sums as agents told them.
        self._told: list[str] = []

    def ask(self) -> None:
        """Another code or PIN is asked for."""
        self._codes = []
        self._done = False

    def code(self, digits: str) -> None:
        self._codes.append(digits)

    def answer(self, run: Run) -> None:
        """A customer's digits that may be secret."""
        self._answers = [*self._answers[1 - _MOST_ANSWERS :], run]
        self._fresh += 1
        self._digits = (self._digits + run.digits)[-_MOST_DIGITS:]

    def tell(self, run: Run) -> None:
        """An agent's number that is no secret, nor is it where a customer says it once more."""
        if len(run.digits) >= _PIN_DIGITS:
            self._told = [*self._told[1 - _MOST_TOLD :], run.digits]

    def was_told(self, run: Run) -> bool:
        return run.digits in self._told

    def pass_by(self) -> None:
        """Something else is talked about: three digits said now are no read-back."""
        self._fresh = 0

    def mark_repeated(self, said: Utterance, run: Run) -> None:
        """Mark a code or PIN that was given before, and is said once more."""
        if run.atoms[0].mark is None and _CODE_DIGITS <= len(run.digits) <= _LONGEST:
            mark = self._just_given(run.digits) if said.speaker is _AGENT else None
            mark = mark or self._given_before(run.digits)
            if mark and not is_spelled(said.text, run):
                run.mark(mark)

    def _just_given(self, digits: str) -> Mark | None:
        """The mark of the last answers, if they are these digits together."""
        last = ""
        for answer in reversed(self._answers[-min(self._fresh, _MOST_PARTS) :] if self._fresh else ()):
            mark = answer.atoms[0].mark
            if mark is None or mark is Mark.EXPIRY:
                return None
            last = answer.digits + last
            if last == digits:
                return mark
        return None

    def _given_before(self, digits: str) -> Mark | None:
        if len(digits) < _PIN_DIGITS:
            return None
        for answer in self._answers:
            if answer.digits == digits and answer.atoms[0].mark in _SECRETS:
                return answer.atoms[0].mark
        return None

    def is_agents(self, said: Utterance, run: Run) -> bool:
        """Whether a number in an agent's sentence is the agent's own: agents ask for secrets, and read them back."""
        if run.digits in "".join(self._codes):
            return False
        if is_year(run):
            return True
        return said.content > _SPARSE and said.cues.isdisjoint(_TOLD) and not self._is_read_back(run.digits)

    def _is_read_back(self, digits: str) -> bool:
        """Whether four digits in a row were given, or all of fewer."""
        if len(digits) <= _PIN_DIGITS:
            return digits in self._digits and len(digits) >= _CODE_DIGITS
        return any(
            digits[at : at + _PIN_DIGITS] in self._digits for at in range(len(digits) - _PIN_DIGITS + 1)
        )

    def is_own_figure(self, said: Utterance, run: Run, latest: frozenset[Cue]) -> bool:
        """Whether a code was given and this is another number: "that is eighty nine ninety nine"."""
        if not self._codes or Cue.NUMBER in latest:
            return False
        cardinal = len(run.atoms) == 1 and not run.atoms[0].written
        if said.speaker is not _AGENT:
            other = len(run.digits) < _PIN_DIGITS or (cardinal and run.digits.endswith("00"))
            if self._done and len(run.digits) < _CODE_DIGITS:
                return True
            return other and latest == {Cue.PIN} and not said.cues
        given = "".join(self._codes)
        if run.digits in given:
            self._done |= said.content + len(said.runs) > _TALK and len(run.digits) >= _CODE_DIGITS
            return False
        sizes = {len(given), *map(len, self._codes)}
        return cardinal or len(run.digits) not in sizes
