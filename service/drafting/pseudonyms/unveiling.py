"""A proposal made from hidden material → the same with true values, its evidence quotes of the stored turns."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from connectors.contracts import Turn
from service.domain.content import (
    Commitment,
    Disposition,
    Doubt,
    Evidence,
    FieldValue,
    Flag,
    Section,
    Sentence,
    Support,
)
from service.domain.draft import Proposal
from service.drafting.masking.marks import TOKEN, reveal
from service.drafting.pseudonyms.hiding import Hidden, Swap

Cited = TypeVar("Cited", Sentence, Disposition, FieldValue, Commitment, Flag)


def unveiled(proposal: Proposal, hidden: Hidden, stored_turns: Sequence[Turn]) -> Proposal:
    """Pure. A field that holds a token which nobody gave out is left empty: it was made up."""
    back = _Back(hidden, stored_turns)
    content = proposal.content
    shown = content.model_copy(
        update={
            "summary": tuple(back.section(section) for section in content.summary),
            "dispositions": back.cited(content.dispositions),
            "fields": tuple(back.field(one) for one in back.cited(content.fields)),
            "commitments": tuple(
                one.model_copy(update={"what": back.text(one.what)})
                for one in back.cited(content.commitments)
            ),
        }
    )
    accounts = tuple(
        one.model_copy(update={"label": back.text(one.label), "evidence": back.evidence(one.evidence)})
        for one in proposal.accounts
    )
    return proposal.model_copy(
        update={"content": shown, "flags": back.cited(proposal.flags), "accounts": accounts}
    )


class _Back:
    def __init__(self, hidden: Hidden, stored_turns: Sequence[Turn]) -> None:
        self._vault: Mapping[str, str] = hidden.vault
        self._swaps = hidden.swaps
        self._seen = hidden.material.turns
        self._stored = stored_turns
        self._known = {
            token for turn in stored_turns for token in TOKEN.findall(turn.text)
        } | hidden.vault.keys()

    def text(self, text: str) -> str:
        return reveal(text, self._vault)

    def section(self, section: Section) -> Section:
        sentences = tuple(
            one.model_copy(update={"text": self.text(one.text)}) for one in self.cited(section.sentences)
        )
        return section.model_copy(update={"sentences": sentences})

    def field(self, one: FieldValue) -> FieldValue:
        if set(TOKEN.findall(one.value)) - self._known:
            return one.model_copy(
                update={"value": "", "support": Support.UNSUPPORTED, "doubt": Doubt.IDENTIFIER}
            )
        return one.model_copy(update={"value": self.text(one.value)})

    def cited(self, items: Iterable[Cited]) -> tuple[Cited, ...]:
        return tuple(item.model_copy(update={"evidence": self.evidence(item.evidence)}) for item in items)

    def evidence(self, evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
        return tuple(self._quoted(one) for one in evidence)

    def _quoted(self, one: Evidence) -> Evidence:
        """What stands in the stored turn where the quote stands in the hidden one."""
        if not (0 <= one.turn < len(self._seen)) or not self._swaps[one.turn]:
            return one
        start = self._seen[one.turn].text.find(one.quote)
        if start < 0:
            return one
        swaps = self._swaps[one.turn]
        first, last = _stored(start, swaps, end=False), _stored(start + len(one.quote), swaps, end=True)
        return one.model_copy(update={"quote": self._stored[one.turn].text[first:last]})


def _stored(place: int, swaps: Sequence[Swap], *, end: bool) -> int:
    """A place in a hidden turn as a place in the stored one; one inside a token becomes its edge."""
    moved = place
    for swap in swaps:
        if place <= swap.start:
            break
        if place < swap.end:
            return swap.stored_end if end else swap.stored_start
        moved = swap.stored_end + place - swap.end
    return moved
