"""Masking of a body that no connector could read, so that it may wait in quarantine and be replayed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from connectors.contracts import Speaker
from service.drafting.masking.keys import is_kept, is_long, secret
from service.drafting.masking.marks import Mark
from service.drafting.masking.spans import Hearing, Span
from service.drafting.masking.transcript import mask_text, replaced, settled

JSON: TypeAlias = "dict[str, JSON] | list[JSON] | str | int | float | bool | None"
# No vendor's body is deeper; what is, goes, so that hostile nesting ends nowhere but here.
_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A free text in the body; `word` if it may be one word of a list of words."""

    key: str
    text: str

    @property
    def word(self) -> bool:
        return len(self.text.split(maxsplit=1)) == 1


def mask_json(value: JSON) -> JSON:
    """Mask the free texts of parsed JSON, in its order and as one conversation.

    Kept as they came: truth values, null, numbers of fewer than eight digits, and values that have both
    the key and the form of an id, a time or a telephone. Values under keys of card data go whole.
    """
    return settled(_once, value)


def _once(value: JSON) -> JSON:
    return _rebuilt(value, "", _masked_texts(list(_leaves(value, "", 0))), 0)


def _leaves(value: JSON, key: str, depth: int) -> Iterator[_Leaf]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, name, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, key, depth + 1)
    elif isinstance(value, str) and _is_text(key, value):
        yield _Leaf(key, value)


def _rebuilt(value: JSON, key: str, texts: Iterator[str], depth: int) -> JSON:
    if depth > _DEEPEST:
        return None
    if isinstance(value, dict):
        return {mask_text(name): _rebuilt(inner, name, texts, depth + 1) for name, inner in value.items()}
    if isinstance(value, list):
        return [_rebuilt(inner, key, texts, depth + 1) for inner in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str) and _is_text(key, value):
        return next(texts)
    return _plain_value(value, key)


def _plain_value(value: str | float, key: str) -> JSON:
    mark = secret(key)
    if mark:
        return mark.value
    if isinstance(value, str) or is_kept(key, value) or not is_long(value):
        return value
    return Mark.NUMBER.value


def _is_text(key: str, value: str) -> bool:
    return not secret(key) and not is_kept(key, value)


def _masked_texts(leaves: Sequence[_Leaf]) -> Iterator[str]:
    """Masked texts, a leaf each. Words of a list of words are heard together, as they were said."""
    groups = list(_groups(leaves))
    found = Hearing().spans([(Speaker.UNKNOWN, " ".join(leaf.text for leaf in group)) for group in groups])
    for group, spans in zip(groups, found, strict=True):
        at = 0
        for leaf in group:
            yield replaced(leaf.text, _within(spans, at, at + len(leaf.text)))
            at += len(leaf.text) + 1


def _groups(leaves: Sequence[_Leaf]) -> Iterator[list[_Leaf]]:
    group: list[_Leaf] = []
    for leaf in leaves:
        if group and not (leaf.word and group[-1].word and leaf.key == group[-1].key):
            yield group
            group = []
        group.append(leaf)
    if group:
        yield group


def _within(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """The parts of spans that fall on one leaf; a number over several words marks each of them."""
    return [
        span._replace(start=max(span.start, start) - start, end=min(span.end, end) - start)
        for span in spans
        if span.start < end and span.end > start
    ]
