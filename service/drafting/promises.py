"""Promises made on the call: who will do what, and by which day."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal

from connectors.contracts import Speaker
from service.domain.content import Commitment, Support
from service.drafting.dates import first_day
from service.drafting.spoken import Spoken
from service.drafting.text import readable

MOST = 8

# What is done after the call; "I'll check that for you" and "I'll put you on hold" are done during it.
_LATER = (
    r"(?:call|ring|phone)\s+(?:you|them|back)|(?:send|email|e-mail|mail|text|post|ship|deliver|dispatch|forward)\b"
    r"|refund|credit|reimburse|replace|repair|arrange|schedule|escalate|follow\s+up|get\s+back|be\s+in\s+touch"
    r"|get\s+in\s+touch|contact|reach\s+out|let\s+you\s+know|process|submit|raise|issue|return|waive|cancel"
    r"|investigate|come\s+(?:out|by|over)|visit|be\s+(?:there|sent|refunded|credited|shipped|delivered|processed)"
)
_CUSTOMER_LATER = (
    r"(?:call|ring|phone)\s+(?:you|back|again)|(?:send|email|e-mail|mail|post|upload|forward)\b|pay\b|bring"
    r"|return|drop\s+(?:it|them)\s+off|come\s+(?:in|by|back)|sign\b|fill\s+(?:it|that|the|out|in)"
    r"|let\s+you\s+know|get\s+back"
)
_BETWEEN = r"(?:\s+(?:also|then|just|personally|definitely|go\s+ahead\s+and|make\s+sure\s+to|try\s+to|have\s+to|\w+\s+and))*"
_AGENT = re.compile(rf"\b(?:i'll|i will|i'm going to|i am going to|let me){_BETWEEN}\s+(?:{_LATER})")
_COMPANY = re.compile(
    rf"\b(?:we'll|we will|we're going to|we are going to|(?:our|the|a|an|my)\s+(?:\w+\s+){{0,2}}\w+\s+will"
    rf"|someone will|somebody will|they'll|they will|it will|it'll){_BETWEEN}\s+(?:{_LATER})"
    r"|\byou(?:'ll|\s+will|\s+should)\s+(?:\w+\s+)?(?:receive|get|see|hear)\b"
)
_CUSTOMER = re.compile(
    rf"\b(?:i'll|i will|i'm going to|i am going to|we'll|we will){_BETWEEN}\s+(?:{_CUSTOMER_LATER})"
)
_BINDING = re.compile("will|'ll|going to|let me|should")  # one stands in each of the patterns above
_NOT = re.compile(r"\b(?:won't|will not|not going to|cannot|can't|unable|never)\b")
_OPEN = re.compile(r"\b(?:if|unless|would|could|might|maybe|whether|should i|shall i|do you want|or i'll)\b")
_MENTION = re.compile(
    r"\bhear\s+(?:a|the|that)\b|\bsee\s+(?:a|the|that|it)\b|\bget\s+(?:a|the)\s+(?:chance|idea)\b"
)

Who = Literal["agent", "customer", "company"]


def promises(spoken: tuple[Spoken, ...], today: date) -> tuple[Commitment, ...]:
    """Promises in the order they were made; the same words said twice count once."""
    seen: dict[str, tuple[Spoken, Who]] = {}
    for sentence in spoken:
        who = promised_by(sentence)
        if who is not None:
            seen.setdefault(sentence.text, (sentence, who))
    return tuple(_commitments(list(seen.values())[-MOST:], today))


def promised_by(sentence: Spoken) -> Who | None:
    """Who binds themselves in this sentence; None for questions, conditions, refusals and the rest."""
    text = sentence.text
    if not _BINDING.search(text):  # spares most sentences the slower patterns
        return None
    if sentence.question or _NOT.search(text) or _OPEN.search(text):
        return None
    if sentence.by_agent and _AGENT.search(text):
        return "agent"
    if sentence.by_agent and _COMPANY.search(text) and not _MENTION.search(text):
        return "company"
    if sentence.speaker is Speaker.CUSTOMER and _CUSTOMER.search(text):
        return "customer"
    return None


def _commitments(made: list[tuple[Spoken, Who]], today: date) -> Iterator[Commitment]:
    for number, (sentence, who) in enumerate(made, start=1):
        day = first_day(sentence.text, today)
        yield Commitment(
            id=f"c{number}",
            who=who,
            what=readable(sentence.quote),
            due=day.isoformat() if day else None,
            evidence=(sentence.evidence,),
            support=Support.GROUNDED,
        )
