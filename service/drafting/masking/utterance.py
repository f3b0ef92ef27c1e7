"""One utterance as it is heard: what it says by itself, and its digits in their conversation."""

import re
from typing import NamedTuple, Self

from connectors.contracts import Speaker
from service.drafting.masking.cues import cues_of
from service.drafting.masking.expiry import expires, said_before
from service.drafting.masking.languages import Cue
from service.drafting.masking.lexer import START, Lexed, lex
from service.drafting.masking.numbers import Atom, Run, runs_of
from service.drafting.masking.slips import read_out

_READ_OUT = frozenset({Cue.CARD, Cue.NUMBER, Cue.CODE, Cue.CODED, Cue.PIN})
# Dear to look up in their classes, and needed at every turn.
_AGENT, _EXPIRY = Speaker.AGENT, Cue.EXPIRY
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


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
        # Agents ask; what is heard wrong in their mouths is no number of a customer's.
        if cues and speaker is not _AGENT and not cues.isdisjoint(_READ_OUT) and (slips := read_out(text)):
            lexed = lex(text, slips)
        return cls(text, lexed, cues, list(runs_of(lexed.numbers)) if lexed.numbers else [])

    @property
    def is_plain(self) -> bool:
        """Whether it neither names nor asks for a number, as most utterances."""
        lexed = self.lexed
        return not (lexed.numbers or self.cues or lexed.slashes or lexed.marked)


class Utterance:
    """A turn, or a part of a long one, in its conversation: its runs carry what becomes of them."""

    __slots__ = ("content", "cues", "dates", "expires", "marked", "months", "runs", "speaker", "text")

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
        self.expires = _EXPIRY in heard.cues and expires(heard.text, heard.cues)


def says_expiry(said: Utterance, run: Run) -> bool:
    """Whether an utterance says that a card expires at the month and year of a run.

    What it says of orders and addresses besides is of no matter where validity is named right before the run.
    """
    if _EXPIRY not in said.cues:
        return False
    if said.expires:
        return True
    before = said_before(said.text, run, said.months)
    return expires(
        before, cues_of(before, frozenset(word[:START] for word in _WORD.findall(before)), said.speaker)
    )


def words_between(text: str, start: int, end: int) -> int:
    return len(_WORD.findall(text, start, end))
