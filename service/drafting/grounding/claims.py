"""A sentence of a note as a claim: whose word or deed it tells, and how far it says that things went."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.drafting.grounding.clauses import Clause, agreed, clauses
from service.drafting.masking.fold import fold
from service.drafting.masking.marks import INERT
from service.drafting.text import words
from service.drafting.tongues.base import Lexicon

AHEAD = 7  # words between the one who acts and the verb
OPENING = 6  # words that may stand before the one who acts: "it was noted that"

_INERT = re.compile(INERT)
_OWN_NOUN = 3  # words
_OF_PERSONS = frozenset({"by", "for", "to", "with", "of", "from"})


class Side(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"


class Manner(StrEnum):
    """What the one who acts does: with words, or a deed."""

    TELLS = "tells"
    ASKS = "asks"
    AGREES = "agrees"
    OFFERS = "offers"
    VOWS = "vows"
    DOES = "does"
    IS = "is"


@dataclass(frozen=True)
class Claim:
    """`passive` is said of the one it was done to ("the customer was informed"), `undergone` are deeds told without
    who did them ("a ride was booked"), `owned` is said of something of theirs ("the customer's bill").
    """

    text: str
    clauses: tuple[Clause, ...]
    side: Side | None
    manner: Manner
    verb: str
    passive: bool
    future: bool
    denied: bool
    owned: bool
    conditional: bool = False
    undergone: tuple[str, ...] = ()

    @property
    def lead(self) -> str | None:
        """The deed that it is about: the first that is named, in what is yet to come where it is a promise."""
        ahead = [clause for clause in self.clauses if clause.binding and self.future]
        acts = ahead[0].acts if ahead else self.acts
        return acts[0] if acts else None

    @property
    def content(self) -> frozenset[str]:
        return frozenset().union(*(clause.content for clause in self.clauses))

    @property
    def acts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(act for clause in self.clauses for act in clause.acts))


def read(text: str, lexicon: Lexicon, customers: frozenset[str], named: frozenset[str]) -> tuple[Claim, ...]:
    """The claims of one sentence, one for each part with a subject of its own. `customers` are the names by which the
    customer may be called, `named` all names in the text.
    """
    folded = lexicon.aside.sub(" ", _INERT.sub(" ", fold(text).text))
    parts = [piece for part in lexicon.parts.split(folded) for piece in _by_name(part, customers)]
    return tuple(_claim(part, lexicon, customers, named) for part in parts if part.strip())


def _by_name(part: str, customers: frozenset[str]) -> list[str]:
    """A part cut again where the customer's own name begins another: "..., while Ana declined"."""
    if not any(name in part for name in customers):
        return [part]
    named = "|".join(map(re.escape, sorted(customers)))
    return re.split(rf"(?:,?\s+(?:and|but|y|et|und)|,\s+(?:while|then|so))\s+(?=(?:{named})\b)", part)


def _claim(folded: str, lexicon: Lexicon, customers: frozenset[str], named: frozenset[str]) -> Claim:
    spoken = words(folded)
    side, at, owned = _subject(spoken, lexicon, customers)
    following = [word for word in spoken[at:] if word not in named][:AHEAD]
    manner, passive = _manner(following, lexicon) if side else (Manner.DOES, True)
    verb = next((lexicon.stem(word) for word in following if word not in lexicon.auxiliaries), "")
    found = clauses(folded, lexicon)
    if manner is Manner.AGREES:
        found = tuple(agreed(one) if verb in one.stems else one for one in found)
    return Claim(
        text=folded,
        clauses=found,
        side=side,
        manner=manner,
        verb=verb,
        passive=passive,
        future=lexicon.future.search(folded) is not None,
        denied=any(clause.denied for clause in found),
        owned=owned,
        conditional=lexicon.condition.search(folded) is not None,
        undergone=tuple(_undergone(spoken, lexicon)),
    )


def _undergone(spoken: Sequence[str], lexicon: Lexicon) -> Iterator[str]:
    """Deeds told in the passive: "was booked", "a refund was granted"."""
    for at, word in enumerate(spoken):
        if word not in lexicon.being:
            continue
        for after in (lexicon.stem(word) for word in spoken[at + 1 : at + 4] if word not in lexicon.no_acts):
            if after in lexicon.acts:
                yield lexicon.acts[after]
                return
            if after in lexicon.grants:
                yield from (
                    lexicon.acts[stem] for stem in map(lexicon.stem, spoken[:at]) if stem in lexicon.acts
                )
                return


def promised(text: str, side: Side, lexicon: Lexicon) -> Claim:
    """A promise as a claim: what one side binds itself to."""
    return Claim(
        text,
        clauses(text, lexicon),
        side,
        Manner.VOWS,
        verb="",
        passive=False,
        future=True,
        denied=False,
        owned=False,
    )


def _subject(
    spoken: Sequence[str], lexicon: Lexicon, customers: frozenset[str]
) -> tuple[Side | None, int, bool]:
    """Who acts, where the words after them begin, and whether it is rather something of theirs."""
    for at, word in enumerate(spoken[:OPENING]):
        base = word.removesuffix(lexicon.possessive) if lexicon.possessive else word
        if not lexicon.before.isdisjoint(spoken[max(0, at - 2) : at]) and not _opens(spoken[:at]):
            continue
        if base in lexicon.customer or (
            base in customers and (at == 0 or spoken[at - 1] not in lexicon.idle)
        ):
            return Side.CUSTOMER, at + 1, base != word
        if base in lexicon.agent:
            return Side.AGENT, at + 1, base != word
    return None, 0, False


def _opens(before: Sequence[str]) -> bool:
    """Whether a preposition has a noun of its own: "at the beginning the agent"."""
    return len(before) >= _OWN_NOUN and before[-1] == "the" and before[-2] not in _OF_PERSONS


def _manner(following: Sequence[str], lexicon: Lexicon) -> tuple[Manner, bool]:
    """What one does, by the first verb that tells, and whether it is done to them."""
    unknown, being = 0, False
    for at, word in enumerate(following):
        stem = lexicon.stem(word)
        if word in lexicon.auxiliaries or (lexicon.denies(word) and stem not in lexicon.declines):
            being = being or word in lexicon.being
            continue
        if stem in lexicon.acts and lexicon.future.search(" ".join(following[: at + 1])):
            return Manner.VOWS, False
        passive = being and not word.endswith("ing")
        if passive and stem in lexicon.told:
            return Manner.TELLS, True
        manner = _manner_of(stem, lexicon)
        if manner is not None:
            return manner, passive and manner is not Manner.ASKS
        unknown += 1
        if unknown > 1 or being:
            break
    return Manner.IS, False


def _manner_of(stem: str, lexicon: Lexicon) -> Manner | None:
    manners = (
        (Manner.VOWS, lexicon.vows),
        (Manner.OFFERS, lexicon.offers),
        (Manner.AGREES, lexicon.agrees | lexicon.declines),
        (Manner.TELLS, lexicon.tells),
        (Manner.ASKS, lexicon.asks),
        (Manner.DOES, lexicon.acts.keys()),
    )
    return next((manner for manner, verbs in manners if stem in verbs), None)
