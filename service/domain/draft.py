"""A draft: what the product proposes for a wrap-up; immutable and numbered."""

from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field

from connectors.contracts import Turn
from service.domain.content import Account, Content, Evidence, Flag
from service.domain.values import Stored, Value


class DraftKind(StrEnum):
    EXTRACTIVE = "extractive"
    LLM = "llm"


class DraftStatus(StrEnum):
    """`pending` means a fuller draft is under way; `unavailable` that there is nothing to draft from."""

    PENDING = "pending"
    READY = "ready"
    UNAVAILABLE = "unavailable"


class DraftReason(StrEnum):
    """Why there is no fuller draft. Shown to people; never stands in a data field."""

    NO_TRANSCRIPT = "no_transcript"
    NO_MODEL = "no_model"
    TOO_SHORT = "too_short"
    BACKLOG = "backlog"
    MODEL_UNAVAILABLE = "model_unavailable"
    MODEL_REFUSED = "model_refused"
    MODEL_TRUNCATED = "model_truncated"
    MODEL_INVALID = "model_invalid"

    @classmethod
    def _missing_(cls, value: object) -> "DraftReason | None":
        """A reason that a newer release stored is read as the nearest we know: releases run side by side."""
        return cls.MODEL_UNAVAILABLE if isinstance(value, str) else None


class Proposal(Stored):
    """What drafting proposes: the content, and what holds it back from automatic confirmation: flags, and
    `addressed`, words said to the note-taking itself.

    `accounts` are those that the content's targets stand for, where they were named.
    """

    content: Content = Content()
    flags: tuple[Flag, ...] = ()
    addressed: tuple[Evidence, ...] = ()
    accounts: tuple[Account, ...] = ()


class Draft(Stored):
    """`heard` is the version of the transcript whose turns its evidence names, `ranker` of the fitted ranker that
    had a part in it; None where none had.
    """

    number: int
    kind: DraftKind
    profile: str
    model: str = ""
    ranker: int | None = None
    proposal: Proposal
    heard: int = 1
    timings_ms: dict[str, int] = Field(default_factory=dict)
    tokens: dict[str, int] = Field(default_factory=dict)


class Material(Value):
    """What a draft is made from: masked turns and the little that is known of the call.

    `started_at` resolves spoken days ("by Friday") in the time zone `zone`; `agent_name` keeps the agent's
    own introduction from being taken for the customer's name. `own` is the first of the turns that the agent
    was part of: those before it are of earlier legs, to be understood and not to be summed up. `addressed` is what was said to
    the note-taking itself and taken out of the turns.
    """

    turns: tuple[Turn, ...]
    own: int = 0
    started_at: datetime
    zone: str = "UTC"
    language: str = "en"
    agent_name: str = ""
    addressed: tuple[Evidence, ...] = ()

    @property
    def day(self) -> date:
        """The day of the call where it was held; by UTC where the zone is not known here."""
        try:
            return self.started_at.astimezone(ZoneInfo(self.zone)).date()
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return self.started_at.astimezone(UTC).date()
