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
    """One call and agent leg's after-call work. `version` is the ETag."""

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

    @classmethod
    def of(cls, wrapup: WrapUp) -> "WrapUpBody":
        return cls(**{name: getattr(wrapup, name) for name in cls.model_fields})


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
            content=draft.proposal.content,
            flags=draft.proposal.flags,
            timings_ms=draft.timings_ms,
            tokens=draft.tokens,
        )
