"""The checks of one call: made once for all statements of a draft."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property

from connectors.contracts import Speaker
from service.domain.content import Doubt, Support
from service.domain.draft import Material
from service.domain.profile import Profile
from service.drafting.answer import Quote
from service.drafting.grounding import deeds
from service.drafting.grounding.claims import Claim, Manner, Side, promised, read
from service.drafting.grounding.clauses import Clause, clauses
from service.drafting.grounding.later import After, overtaken
from service.drafting.grounding.literals import literals, without_codes
from service.drafting.grounding.named import Named
from service.drafting.grounding.quantities import Levels, quantities
from service.drafting.grounding.reading import Reading
from service.drafting.grounding.verdicts import BORNE_OUT, Grounded, Verdict, gravest, weak
from service.drafting.masking.fold import fold
from service.drafting.masking.marks import TOKEN
from service.drafting.names import Introductions, names
from service.drafting.text import words
from service.drafting.tongues import ENGLISH, Lexicon, heard_in, lexicon_of
from service.drafting.transcript import HeardTurn, Located, Transcript

ANSWER_WORDS = 6
SAMPLE = 4000  # characters that tell a language


class Ground:
    """Checks statements in the profile's language against a call; where the call is in another language, or in one
    that is not understood, by what is the same in all: figures, days, names, codes, and who spoke.
    """

    def __init__(self, material: Material, profile: Profile) -> None:
        sample = " ".join(turn.text for turn in material.turns)[:SAMPLE]
        spoken = heard_in(words(fold(sample).text), material.language)
        self._note = lexicon_of(profile.language)
        self._same = spoken is not None and spoken is self._note
        self._spoken = spoken or ENGLISH
        self._today = material.day
        self.transcript = Transcript(material.turns, self._spoken)
        self.introductions = Introductions(material)
        self._names = Named(profile, self.transcript, self.introductions)
        self._read: dict[int, Reading] = {}

    def locate(self, quotes: Iterable[Quote]) -> tuple[Located, ...]:
        """Quotes found again, each once; those that nobody said are dropped."""
        found = (self.transcript.locate(quote.turn, quote.quote) for quote in quotes)
        return tuple(dict.fromkeys(one for one in found if one is not None))

    def statement(self, text: str, quotes: Iterable[Quote]) -> Grounded:
        """A sentence of the note."""
        located = self.locate(quotes)
        if not located:
            return Grounded((), Support.UNSUPPORTED, Doubt.QUOTE)
        return self._judged(text, located, self._claims(text))

    def promise(self, what: str, who: str, quotes: Iterable[Quote]) -> Grounded:
        """A promise of `who` (`agent`, `customer` or `company`), to be in the words of the one it binds."""
        located = self.locate(quotes)
        if not located:
            return Grounded((), Support.UNSUPPORTED, Doubt.QUOTE)
        side = Side.CUSTOMER if who == "customer" else Side.AGENT
        if not deeds.said_by(located, deeds.SPEAKERS[side]):
            return Grounded(located, Support.UNSUPPORTED, Doubt.SPEAKER)
        return self._judged(what, located, (promised(what, side, self._note),) if self._note else ())

    def days_near(self, located: Iterable[Located]) -> set[date]:
        """Days that are named in or next to the evidence."""
        return {day for turn in self.transcript.near(located) for day in self.reading(turn).days.dates}

    def reading(self, turn: HeardTurn) -> Reading:
        if turn.number not in self._read:
            self._read[turn.number] = Reading(turn.raw, self._spoken, self._today, loose=True)
        return self._read[turn.number]

    def _claims(self, text: str) -> tuple[Claim, ...]:
        if self._note is None:
            return ()
        named = frozenset(word for name in names(text) for word in name.words)
        return read(text, self._note, self.introductions.customers, named)

    def _judged(self, text: str, located: tuple[Located, ...], claims: Sequence[Claim]) -> Grounded:
        verdict = gravest(self._checks(text, located, claims))
        return Grounded(located, verdict.support, verdict.doubt)

    def _checks(self, text: str, located: Sequence[Located], claims: Sequence[Claim]) -> Iterator[Verdict]:
        near = self.transcript.near(located)
        cited = self._cited(located)
        yield BORNE_OUT if any(one.sure for one in located) else weak(Doubt.QUOTE)
        yield from literals(text, near, self.transcript)
        plain = without_codes(TOKEN.sub(" ", text))
        note = Reading(plain, self._note or ENGLISH, self._today, loose=False)
        yield from quantities(note, Levels(self._readings(cited), self._readings(near), self._all))
        yield from self._names.verdicts(text, cited, near)
        around = [self._related(claim, near) for claim in claims]
        numbers = {turn.number for turn in cited}
        related = [[one for one in found if one.turn in numbers] for found in around]
        yield from map(deeds.speaker, claims, related, around)
        if claims and self._same:
            bare = not (note.figures or note.clocks or note.days.named)
            yield from self._deeds(list(zip(claims, related, strict=True)), located, cited, near, bare=bare)
            yield from (overtaken(note, claim, self._after(cited)) for claim in claims)

    def _deeds(
        self,
        claims: Sequence[tuple[Claim, Sequence[deeds.Related]]],
        located: Sequence[Located],
        cited: Sequence[HeardTurn],
        near: Sequence[HeardTurn],
        *,
        bare: bool,
    ) -> Iterator[Verdict]:
        """What takes words of one language on both sides. A `bare` statement has no figure that was checked."""
        answers = deeds.answers(cited, near, self._spoken)
        quoted = [clause for one in located for clause in self._quoted(one)]
        told = [deeds.Told(turn.number, turn.speaker, self.reading(turn).clauses) for turn in near]
        for claim, related in claims:
            yield deeds.polarity(claim, quoted, answers, self._spoken)
            yield deeds.doer(claim, [one for one in told if one.turn in deeds.nearest(related)], self._spoken)
            yield self._far(claim, told, answers)
            if bare and not answers:
                yield deeds.topic(claim, told)

    def _after(self, cited: Sequence[HeardTurn]) -> Iterator[After]:
        last = max((turn.number for turn in cited), default=-1)
        return (After(turn.speaker, self.reading(turn)) for turn in self.transcript.turns[last + 1 :])

    def _related(self, claim: Claim, turns: Sequence[HeardTurn]) -> list[deeds.Related]:
        """How much each turn has in common with a claim; an answer as much as its question."""
        spoken = frozenset(words(claim.text)) - (self._note or ENGLISH).idle
        shared = {turn.number: len(spoken & self._about(turn)) for turn in turns}
        return [
            deeds.Related(
                turn.number,
                turn.speaker,
                max(
                    shared[turn.number], shared.get(turn.number - 1, 0) if _answers(turn, self._spoken) else 0
                ),
            )
            for turn in turns
        ]

    def _about(self, turn: HeardTurn) -> frozenset[str]:
        return turn.words | self.reading(turn).numbers

    def _far(self, claim: Claim, told: Sequence[deeds.Told], answers: Sequence[Clause]) -> Verdict:
        """How far things went: promised, done, or only spoken of."""
        if claim.denied or claim.manner is Manner.ASKS:
            return BORNE_OUT
        if claim.manner is Manner.OFFERS:
            return deeds.offer(claim, told)
        agreed = claim.manner is Manner.AGREES and claim.side is Side.AGENT
        if claim.manner is Manner.VOWS or agreed or (claim.future and claim.manner is not Manner.IS):
            return deeds.promise(claim, told, self._deeds_told)
        deed = (
            claim.manner in (Manner.DOES, Manner.AGREES) or self._spoken.acts.get(claim.verb) == deeds.CONFIRM
        )
        own = claim.side is Side.AGENT and deed
        return deeds.done(claim, told, answers) if own or claim.side is None else BORNE_OUT

    def _deeds_told(self) -> frozenset[str]:
        """All deeds that anyone but the customer speaks of in the whole call."""
        others = (one for one in self.transcript.turns if one.speaker is not Speaker.CUSTOMER)
        return frozenset(act for one in others for clause in self.reading(one).clauses for act in clause.acts)

    def _quoted(self, one: Located) -> tuple[Clause, ...]:
        turn = self.transcript.turns[one.evidence.turn]
        if one.evidence.quote == turn.raw:
            return self.reading(turn).clauses
        return clauses(one.evidence.quote, self._spoken)

    def _cited(self, located: Iterable[Located]) -> tuple[HeardTurn, ...]:
        return tuple(
            self.transcript.turns[number] for number in sorted({one.evidence.turn for one in located})
        )

    def _readings(self, turns: Iterable[HeardTurn]) -> list[Reading]:
        return [self.reading(turn) for turn in turns]

    def _all(self) -> list[Reading]:
        return self._everything

    @cached_property
    def _everything(self) -> list[Reading]:
        return self._readings(self.transcript.turns)


def _answers(turn: HeardTurn, lexicon: Lexicon) -> bool:
    """Whether a turn lives on the question before it: so short, or begun with a yes or no."""
    first = next(iter(words(turn.folded.text)), "")
    return len(turn.words) <= ANSWER_WORDS or first in lexicon.yes | lexicon.no
