"""Hears a conversation turn by turn and tells the personal data in it: a turn is judged by what came before it.

Nothing that is said later changes what was found, so that a call that still runs is masked as the whole call is.
"""

import re
from collections.abc import Iterable

from connectors.contracts import Speaker
from service.drafting.masking.entities.asked import NOBODY, Asked, Context
from service.drafting.masking.entities.cues import About
from service.drafting.masking.entities.found import Found, apart
from service.drafting.masking.entities.glance import NOTHING, Glance, glance, without_marks
from service.drafting.masking.entities.judging import NUMERIC
from service.drafting.masking.entities.remembered import Remembered
from service.drafting.masking.entities.turn import SaidTurn
from service.drafting.masking.fold import Folded, fold
from service.drafting.masking.marks import Kind

# Parts of them are said without a figure.
_SPELLED_KINDS = frozenset({Kind.EMAIL, Kind.ID, Kind.ACCOUNT, Kind.BIRTH, Kind.ADDRESS})
# Dear to look up in their classes, and needed at every turn.
_NUMBER, _AGENT = Kind.NUMBER, Speaker.AGENT
_TALK = 2
_PAST = 4
# Words of an agent who still waits for the rest of a number.
_ABOUT_IT = re.compile(
    r"\b(?:zeichen|characters?|caract\w+|digits?|numbers?|letters?|repeat|again|missing|rest|last|first|end|ziffern?|stellen?|nummer|buchstaben?|wiederhol\w*|"
    r"nochmal|ende?|fehl\w+|letzte\w*|erste\w*|chiffres?|numero|lettres?|repet\w*|reste|fin|bout|manque\w*|dernier\w*|premier\w*|"
    r"cle|clef|cifras?|digitos?|letras?|resto|final|faltan?|ultim\w+|primer\w*)\b"
)
# "And the year?"
_ABOUT_BIRTH = re.compile(r"\b(?:year|month|day|annee|mois|jour|jahr|monat|tag|ano|mes|dia)\b")
_SHORT = 32
_REACH = 48
_QUESTION = re.compile(
    r"\?|\b(?:what|which|when|where|who|how|did you|do you|are you|is it|que|cual|cuando|donde|quien|quel\w*|quand|est-ce|was|wann|wo|wer|"
    r"welche\w*|haben sie|sind sie)\b"
)


class Ears:
    """Ears for the rounds of one conversation: what was read once is not read again."""

    def __init__(self) -> None:
        self.glances: dict[str, Glance] = {}
        self.found: dict[tuple[str, bool, Context], list[Found]] = {}

    def ear(self) -> "Ear":
        return Ear(self)


class Ear:
    """One round through a conversation, in order."""

    def __init__(self, ears: Ears | None = None) -> None:
        self._known = ears or Ears()
        self._asked = Asked()
        self._ids = Remembered()

    def hear(self, speaker: Speaker, folded: Folded) -> list[Found]:
        """Personal data in the next turn, in order and apart; places are those of the original text."""
        text = folded.text
        seen = self._known.glances.get(text)
        if seen is None:
            seen = self._known.glances[text] = glance(text)
        if seen is NOTHING and not self._asked.any:
            return []
        found = self._find(speaker, text, seen)
        if self._asked.any:
            self._pass_by(speaker, text, seen, found)
        return [_placed(one, folded) for one in found] if found else found

    def _pass_by(self, speaker: Speaker, text: str, seen: Glance, found: list[Found]) -> None:
        given = seen.given.union([one.kind for one in found]) if found else seen.given
        if given and _NUMBER in given:
            given = given.union(NUMERIC)
        blanks = text.count(" ")
        if speaker is _AGENT and blanks >= _TALK:
            self._asked.say_more()
        waits = speaker is _AGENT and len(text) <= _SHORT and _ABOUT_BIRTH.search(text) is not None
        past = speaker is _AGENT and blanks >= _PAST and self._asked.is_open(Kind.ID)
        self._asked.pass_by(
            given,
            talk=not waits and (len(text) > _REACH or blanks >= _TALK),
            past=past and _ABOUT_IT.search(text) is None,
            asking=past and _QUESTION.search(text) is not None,
        )

    def _find(self, speaker: Speaker, text: str, seen: Glance) -> list[Found]:
        cued = bool(seen.cues) and (speaker is not _AGENT or seen.asks)
        context = NOBODY
        if seen.cues or self._asked.any:
            context = self._asked.hear(_named(speaker, text, seen), speaker, mentioned=not cued)
        if cued or context is not NOBODY:
            if not (seen.numbers or seen.email or not _SPELLED_KINDS.isdisjoint(context.before)):
                return []
        elif not (seen.tells or (self._ids.values and seen.numbers)):
            return []
        if self._ids.values:
            context = context._replace(ids=self._ids.values)
        key = (text, cued, context)
        known = self._known.found.get(key)
        if known is None:
            turn = SaidTurn(without_marks(text), seen, context, cued=cued)
            known = self._known.found[key] = apart(turn.found())
        if any(one.kind is Kind.ID for one in known):
            self._ids.hear(text, known, goes_on=Kind.ID in context.answered)
        return known


def _named(speaker: Speaker, text: str, seen: Glance) -> list[Kind | About]:
    """What a turn names. A caller who asks for an address wants that of a shop."""
    named = [about for *_, about in seen.cues]
    if named and speaker is not _AGENT and seen.numbers < _TALK and "?" in text:
        return [about for about in named if about is not Kind.ADDRESS]
    return named


def _placed(found: Found, folded: Folded) -> Found:
    start, end = folded.span(found.start, found.end)
    return found._replace(start=start, end=end)


class OwnFinder:
    """The rules of this package as a finder of whole conversations."""

    def find(self, turns: Iterable[tuple[Speaker, str]]) -> list[list[Found]]:
        ear = Ear()
        return [ear.hear(speaker, fold(text)) for speaker, text in turns]
