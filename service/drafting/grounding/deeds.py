"""Whether what a statement says was done, promised or denied was: clause against clause, and in whose words."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from connectors.contracts import Speaker
from service.domain.content import Doubt
from service.drafting.grounding.claims import Claim, Manner, Side
from service.drafting.grounding.clauses import Clause, answer, same_matter
from service.drafting.grounding.verdicts import BORNE_OUT, Verdict, unsupported, weak
from service.drafting.tongues.base import Lexicon
from service.drafting.transcript import HeardTurn, Located

SPEAKERS = {Side.CUSTOMER: Speaker.CUSTOMER, Side.AGENT: Speaker.AGENT}
CONFIRM = "@confirm"
_SAYING = (Manner.TELLS, Manner.ASKS, Manner.AGREES, Manner.OFFERS, Manner.VOWS)


@dataclass(frozen=True)
class Told:
    """One turn as clauses."""

    turn: int
    speaker: Speaker
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Related:
    """A cited turn, and how much it has in common with a claim."""

    turn: int
    speaker: Speaker
    shared: int


def said_by(located: Iterable[Located], speaker: Speaker) -> bool:
    """Whether any of the evidence may be this speaker's; a turn of an unknown speaker may be anyone's."""
    return any(one.speaker in (speaker, Speaker.UNKNOWN) for one in located)


def speaker(claim: Claim, cited: Sequence[Related], near: Sequence[Related]) -> Verdict:
    """An agent's deeds and words need the agent's turn, what a customer said needs the customer's: of the cited
    turns the one that is nearest to the claim.
    """
    side = _needed(claim)
    if side is None:
        return BORNE_OUT
    most, best = max((one.shared for one in cited), default=0), nearest(cited)
    theirs = (SPEAKERS[side], Speaker.UNKNOWN)
    if any(one.speaker in theirs for one in cited if one.turn in best):
        return BORNE_OUT
    beside = any(one.speaker in theirs and one.shared >= most > 0 for one in near)
    return weak(Doubt.SPEAKER) if beside or claim.manner not in _SAYING else unsupported(Doubt.SPEAKER)


def nearest(cited: Sequence[Related]) -> set[int]:
    """The turns that have most in common with the claim."""
    most = max((one.shared for one in cited), default=0)
    return {one.turn for one in cited if one.shared == most}


def _needed(claim: Claim) -> Side | None:
    """Whose words a claim needs; None where either may tell it ("the customer has an appointment")."""
    if claim.side is Side.AGENT:
        return Side.CUSTOMER if claim.passive and claim.manner is Manner.TELLS else Side.AGENT
    if claim.side is Side.CUSTOMER and not claim.owned:
        if claim.passive and claim.manner in (Manner.TELLS, Manner.OFFERS, Manner.VOWS):
            return Side.AGENT
        return Side.CUSTOMER if claim.manner in _SAYING and not claim.passive else None
    return None


def doer(claim: Claim, cited: Sequence[Told], lexicon: Lexicon) -> Verdict:
    """Who says "I cannot do that" speaks of themselves: the other side did not do it, or fail to."""
    if claim.side is not Side.CUSTOMER or claim.owned or claim.passive or claim.manner in _SAYING:
        return BORNE_OUT
    if any(one.speaker is not Speaker.AGENT for one in cited):
        return BORNE_OUT
    deeds = {claim.verb, *claim.acts} - lexicon.shared_acts - {lexicon.acts.get(claim.verb, "")}
    if lexicon.acts.get(claim.verb) in lexicon.shared_acts:
        deeds.discard(claim.verb)
    elif claim.verb in lexicon.acts:
        deeds.add(lexicon.acts[claim.verb])
    told = any(deeds & clause.content and clause.own for one in cited for clause in one.clauses)
    return weak(Doubt.SPEAKER) if told else BORNE_OUT


def polarity(claim: Claim, cited: Sequence[Clause], answers: Sequence[Clause], lexicon: Lexicon) -> Verdict:
    """Each clause of a claim denies what the clause nearest to it denies."""
    heard = [*answers, *cited]
    telling = [clause for clause in claim.clauses if clause.content]
    nearest = [(clause, same_matter(clause, heard, lexicon)) for clause in telling]
    if telling and not any(found for _, found in nearest):
        # "Anything else?" "No": the customer had no other request, in whatever words that is put.
        refused = bool(answers) and all(one.denied for one in answers)
        agrees = any(one.denied for one in heard) if claim.denied else not refused
    else:
        agrees = all(_agrees(clause, found) for clause, found in nearest if found)
    return BORNE_OUT if agrees else weak(Doubt.NEGATION)


def _agrees(clause: Clause, nearest: Sequence[Clause]) -> bool:
    return any(other.denied == clause.denied for other in nearest)


def answers(cited: Iterable[HeardTurn], near: Iterable[HeardTurn], lexicon: Lexicon) -> list[Clause]:
    """What the cited turns say by a mere yes or no to the turn before them."""
    before = {turn.number + 1: turn for turn in near}
    asked = ((turn, before[turn.number]) for turn in cited if turn.number in before)
    found = (
        answer(turn.raw, question.raw, lexicon)
        for turn, question in asked
        if question.speaker is not turn.speaker
    )
    return [one for one in found if one is not None]


def promise(claim: Claim, near: Sequence[Told], known: Callable[[], frozenset[str]]) -> Verdict:
    """A promise needs words by which its maker is bound, to the same deed; `known` are all deeds of the call."""
    lead = claim.lead
    side = SPEAKERS[claim.side or Side.AGENT]
    own = [one for one in near if one.speaker in (side, Speaker.UNKNOWN)]
    if lead is None:
        return BORNE_OUT if _bound(claim, own, near) else weak(Doubt.ACT)
    if any(_binds(clause, claim) and lead in clause.acts for one in own for clause in one.clauses):
        return BORNE_OUT
    named = {one.turn for one in near for clause in one.clauses if lead in clause.acts}
    if any(one.turn - 1 in named and _takes_on(one) for one in own):
        return BORNE_OUT
    return weak(Doubt.ACT) if named or lead in known() else unsupported(Doubt.ACT)


def _bound(claim: Claim, own: Sequence[Told], near: Sequence[Told]) -> bool:
    """Whether its maker is bound to a deed that we have no class for: by words about the same."""
    alike = {
        one.turn
        for one in near
        if any(not claim.content.isdisjoint(clause.content) for clause in one.clauses)
    }
    return any(
        (one.turn - 1 in alike and _takes_on(one))
        or any(
            _binds(clause, claim) and not clause.asked and not claim.content.isdisjoint(clause.content)
            for clause in one.clauses
        )
        for one in own
    )


def offer(claim: Claim, near: Sequence[Told]) -> Verdict:
    """What was offered was spoken of by the one who offered it."""
    side = SPEAKERS[claim.side or Side.AGENT]
    own = {
        act for one in near if one.speaker in (side, Speaker.UNKNOWN) for c in one.clauses for act in c.acts
    }
    offered = [act for clause in claim.clauses if claim.verb in clause.stems for act in clause.acts]
    return BORNE_OUT if not offered or offered[0] in own else weak(Doubt.ACT)


def _binds(clause: Clause, claim: Claim) -> bool:
    """Bound without a condition that the claim leaves out; what is told as a fact ("the refund goes to") binds too."""
    if clause.opened and not claim.conditional:
        return False
    return (clause.binding or (clause.settled and not clause.past)) and not clause.denied


def _takes_on(told: Told) -> bool:
    """Says yes to the deed that the turn before named, and names no other: "Sure, I'll do that"."""
    return any((one.binding and not one.opened) or one.affirms for one in told.clauses) and not any(
        one.acts for one in told.clauses
    )


def done(claim: Claim, near: Sequence[Told], answers: Sequence[Clause]) -> Verdict:
    """What was done must be told as done by the agent, or affirmed: not asked for, not offered, not put off."""
    own = [clause for one in near if one.speaker is not Speaker.CUSTOMER for clause in one.clauses]
    own += [one for one in answers if not one.denied]
    if claim.side is None:  # "the fee was paid": the customer may have said so of themselves
        own += [
            clause
            for one in near
            for clause in one.clauses
            if clause.own and clause.past and not clause.wishes
        ]
    finished = any(clause.finished and clause.settled for clause in own)
    # "Confirmed the booking" tells of the booking, whatever it was confirmed with.
    deeds = claim.acts if claim.side else claim.undergone
    for act in [one for one in deeds if one != CONFIRM] or deeds:
        told = any(
            act in clause.acts and clause.settled and clause.past and not clause.denied for clause in own
        )
        named = any(act in clause.acts for one in near for clause in one.clauses)
        if not (told or (finished and named)):
            return weak(Doubt.ACT)
    return BORNE_OUT


def topic(claim: Claim, near: Iterable[Told]) -> Verdict:
    """A statement has some word of weight in common with what it cites."""
    heard = frozenset().union(*(clause.content for one in near for clause in one.clauses))
    return weak(Doubt.TOPIC) if claim.content and not claim.content & heard else BORNE_OUT
