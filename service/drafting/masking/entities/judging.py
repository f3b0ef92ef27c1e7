"""What a run of figures and letters is, by what was asked for before it, in its own turn or an earlier one."""

import re
from collections.abc import Container, Iterator

from service.drafting.masking.entities.addresses import postcode
from service.drafting.masking.entities.asked import Context
from service.drafting.masking.entities.cues import About, Cue
from service.drafting.masking.entities.items import Read, Run
from service.drafting.masking.entities.others import is_other
from service.drafting.masking.entities.parts import is_little, is_spelled
from service.drafting.masking.entities.remembered import TELLING, repeats
from service.drafting.masking.entities.runs import figures, read_runs, spoken_digits
from service.drafting.masking.entities.shapes import is_like_id, is_strung
from service.drafting.masking.entities.written import begins_iban, is_iban, is_national_id
from service.drafting.masking.marks import Kind

NUMERIC = (Kind.ID, Kind.ACCOUNT, Kind.PHONE)
IN_RUNS = (*NUMERIC, Kind.ADDRESS)
_LEAST = {Kind.ID: 3, Kind.ACCOUNT: 5, Kind.PHONE: 7, Kind.ADDRESS: 3}
# More digits are needed where much else is said.
_TALKED = 1
SPARSE = 3
_MOST_PHONE = 24
_LEAST_MIXED = 5
_REACH = 48
_IN_PARTS = frozenset({Kind.ID, Kind.ACCOUNT})
# What is said of an id after it was given is a correction of much of it, or another number.
_CORRECTED = 6
_LETTERED = 6
_FRENCH = 12
_NEAR = 24
_SHORT = 40
_ALONE = 1
_FEW = 2
_BEHIND = 4
_LEAST_STRUNG = 7
_MOST_STRUNG = 32
_BETWEEN = 10
_KEY = re.compile(r"\b(?:cle|clef)(?: (?:c'est|est|de|du|controle))* $")
# One with letters on it is none to pay with.
_CARD = re.compile(r"\b(?:carte|ausweis|card|tarjeta|karte)\b")
_MORE = re.compile(
    r"\b(?:kommt|fehlt|noch|hinten|prufziffer|check digit|then|there's|missing|falta|luego|manque|puis|ultim[oa]|dernier)"
    r"(?: (?:noch|ne|eine|die|der|a|an|un|una|one is|is|es|c'est)){0,3} $"
)
_SENTENCE = re.compile(r"[.?!;] ")


class Judge:
    """Judges the runs of one turn."""

    def __init__(
        self, text: str, read: Read, cues: list[Cue], context: Context, kinds: Container[Kind | About]
    ) -> None:
        self._text = text
        self._read = read
        self._context = context
        self._first = min((start for start, *_ in cues), default=len(text))
        self._cued = [cue for cue in cues if cue[2] in kinds]
        self._asked = [kind for kind in context.asked if kind in kinds]
        self._still = [kind for kind in self._asked if kind in context.before]
        self._sparse = read.content <= SPARSE

    def kinds(self) -> list[Kind | None]:
        """Of every run, in order."""
        judged = [self._kind(run) for run in self._read.runs]
        if not any(judged) and len(judged) > 1:
            self._judge_strung(judged)
        return judged

    def _judge_strung(self, judged: list[Kind | None]) -> None:
        """Runs that only together are an id: "noventa y tres, espere, doscientos cincuenta y siete …"."""
        text = self._text
        for some in _strung(text, self._read.runs):
            runs = self._read.runs[some.start : some.stop]
            if len(runs) < _FEW or not _LEAST_STRUNG <= sum(run.digits for run in runs) <= _MOST_STRUNG:
                continue
            if not all(run.digits or is_spelled(run) for run in runs):
                continue
            values = [figures(text, run) for run in runs]
            named = any(
                about is Kind.ID and 0 <= start - runs[-1].end <= _REACH for start, _, about in self._cued
            )
            whole = all(values) and is_strung("".join(values), text[runs[0].start : runs[-1].end])
            if (named or whole) and not any(is_other(text, run) for run in runs):
                judged[some.start : some.stop] = [Kind.ID] * len(runs)

    def _kind(self, run: Run) -> Kind | None:
        if self._context.ids and run.digits >= TELLING and self._repeats(run):
            return Kind.ID
        if run.digits + run.letters >= _LETTERED and (kind := self._shaped(run)):
            return kind
        asked = self._asked if run.end <= self._first else self._still
        near = [about for _, end, about in self._cued if end <= run.start and isinstance(about, Kind)]
        behind = [
            about
            for start, _, about in self._cued
            if 0 <= start - run.end <= _REACH and isinstance(about, Kind)
        ]
        if not (near or behind or asked) or is_other(self._text, run) or self._is_silent(run):
            return None
        return self._named(run, near) or self._answers(run, asked) or self._named_behind(run, behind)

    def _is_silent(self, run: Run) -> bool:
        """One word that repeats or joins figures, with none beside it: "einmal"."""
        alone = len(run.items) == 1 and not run.letters and self._text[run.start].isalpha()
        return alone and not spoken_digits(self._text[run.start : run.end])

    def _repeats(self, run: Run, least: int = TELLING) -> bool:
        said = spoken_digits(self._text[run.start : run.end])
        return repeats(said, self._context.ids, least) and not is_other(self._text, run)

    def _named(self, run: Run, near: list[Kind]) -> Kind | None:
        """By what the turn itself named before it."""
        if Kind.ID in near and run.digits >= _FEW and _is_lettered(run):
            return Kind.ID
        sparse = self._sparse and run.digits >= _FEW
        return next((kind for kind in reversed(near) if _fits(kind, run, _LEAST[kind], sparse=sparse)), None)

    def _named_behind(self, run: Run, behind: list[Kind]) -> Kind | None:
        return next(
            (kind for kind in behind if _fits(kind, run, max(_LEAST[kind], _BEHIND), sparse=False)), None
        )

    def _answers(self, run: Run, asked: list[Kind]) -> Kind | None:
        """By what was asked in an earlier turn."""
        if Kind.ID in asked and self._is_key(run):
            return Kind.ID
        content, answered = self._read.content, self._context.answered
        for kind in asked:
            least = _LEAST[kind] + _TALKED * (not self._sparse)
            if kind in answered and not self._sparse and (kind is not Kind.ID or self._context.faded):
                least = max(least, _CORRECTED)
            if kind is Kind.ID:
                if not self._may_answer(run):
                    continue
                if self._is_dictated(run) or self._is_more(run):
                    return kind
            if self._is_beside(kind, run):
                continue
            closed = kind in answered and kind not in self._context.before
            if closed and run.start <= _FEW and run.digits > _FEW:
                return kind
            alone = self._sparse or (kind in _IN_PARTS and kind not in answered and self._is_alone(run))
            sparse = alone and (run.digits + run.letters >= _FEW or not content or not self._sparse)
            if _fits(kind, run, least, sparse=sparse):
                return kind
        return None

    def _is_beside(self, kind: Kind, run: Run) -> bool:
        """Whether a run stands in talk that goes on to something else; an agent may begin with a postcode."""
        if kind is Kind.ADDRESS and kind in self._context.answered and not self._sparse:
            return not (self._context.agent and run.start <= _FEW and run.digits >= _LEAST_MIXED)
        return kind is Kind.ACCOUNT and self._read.content > 0 and not run.digits

    def _is_more(self, run: Run) -> bool:
        """Whether one figure is told to be what was missing: "da kommt noch ne neun"."""
        if self._context.agent or Kind.ID not in self._context.answered or self._read.content > _CORRECTED:
            return False
        if run.digits != 1 or self._text[run.end : run.end + 2].strip(" ,."):
            return False
        return _MORE.search(self._text[max(0, run.start - _NEAR) : run.start]) is not None

    def _is_dictated(self, run: Run) -> bool:
        """Whether a run is an id's whatever else is said: digits one by one, or some that were given."""
        if self._context.agent:
            return run.digits + run.letters > _FEW and self._repeats(run, _FEW)
        single = len(run.items) >= _FEW and all(item.digits == 1 for item in run.items)
        return single and not self._context.faded

    def _may_answer(self, run: Run) -> bool:
        """An agent reads back what was given; who is asked for something else meanwhile says little of it."""
        context = self._context
        if context.agent:
            if Kind.ID not in context.answered:
                told = not self._read.content and not run.digits and run.letters >= _FEW
                return told or run.digits >= _CORRECTED
            first = self._sparse and run is self._read.runs[0] and "[" not in self._text[: run.start]
            return first or run.digits + run.letters >= _CORRECTED or self._repeats(run, _FEW)
        return not context.faded or run.digits + run.letters >= _LEAST_MIXED

    def _shaped(self, run: Run) -> Kind | None:
        """What a run is by its form alone."""
        said = self._text[run.start : run.end]
        if not (run.letters or "cl" in said or run.digits >= _FRENCH):
            return None
        if run.letters >= SPARSE and _CARD.search(self._text):
            return Kind.ID
        if begins_iban(said):
            return Kind.ACCOUNT
        value = figures(self._text, run)
        if kind := _checked(value):
            return kind
        if is_other(self._text, run):
            return None
        millions = 1 <= run.letters <= SPARSE and ("millones" in said or "million" in said)
        return Kind.ID if millions or is_like_id(value, said) else None

    def _is_key(self, run: Run) -> bool:
        """The two figures behind "clé", corrected or given by themselves."""
        before = self._text[max(0, run.start - _NEAR) : run.start]
        return run.digits == _FEW and _KEY.search(before) is not None

    def _is_alone(self, run: Run) -> bool:
        """Whether little else is said in the sentence that a run stands in."""
        text = self._text
        first = max(0, run.start - _SHORT)
        start = max((end.end() for end in _SENTENCE.finditer(text, first, run.start)), default=0)
        end = _SENTENCE.search(text, run.end, run.end + _SHORT)
        until = end.start() if end else len(text)
        return start > 0 and until - run.end <= _SHORT and read_runs(text[start:until]).content <= _ALONE


def _strung(text: str, runs: list[Run]) -> Iterator[range]:
    """Places of neighbours with little talk between."""
    first = 0
    for at in range(1, len(runs) + 1):
        if at == len(runs) or not is_little(text[runs[at - 1].end : runs[at].start], _BETWEEN):
            yield range(first, at)
            first = at


def _fits(kind: Kind, run: Run, least: int, *, sparse: bool) -> bool:
    """Whether a run may be of a kind that was asked for; little else being said, parts of it are."""
    digits = run.digits
    if kind is Kind.ADDRESS:
        return postcode(run) or (sparse and digits > 0)
    if kind is Kind.PHONE:
        enough = digits >= least or (sparse and digits >= _FEW)
        return (
            enough and digits <= _MOST_PHONE and (not run.letters or (digits >= least and run.letters < _FEW))
        )
    if digits >= least or (digits and digits + run.letters >= max(_LEAST_MIXED, least)):
        return True
    return sparse and (digits > 0 or run.spelled)


def _is_lettered(run: Run) -> bool:
    """Whether a letter that is no word stands behind its figures, or before: "71 C"."""
    return run.letters == 1 and not any(item.weak for item in run.items)


def _checked(value: str) -> Kind | None:
    """What a spelled value is by its check digits alone."""
    if is_iban(value):
        return Kind.ACCOUNT
    return Kind.ID if is_national_id(value) else None
