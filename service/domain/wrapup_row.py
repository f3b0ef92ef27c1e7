"""A wrap-up as the review list shows it: a read model kept in the same transaction."""

from datetime import datetime

from service.domain.values import Stored
from service.domain.wrapup import DraftHead, State, WrapUp

HEADLINE_CHARACTERS = 160


class Headline(Stored):
    """The few words by which an agent recognises a call; sealed at rest."""

    record: str = ""
    match: str = "unknown"
    summary: str = ""
    flags: tuple[str, ...] = ()

    @classmethod
    def of(cls, wrapup: WrapUp) -> "Headline":
        sentences = (sentence.text for section in wrapup.content.summary for sentence in section.sentences)
        target = wrapup.targets[0] if wrapup.targets else None
        return cls(
            record=target.record.name if target and target.record else "",
            match=target.match if target else "unknown",
            summary=next(sentences, "")[:HEADLINE_CHARACTERS],
            flags=tuple(flag.topic for flag in wrapup.flags),
        )


class WrapUpRow(Stored):
    id: str
    call_id: str
    version: int
    agent_id: str | None
    queue: str | None
    language: str
    state: State
    undo_until: datetime | None
    draft: DraftHead
    headline: Headline
    created_at: datetime
    updated_at: datetime
