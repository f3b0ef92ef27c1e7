"""The wrap-up as the API gives it, key by key, and what callers send to change it."""

from typing import Any

from pydantic import ConfigDict

from service.api.bodies.examples import WRAPUP
from service.api.bodies.shapes import Moment
from service.domain.content import Content, Flag
from service.domain.draft import Draft, DraftKind
from service.domain.values import Value
from service.domain.wrapup import DraftHead, Reviewed, State, Target, WrapUp


class WrapUpBody(Value):
    """One call and agent leg's after-call work. `version` is the ETag.

    `blind`: what is proposed for codes and fields is not shown before it is confirmed. `audit`, told afterwards:
    it would have been confirmed without a person.
    """

    model_config = ConfigDict(title="WrapUp", json_schema_extra={"examples": [WRAPUP]})

    id: str
    call_id: str
    version: int
    agent_id: str | None
    queue: str | None
    language: str
    state: State
    reviewed_by: Reviewed
    undo_until: Moment | None
    draft: DraftHead
    offered: DraftHead | None
    content: Content
    flags: tuple[Flag, ...]
    targets: tuple[Target, ...]
    edited: tuple[str, ...]
    blind: bool = False
    audit: bool = False

    @classmethod
    def of(cls, wrapup: WrapUp) -> "WrapUpBody":
        told = {name: getattr(wrapup, name) for name in cls.model_fields}
        # Who knows that they are an audit looks closer than others would.
        return cls(**{**told, "audit": wrapup.audit and not wrapup.kept_back})


class EditBody(Value):
    """A JSON merge patch on the wrap-up; only `content` can be edited."""

    model_config = ConfigDict(title="Edit")

    content: dict[str, Any]


class DraftBody(Value):
    """One immutable draft of a wrap-up."""

    model_config = ConfigDict(title="Draft")

    number: int
    kind: DraftKind
    profile: str
    model: str
    ranker: int | None
    content: Content
    flags: tuple[Flag, ...]
    timings_ms: dict[str, int]
    tokens: dict[str, int]

    @classmethod
    def of(cls, draft: Draft) -> "DraftBody":
        return cls(
            number=draft.number,
            kind=draft.kind,
            profile=draft.profile,
            model=draft.model,
            ranker=draft.ranker,
            content=draft.proposal.content,
            flags=draft.proposal.flags,
            timings_ms=draft.timings_ms,
            tokens=draft.tokens,
        )
