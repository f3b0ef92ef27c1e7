"""The many ways to put a note: who is called what, told by whom, two facts in one sentence; and how models quote."""

import re
from random import Random

from tests.bench.planted.facts import Cited

CUSTOMER = ("The customer", "The customer", "Customer", "The caller", "Caller", "The client")
AGENT = ("The agent", "The agent", "Agent", "The representative", "The advisor")
OPENINGS = (
    "During the call, {}",
    "It was noted that {}",
    "At the beginning {}",
    "Later, {}",
    "In addition, {}",
    "{}",
)
INFORMED = (
    "The agent informed the customer that {}",
    "The customer was told that {}",
    "The agent explained that {}",
    "The customer was informed that {}",
)
TOLD_THE_AGENT = (
    "The customer informed the agent that {}",
    "The agent was told that {}",
    "The customer explained that {}",
)
KEPT_SMALL = ("The ", "A ", "No ", "Flight ", "Life ", "Authentication ")


def styled(text: str, random: Random) -> str:
    """The same statement in the words of another writer."""
    for told, others in (("The customer", CUSTOMER), ("The agent", AGENT)):
        if text.startswith(f"{told} "):
            text = random.choice(others) + text[len(told) :]
    if random.random() < 0.15:
        text = random.choice(OPENINGS).format(small(text))
    return text[:1].upper() + text[1:]


def reported(text: str, random: Random) -> str | None:
    """A fact that an agent gave, as news to the customer; None where the sentence has a speaker already."""
    if not text.startswith(KEPT_SMALL) or text.startswith(("The agent", "The customer", "The bank")):
        return None
    return random.choice(INFORMED).format(small(text))


def mixed_up(text: str, random: Random) -> str | None:
    """The same as news to the agent."""
    if not text.startswith(KEPT_SMALL) or text.startswith(("The agent", "The customer", "The bank")):
        return None
    return random.choice(TOLD_THE_AGENT).format(small(text))


def joined(first: str, second: str, random: Random) -> str:
    """Two statements in one sentence."""
    link = random.choice((", and {}", " and {}", "; {}", ", while {}"))
    second = re.sub(
        r"^(?:During the call, |It was noted that |At the beginning |Later, |In addition, )", "", second
    )
    return first.rstrip(". ") + link.format(small(second))


def small(text: str) -> str:
    first = text.split(" ", 1)[0]
    return (
        text[:1].lower() + text[1:]
        if first in {word.strip() for word in KEPT_SMALL} | {"Customer", "Caller", "Agent"}
        else text
    )


def quoted(cited: Cited, needed: str, random: Random) -> Cited:
    """A quote as models cite: a piece of the turn, or not quite its words; `needed` stays in it."""
    quote = cited.quote
    chance = random.random()
    if chance < 0.25:
        quote = _piece(quote, needed)
    elif chance < 0.4:
        quote = re.sub(r"[,!]", "", quote).replace("I'm", "I am").replace("\n", " ").strip()
    return Cited(cited.turn, quote)


def _piece(quote: str, needed: str) -> str:
    """The sentence that holds what is needed, where it is long enough to be found by."""
    if not needed:
        return quote
    for piece in re.split(r"(?<=[.!?])\s+", quote):
        if needed.lower() in piece.lower() and len(piece) > 15:
            return piece
    return quote
