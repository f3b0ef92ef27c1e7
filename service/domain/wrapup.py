"""The wrap-up: the unit of after-call work, its state machine, and where it is to be written."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field

from connectors.contracts import Party, RecordRef, WriteOperation, WrittenRecord
from service.domain.content import Content, Flag
from service.domain.draft import DraftKind, DraftReason, DraftStatus, Proposal
from service.domain.errors import FieldProblem, IllegalMove
from service.domain.values import Stored


class State(StrEnum):
    DRAFTING = "drafting"
    READY = "ready"
    CONFIRMED = "confirmed"
    WRITTEN = "written"
    BLOCKED = "blocked"
    DISMISSED = "dismissed"


MOVES: dict[State, frozenset[State]] = {
    State.DRAFTING: frozenset({State.READY, State.DISMISSED}),
    State.READY: frozenset({State.CONFIRMED, State.DISMISSED}),
    State.CONFIRMED: frozenset({State.READY, State.WRITTEN, State.BLOCKED}),
    State.WRITTEN: frozenset({State.READY}),
    State.BLOCKED: frozenset({State.READY, State.CONFIRMED, State.DISMISSED}),
    State.DISMISSED: frozenset({State.READY}),
}

Reviewed = Literal["human", "auto", "none"]


class DraftHead(Stored):
    """The draft shown, as the API gives it; the draft itself is stored apart and immutable."""

    number: int = 0
    kind: DraftKind = DraftKind.EXTRACTIVE
    status: DraftStatus = DraftStatus.PENDING
    reason: DraftReason | None = None
    profile: str = ""
    model: str = ""
    ranker: int | None = None
    timings_ms: dict[str, int] = Field(default_factory=dict)
    tokens: dict[str, int] = Field(default_factory=dict)


class TargetContext(Stored):
    """What an agent needs to choose the record without another screen."""

    open_cases: tuple[RecordRef, ...] = ()
    recent_wrapups: tuple[RecordRef, ...] = ()


class Write(Stored):
    state: Literal["none", "pending", "applied", "blocked", "undone"] = "none"
    records: tuple[WrittenRecord, ...] = ()
    issues: tuple[FieldProblem, ...] = ()


class Target(Stored):
    """A CRM record that the wrap-up is to be written to.

    `match` is `chosen` once a person said so; `record` None with `chosen` means "belongs to no record".
    `ambiguous` and `unknown` are never written. `account` says, in the words of the call, which account this is
    where the call was about several.
    """

    id: str
    account: str = ""
    match: Literal["chosen", "matched", "ambiguous", "unknown"] = "unknown"
    reason: str = ""
    record: RecordRef | None = None
    candidates: tuple[RecordRef, ...] = ()
    context: TargetContext = TargetContext()
    plan: tuple[WriteOperation, ...] = ()
    write: Write = Write()

    @property
    def settled(self) -> bool:
        return self.match in {"chosen", "matched"}


class Confirmation(Stored):
    """Who confirmed what: recognises the same confirm sent twice."""

    by: str
    draft: int
    edits_digest: str
    at: datetime
    timings_ms: dict[str, int] = Field(default_factory=dict)


class Prepared(Stored):
    """What is made ready while the call still runs, and shown to nobody before it has ended.

    `targets` are those of `party`; `proposal` is read from the words of which `said` is the digest, under
    `profile` and with the help of `ranker`.
    """

    party: Party
    targets: tuple[Target, ...] = ()
    profile: str = ""
    said: str = ""
    ranker: int | None = None
    proposal: Proposal = Proposal()


class WrapUp(Stored):
    """The whole of a wrap-up. `version` grows with every stored change and is its ETag.

    `revision` counts confirmations: a CRM write belongs to one revision. `heard` is the version of the
    transcript that it was drafted from. `handled` says that a person has done something with it, if only to
    undo; `audit` that it would have been confirmed without one. These, `prepared`, `confirmation` and `trace`
    (the `traceparent` of the webhook that brought the call) are ours; the API leaves them out.

    While `blind` and not confirmed, nothing of what is proposed for codes and fields is shown to anybody.
    """

    id: str
    tenant_id: str
    call_id: str
    leg_id: str
    version: int = 0
    agent_id: str | None = None
    queue: str | None = None
    language: str = "en"
    state: State = State.DRAFTING
    reviewed_by: Reviewed = "none"
    undo_until: datetime | None = None
    draft: DraftHead = DraftHead()
    offered: DraftHead | None = None
    content: Content = Content()
    flags: tuple[Flag, ...] = ()
    targets: tuple[Target, ...] = ()
    edited: tuple[str, ...] = ()
    revision: int = 0
    confirmation: Confirmation | None = None
    trace: str | None = None
    heard: int | None = None
    blind: bool = False
    audit: bool = False
    handled: bool = False
    prepared: Prepared | None = None
    created_at: datetime
    updated_at: datetime

    @property
    def begun(self) -> bool:
        """Whether a person has started on it: a later draft is then offered, not put in place."""
        return bool(self.edited) or self.state not in {State.DRAFTING, State.READY}

    @property
    def kept_back(self) -> bool:
        """Whether the suggestion must not be shown: it would make what the agent enters worth nothing."""
        return self.blind and self.confirmation is None

    def moved(self, to: State) -> "WrapUp":
        """The same wrap-up in another state; the only place where a state changes."""
        if to not in MOVES[self.state]:
            raise IllegalMove(f"a wrap-up that is {self.state} cannot become {to}")
        return self.model_copy(update={"state": to})
