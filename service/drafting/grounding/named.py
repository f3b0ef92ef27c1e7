"""Names of a statement: said where it cites, and borne by whom it says."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from connectors.contracts import Speaker
from service.domain.content import Doubt
from service.domain.profile import Profile
from service.drafting.grounding.verdicts import BORNE_OUT, Verdict, unsupported, weak
from service.drafting.masking.fold import fold
from service.drafting.names import Introductions, Name, names, similar
from service.drafting.text import words
from service.drafting.tongues import lexicon_of
from service.drafting.transcript import HeardTurn, Transcript


class Named:
    """The names of one call."""

    def __init__(self, profile: Profile, transcript: Transcript, introductions: Introductions) -> None:
        self._lexicon = lexicon_of(profile.language)
        self._transcript = transcript
        self._introductions = introductions
        self._own = _own_words(profile)
        self._nouns_are_capital = profile.language.lower().startswith("de")

    @cached_property
    def _everywhere(self) -> frozenset[str]:
        return _words(self._transcript.turns)

    def verdicts(self, text: str, cited: Sequence[HeardTurn], near: Sequence[HeardTurn]) -> Iterator[Verdict]:
        if self._introductions.given_to_customer(text):
            yield unsupported(Doubt.NAME)
        found = list(names(text, titled_only=self._nouns_are_capital))
        if not found:
            return
        here, around = _words(cited), _words(near)
        for name in found:
            yield self._verdict(name, here, around, cited)

    def _verdict(
        self, name: Name, here: frozenset[str], around: frozenset[str], cited: Sequence[HeardTurn]
    ) -> Verdict:
        parts = [part for part in name.words if part not in self._own]
        if name.doubtful and self._lexicon is not None and self._lexicon.idle.issuperset(parts):
            return BORNE_OUT
        if name.of_customer and self._introductions.customers:
            return self._customers(parts)
        if all(self._said(part, here) for part in parts) or self._speaks(name, parts, cited):
            return BORNE_OUT
        if all(self._said(part, around) for part in parts):
            return weak(Doubt.NAME) if self._rivals(name, cited) else BORNE_OUT
        known = all(self._said(part, self._everywhere) for part in parts)
        return weak(Doubt.NAME) if known or name.doubtful else unsupported(Doubt.NAME)

    def _speaks(self, name: Name, parts: Sequence[str], cited: Sequence[HeardTurn]) -> bool:
        """Whether it names the customer, or the agent who is cited: they need not name themselves each time."""
        if all(map(self._introductions.agents, parts)):
            return any(turn.speaker is not Speaker.CUSTOMER for turn in cited)
        theirs = self._introductions.customers.issuperset(parts)
        return theirs and name.free and (name.acting or not self._rivals(name, cited))

    def _customers(self, parts: Sequence[str]) -> Verdict:
        """The customer is named as they named themselves, wherever that was."""
        unknown = [part for part in parts if not self._said(part, self._introductions.customers)]
        said = all(self._said(part, self._everywhere) for part in unknown)
        if any(map(self._introductions.agents, parts)):
            return unsupported(Doubt.NAME)
        if not unknown or (said and parts[0] not in unknown):  # a surname that came later
            return BORNE_OUT
        return weak(Doubt.NAME) if said else unsupported(Doubt.NAME)

    def _said(self, part: str, heard: frozenset[str]) -> bool:
        return part in heard or similar(part, heard)

    def _rivals(self, name: Name, cited: Iterable[HeardTurn]) -> bool:
        """Whether the cited words name another."""
        others = (other for turn in cited for other in names(turn.raw) if not other.doubtful)
        return any(not set(other.words) & set(name.words) for other in others)


def _words(turns: Iterable[HeardTurn]) -> frozenset[str]:
    said = frozenset().union(*(turn.words for turn in turns))
    return said | {word.removesuffix("'s") for word in said if word.endswith("'s")}


def _own_words(profile: Profile) -> frozenset[str]:
    """Words that a note may use as names without anyone having said them."""
    texts = [spec.title for spec in profile.sections]
    texts += [label for spec in profile.dispositions for label in (spec.label, spec.crm_value or "")]
    texts += [text for spec in profile.fields for text in (spec.title, *spec.choices)]
    return frozenset(word for text in texts for word in words(fold(text).text))
