"""A call written for the tests, and short ways to make others."""

from datetime import UTC, datetime
from pathlib import Path

from connectors.contracts import Speaker, Turn
from service.domain.content import Content, Evidence, Support
from service.domain.draft import Material
from service.domain.profile import Profile
from service.drafting.profiles import load_shipped

SHIPPED = Path(__file__).resolve().parents[3] / "prompts" / "default"
WEDNESDAY = datetime(2026, 11, 18, 14, 30, tzinfo=UTC)


def call(*said: str, agent_name: str = "", language: str = "en") -> Material:
    """Turns written as `a: text` (agent), `c: text` (customer), `i: text` (IVR), `u: text` (unknown)."""
    speakers = {"a": Speaker.AGENT, "c": Speaker.CUSTOMER, "i": Speaker.IVR, "u": Speaker.UNKNOWN}
    turns = tuple(Turn(speaker=speakers[line[0]], text=line[3:]) for line in said)
    return Material(turns=turns, started_at=WEDNESDAY, language=language, agent_name=agent_name)


DOUBLE_CHARGE = call(
    "a: Thank you for calling Northwind Home, my name is Ana, how can I help?",
    "c: Hi, um, this is Maria Jones. I was charged twice for my internet in October, twenty four fifty each time.",
    "a: I'm sorry to hear that. Can I have your order number please?",
    "c: Sure, it's N W four four two one.",
    "a: Thank you. I can see two charges of $24.50 on the fifth. Restarting the box will not help with that.",
    "c: And who do I speak to if it happens again? I might complain to the ombudsman.",
    "a: I understand. I've refunded the second charge of 24 dollars and 50 cents. You'll receive the money within three to five business days.",
    "c: OK. And can you call me back on Friday to confirm? My number is [[NUMBER_1]].",
    "a: Yes, I'll call you back on Friday.",
    "c: Great, I'll send you the bank statement tomorrow. Thank you.",
    "a: Thank you, goodbye.",
    agent_name="Ana Silva",
)


def proofs(content: Content) -> list[Evidence]:
    """All evidence of a content, in order."""
    sentences = [one.evidence for part in content.summary for one in part.sentences]
    others = [one.evidence for one in content.dispositions]
    others += [one.evidence for one in content.fields] + [one.evidence for one in content.commitments]
    return [proof for evidence in sentences + others for proof in evidence]


def supports(content: Content) -> set[Support]:
    """Every verdict that stands in a content."""
    sentences = {one.support for part in content.summary for one in part.sentences}
    return sentences | {one.support for one in content.fields} | {one.support for one in content.commitments}


def shipped() -> Profile:
    return load_shipped(SHIPPED)
