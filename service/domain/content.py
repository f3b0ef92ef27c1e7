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
    id: str
    name: str
    value: str
    target: str = MAIN_TARGET
    confidence: Share | None = None
    evidence: tuple[Evidence, ...] = ()
    support: Support = Support.UNSUPPORTED
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


class Content(Stored):
    summary: tuple[Section, ...] = ()
    dispositions: tuple[Disposition, ...] = ()
    disposition_alternatives: tuple[Alternative, ...] = ()
    fields: tuple[FieldValue, ...] = ()
    commitments: tuple[Commitment, ...] = ()


class Flag(Stored):
    """Something a person must see: a never-automate topic, or what else forbids automatic confirmation."""

    kind: Literal["never_automate"]
    topic: str
    evidence: tuple[Evidence, ...] = ()
