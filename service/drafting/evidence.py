"""Evidence under other numbers: turns move when a transcript of an earlier leg comes late, or a revised one."""

from collections.abc import Callable, Iterable
from typing import TypeAlias, TypeVar

from service.domain.content import Commitment, Content, Disposition, Evidence, FieldValue, Flag, Sentence

Renumber: TypeAlias = Callable[[int], int | None]
"""A turn's number to its number now; None for one that is no more."""

Cited = TypeVar("Cited", Sentence, Disposition, FieldValue, Commitment, Flag)


def renumbered(content: Content, now: Renumber) -> Content:
    """The same content; evidence whose turn is gone goes with it."""
    sections = tuple(
        section.model_copy(update={"sentences": _cited(section.sentences, now)})
        for section in content.summary
    )
    return content.model_copy(
        update={
            "summary": sections,
            "dispositions": _cited(content.dispositions, now),
            "fields": _cited(content.fields, now),
            "commitments": _cited(content.commitments, now),
        }
    )


def renumbered_flags(flags: Iterable[Flag], now: Renumber) -> tuple[Flag, ...]:
    return _cited(flags, now)


def _cited(items: Iterable[Cited], now: Renumber) -> tuple[Cited, ...]:
    return tuple(item.model_copy(update={"evidence": _moved(item.evidence, now)}) for item in items)


def _moved(evidence: Iterable[Evidence], now: Renumber) -> tuple[Evidence, ...]:
    numbers = ((one, now(one.turn)) for one in evidence)
    return tuple(one.model_copy(update={"turn": turn}) for one, turn in numbers if turn is not None)
