"""Whether code finds a statement supported: quotes, then numbers, codes, names, a "not", and who said it.

A fuzzy match does not see a swapped amount or a lost "not", so those are hard checks of their own. The
verdict on a statement is the worst of its checks.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from connectors.contracts import Speaker
from service.domain.content import Support
from service.domain.draft import Material
from service.domain.profile import Profile
from service.drafting.answer import Quote
from service.drafting.dates import mentions
from service.drafting.masking.marks import TOKEN, Mark
from service.drafting.names import Introductions, names, similar
from service.drafting.numbers import missing
from service.drafting.text import listed, words
from service.drafting.transcript import HeardTurn, Located, Transcript, negated, squash

_CODE = re.compile(r"(?<![\w\[])(?=[\w-]*[A-Za-z])(?=[\w-]*\d)[A-Za-z0-9][A-Za-z0-9-]{2,}(?![\w\]])")
_ORDINAL_OR_TIME = re.compile(r"\d+(?:st|nd|rd|th|am|pm|h|k|x|gb|mb|kg|km)", re.IGNORECASE)
_LINK = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+", re.IGNORECASE)
_BY_AGENT = re.compile(r"^(?:the )?agent\b(?! (?:was|is) (?:told|asked|informed))", re.IGNORECASE)
_IDLE_WORDS = frozenset(
    listed(
        "a an and are as at be been by did do for from had has have he her his i in is it its me my of on or our "
        "she that the their them they this to was we were will with would you your customer agent caller said "
        "asked call called about"
    )
)
_STEM = 5
_IDLE_STEMS = frozenset(word[:_STEM] for word in _IDLE_WORDS)
_ORDER = (Support.GROUNDED, Support.WEAK, Support.UNSUPPORTED)


@dataclass(frozen=True)
class Grounded:
    """Evidence with true turns and exact quotes, and the verdict it carries."""

    located: tuple[Located, ...]
    support: Support


class Ground:
    """Checks of one call: made once for all statements of a draft."""

    def __init__(self, material: Material, profile: Profile) -> None:
        self.transcript = Transcript(material.turns)
        self.introductions = Introductions(material)
        self._known = _own_words(material, profile)
        self._nouns_are_capital = profile.language.lower().startswith("de")

    def locate(self, quotes: Iterable[Quote]) -> tuple[Located, ...]:
        """Quotes found again, each once; those that nobody said are dropped."""
        found = (self.transcript.locate(quote.turn, quote.quote) for quote in quotes)
        return tuple(dict.fromkeys(one for one in found if one is not None))

    def statement(self, text: str, quotes: Iterable[Quote]) -> Grounded:
        located = self.locate(quotes)
        if not located:
            return Grounded((), Support.UNSUPPORTED)
        return Grounded(located, worst(self._checks(text, located)))

    def days_near(self, located: Iterable[Located], today: date) -> set[date]:
        """Days that are named in or next to the evidence."""
        near = self.transcript.near(located)
        return {mention.day for turn in near for mention in mentions(turn.folded.text, today)}

    def _checks(self, text: str, located: Sequence[Located]) -> Iterator[Support]:
        near = self.transcript.near(located)
        cited = " ".join(one.evidence.quote for one in located)
        yield Support.GROUNDED if any(one.sure for one in located) else Support.WEAK
        yield self._literals(text)
        yield self._numbers(text, near)
        yield self._names(text, near)
        if negated(text) != negated(cited) or not self._overlaps(text, near):
            yield Support.WEAK
        if _BY_AGENT.match(text) and not said_by(located, Speaker.AGENT):
            yield Support.WEAK

    def _literals(self, text: str) -> Support:
        """Tokens, codes and addresses are copied or invented, nothing between."""
        tokens = set(TOKEN.findall(text))
        # Looking for tokens in every turn takes long, and few statements hold one.
        if (tokens and tokens - self.transcript.tokens) or any(mark in text for mark in Mark):
            return Support.UNSUPPORTED
        plain = TOKEN.sub(" ", text)
        codes = [code for code in _CODE.findall(plain) if not _ORDINAL_OR_TIME.fullmatch(code)]
        # Squashing a whole transcript takes long, and few statements hold a literal.
        said = all(squash(literal) in self.transcript.squashed for literal in (*_LINK.findall(plain), *codes))
        return Support.GROUNDED if said else Support.UNSUPPORTED

    def _numbers(self, text: str, near: Iterable[HeardTurn]) -> Support:
        plain = _CODE.sub(_without_code, TOKEN.sub(" ", text))
        heard = frozenset().union(*(turn.numbers for turn in near))
        absent = missing(plain, heard)
        if not absent:
            return Support.GROUNDED
        elsewhere = all(run.soft or run.whole() & self.transcript.numbers for run in absent)
        return Support.WEAK if elsewhere else Support.UNSUPPORTED

    def _names(self, text: str, near: Iterable[HeardTurn]) -> Support:
        """A name belongs to the cited turns; said elsewhere it may be another person's."""
        if self.introductions.given_to_customer(text):
            return Support.UNSUPPORTED
        nearby = frozenset().union(*(turn.words for turn in near))
        verdicts = [
            self._name(name, nearby)
            for name in names(text, titled_only=self._nouns_are_capital)
            if name not in self._known
        ]
        return worst(verdicts)

    def _name(self, name: str, nearby: frozenset[str]) -> Support:
        if name in nearby:
            return Support.GROUNDED
        if name in self.transcript.words or similar(name, self.transcript.words):
            return Support.WEAK
        return Support.UNSUPPORTED

    def _overlaps(self, text: str, near: Iterable[HeardTurn]) -> bool:
        """Whether a statement has any word of weight in common with what it cites."""
        claimed = {word[:_STEM] for word in words(text)} - _IDLE_STEMS
        heard = {word[:_STEM] for turn in near for word in turn.words}
        return not claimed or bool(claimed & heard)


def _without_code(found: re.Match[str]) -> str:
    return found.group() if _ORDINAL_OR_TIME.fullmatch(found.group()) else " "


def said_by(located: Iterable[Located], speaker: Speaker) -> bool:
    """Whether any of the evidence may be this speaker's; a turn of an unknown speaker may be anyone's."""
    return any(one.speaker in (speaker, Speaker.UNKNOWN) for one in located)


def worst(verdicts: Iterable[Support]) -> Support:
    return max(verdicts, key=_ORDER.index, default=Support.GROUNDED)


def _own_words(material: Material, profile: Profile) -> frozenset[str]:
    """Words that a note may use as names without anyone having said them."""
    texts = [material.agent_name, *(spec.title for spec in profile.sections)]
    texts += [label for spec in profile.dispositions for label in (spec.label, spec.crm_value or "")]
    texts += [text for spec in profile.fields for text in (spec.title, *spec.choices)]
    return frozenset(word for text in texts for word in words(text))
