"""Texts that leave drafting, read once more: what a model or a person wrote may hold card data all the same.

Nothing here can be undone: a card number, security code or PIN is gone for good.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from connectors.contracts import Speaker
from service.domain.content import Doubt, FieldValue, Section, Support
from service.domain.draft import Proposal
from service.domain.profile import FieldSpec
from service.drafting.masking import mask_text
from service.drafting.masking.fold import fold
from service.drafting.masking.luhn import is_usual
from service.drafting.masking.spans import Hearing
from service.drafting.masking.transcript import replaced, settled

Vault: TypeAlias = Callable[[], Mapping[str, str]]
"""A call's vault, asked for only where something in question is found."""

_OPEN = frozenset({"text"})
"""Types of field whose values may be any words: the others take nothing that reads like card data but by chance."""


def rescanned(proposal: Proposal) -> Proposal:
    """What a model wrote, with tokens still in it: no long number of its own passes, since nobody said one."""
    content = proposal.content
    seen = content.model_copy(
        update={
            "summary": tuple(_section(section) for section in content.summary),
            "fields": tuple(_field(one) for one in content.fields),
            "commitments": tuple(
                one.model_copy(update={"what": mask_text(one.what)}) for one in content.commitments
            ),
        }
    )
    return proposal.model_copy(update={"content": seen})


def _section(section: Section) -> Section:
    return section.model_copy(
        update={
            "sentences": tuple(
                one.model_copy(update={"text": mask_text(one.text)}) for one in section.sentences
            )
        }
    )


def _field(one: FieldValue) -> FieldValue:
    if mask_text(one.value) == one.value:
        return one
    return one.model_copy(update={"value": "", "support": Support.UNSUPPORTED, "doubt": Doubt.IDENTIFIER})


def outgoing(text: str, vault: Vault = dict) -> str:
    """A text as another system may keep it. Long numbers pass, and so do those that the call's vault knows,
    whatever is said around them; what has the check digit of a card never does.
    """
    hearing = Hearing()

    def once(seen: str) -> str:
        marked = [span for span in hearing.spans([(Speaker.UNKNOWN, seen)])[0] if span.mark]
        known = {_digits(value) for value in vault().values()} if marked else set()
        return replaced(seen, [one for one in marked if is_usual(one.digits) or one.digits not in known])

    return settled(once, text)


def outgoing_value(spec: FieldSpec | None, value: str, vault: Vault = dict) -> str:
    """A field's value, read with what the field is for: "4821" is a PIN in a field of that name. A value of the
    field's own type passes, unless it is a card's number: then nothing of it is left.
    """
    if spec is not None and spec.type not in _OPEN:
        return "" if is_usual(_digits(value)) else value
    label = f"{spec.title}: " if spec else ""
    seen = outgoing(label + value, vault)
    return seen.removeprefix(label) if seen.startswith(label) else ""


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, fold(text).text))
