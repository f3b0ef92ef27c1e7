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
# Spanish, French and German bind themselves by a tense or a verb of their own.
_AGENT_ELSEWHERE = re.compile(
    r"\b(?:(?:voy|vamos) a (?:\w+ ){0,2}?(?:llamar|enviar|mandar|devolver|reembolsar|contactar|abonar|escalar|solicitar|tramitar|avisar)\w*"
    r"|(?:le|les|lo|la|te|se lo) (?:llamar|enviar|mandar|devolver|reembolsar|avisar|abonar|contactar)(?:é|emos|án)"
    r"|(?:je vais|nous allons) (?:vous |le |la |les )*(?:rappeler|envoyer|rembourser|transmettre|recontacter|faire|prévenir|créditer|relancer|ouvrir)"
    r"|(?:je|nous|on) (?:vous |le |la )+(?:rappell|enverr|rembours|recontact|transmett|préviendr|envoie|envoyons|rappel)\w*"
    r"|(?:ich|wir) (?:rufen?|schicken?|senden?|erstatten?|melden?|überweisen?|leiten?|veranlassen?|kümmern?|geben?) (?:sie|ihnen|mich|uns|das|den|die|es|den betrag)\b"
    r"|(?:ich|wir) (?:werden?) .{0,60}\b(?:anrufen|zurückrufen|schicken|senden|erstatten|melden|überweisen|weiterleiten|veranlassen|zusenden|prüfen|informieren))"
)
_COMPANY_ELSEWHERE = re.compile(
    r"\b(?:(?:recibirá|le llegará|le llamarán|se pondrán en contacto|vous recevrez|vous serez (?:remboursé|recontacté|rappelé)\w*|sie erhalten|sie bekommen|wird sich (?:bei ihnen )?melden|wird ihnen)\b"
    r"|(?:un técnico|un compañero|un technicien|un collègue|ein techniker|ein kollege) \w+)"
)
_CUSTOMER_ELSEWHERE = re.compile(
    r"\b(?:(?:se|les|le|te) (?:enviaré|mandaré|llamaré|traeré)|voy a (?:enviar|mandar|pagar|llamar)\w*|je vous (?:envoie|enverrai|rappelle|rappellerai)"
    r"|je vais (?:vous )?(?:envoyer|rappeler|payer)|ich (?:schicke|sende|überweise|bezahle|rufe) (?:ihnen|sie|das|es|den|morgen|heute|noch)\b)"
)
# One of these stands in each of the patterns above.
_BINDING = re.compile(
    "will|'ll|going to|let me|should|voy|vamos|aré|eré|iré|remos|rán|recibirá|llegará|técnico|compañero|je |nous |on |vous "
    "|technicien|collègue|ich |wir |sie |techniker|kollege|wird"
)
_NOT = re.compile(
    r"\b(?:won't|will not|not going to|cannot|can't|unable|never|no (?:voy|vamos|puedo|podemos|le|se)|ne \w+ pas|nicht|kein\w*)\b"
)
_OPEN = re.compile(
    r"\b(?:if|unless|would|could|might|maybe|whether|should i|shall i|do you want|or i'll"
    r"|si|podría|quizás?|tal vez|peut-être|pourrai\w*|falls|wenn|vielleicht|könnte\w*|würde\w*)\b"
)
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
    if sentence.by_agent and (_AGENT.search(text) or _AGENT_ELSEWHERE.search(text)):
        return "agent"
    if sentence.by_agent and _binds_company(text):
        return "company"
    if sentence.speaker is Speaker.CUSTOMER and (_CUSTOMER.search(text) or _CUSTOMER_ELSEWHERE.search(text)):
        return "customer"
    return None


def _binds_company(text: str) -> bool:
    if _COMPANY_ELSEWHERE.search(text):
        return True
    return _COMPANY.search(text) is not None and not _MENTION.search(text)


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
