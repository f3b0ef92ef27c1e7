"""What a wrap-up says: sentences, dispositions, fields and commitments, each with its evidence.

The shapes are those of the API; drafting makes them, the agent edits them, the CRM write reads them.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from service.domain.values import Stored

NONE_OF_THESE = "none"
MAIN_TARGET = "t1"

Share = Annotated[float, Field(ge=0, le=1)]


class Support(StrEnum):
    """How well code found a statement supported by the transcript; `agent` is a person's own word."""

    GROUNDED = "grounded"
    WEAK = "weak"
    UNSUPPORTED = "unsupported"
    AGENT = "agent"


class Doubt(StrEnum):
    """Which check a statement did not pass: why it is weak, unsupported, or a field was left empty."""

    QUOTE = "quote"  # nobody said what it cites, or nothing was cited
    SPEAKER = "speaker"  # somebody said it, but not who must have said it
    NUMBER = "number"
    AMOUNT = "amount"
    DATE = "date"
    NAME = "name"
    IDENTIFIER = "identifier"  # a code, an address or a token that nobody said
    NEGATION = "negation"
    ACT = "act"  # asked for, offered or spoken of, and not done or promised
    TOPIC = "topic"  # it has next to nothing in common with what it cites
    FORM = "form"  # a value that the field cannot take
    MISSING = "missing"  # a required field that the call does not tell

    @classmethod
    def _missing_(cls, value: object) -> "Doubt | None":
        """A doubt that a newer release stored is read as the most general we know."""
        return cls.QUOTE if isinstance(value, str) else None


class Evidence(Stored):
    """A turn's number and a quote of its masked text."""

    turn: int = Field(ge=0)
    quote: str


class Sentence(Stored):
    id: str
    text: str
    target: str = MAIN_TARGET
    evidence: tuple[Evidence, ...] = ()
    support: Support = Support.UNSUPPORTED
    doubt: Doubt | None = None


class Section(Stored):
    id: str
    section: str
    title: str
    sentences: tuple[Sentence, ...] = ()


class Disposition(Stored):
    id: str
    code: str
    label: str
    confidence: Share | None = None
    evidence: tuple[Evidence, ...] = ()


class Alternative(Stored):
    code: str
    label: str
    confidence: Share


class CrmField(Stored):
    object: str
    field: str


class FieldValue(Stored):
    """A value that the transcript does not bear out is left empty, with the doubt that says why."""

    id: str
    name: str
    value: str
    target: str = MAIN_TARGET
    confidence: Share | None = None
    evidence: tuple[Evidence, ...] = ()
    support: Support = Support.UNSUPPORTED
    doubt: Doubt | None = None
    crm: CrmField | None = None


class Commitment(Stored):
    """A promise made on the call. `due` is an ISO date, or None where no day was named."""

    id: str
    who: Literal["agent", "customer", "company"]
    what: str
    due: str | None = None
    target: str = MAIN_TARGET
    evidence: tuple[Evidence, ...] = ()
    support: Support = Support.UNSUPPORTED
    doubt: Doubt | None = None


class Content(Stored):
    summary: tuple[Section, ...] = ()
    dispositions: tuple[Disposition, ...] = ()
    disposition_alternatives: tuple[Alternative, ...] = ()
    fields: tuple[FieldValue, ...] = ()
    commitments: tuple[Commitment, ...] = ()


class Account(Stored):
    """One of several accounts, contracts or policies that a call is about. `target` is what its parts stand under."""

    target: str
    label: str
    evidence: tuple[Evidence, ...] = ()


class Flag(Stored):
    """Something a person must see: a never-automate topic, or what else forbids automatic confirmation."""

    kind: Literal["never_automate"]
    topic: str
    evidence: tuple[Evidence, ...] = ()
