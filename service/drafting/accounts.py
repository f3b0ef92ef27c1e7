"""Several accounts in one call: each part of a model's answer stands under the account that it is about."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from rapidfuzz import fuzz

from service.domain.content import (
    MAIN_TARGET,
    Account,
    Commitment,
    Content,
    FieldValue,
    Section,
    Sentence,
    Support,
)
from service.drafting.answer import FIRST_ACCOUNT, Answer
from service.drafting.grounding import Ground
from service.drafting.schema import LONGEST_LABEL
from service.drafting.text import clean

SAME_LABEL = 90.0
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")

T = TypeVar("T", Sentence, FieldValue, Commitment)


class Accounts:
    """The accounts that a model named and the transcript bears out, as targets `t1`, `t2` and so on.

    One that nobody spoke of is no place to write to: what stands under it stands under the first.
    """

    def __init__(self, answer: Answer, ground: Ground, *, most: int) -> None:
        self._targets: dict[int, str] = {}
        self.named = tuple(self._named(answer, ground, most))

    def target(self, number: int) -> str:
        return self._targets.get(number, MAIN_TARGET)

    def _named(self, answer: Answer, ground: Ground, most: int) -> Iterator[Account]:
        known: list[Account] = []
        for number, one in enumerate(answer.accounts, start=FIRST_ACCOUNT):
            label = clean(one.label)[:LONGEST_LABEL].strip()
            said = ground.statement(label, one.evidence)
            if not label or said.support is Support.UNSUPPORTED:
                continue
            same = next((other for other in known if same_account(other.label, label)), None)
            if same is not None:
                self._targets[number] = same.target
            elif len(known) < most:
                evidence = tuple(located.evidence for located in said.located)
                account = Account(target=f"t{len(known) + 1}", label=label, evidence=evidence)
                self._targets[number] = account.target
                known.append(account)
                yield account


def same_account(one: str, other: str) -> bool:
    """Whether two labels name the same account; a figure or a token in them decides."""
    return nearly_same(one, other, SAME_LABEL)


def nearly_same(one: str, other: str, least: float) -> bool:
    """Nearly the same words in any order, with the very same numbers in them."""
    numbers = [sorted(_NUMBER.findall(text)) for text in (one, other)]
    return numbers[0] == numbers[1] and fuzz.token_sort_ratio(one.lower(), other.lower()) >= least


def under(field: FieldValue, target: str) -> FieldValue:
    """The field's value for this target, with an id of its own."""
    if target == MAIN_TARGET:
        return field
    return field.model_copy(update={"id": f"{field.id}-{target}", "target": target})


def retargeted(content: Content, moved: Mapping[str, str]) -> Content:
    """The content under other targets; those that `moved` does not name stay."""
    if all(before == after for before, after in moved.items()):
        return content

    def sentences(section: Section) -> Section:
        return section.model_copy(update={"sentences": _moved(section.sentences, moved)})

    fields = tuple(_own_id(one) for one in _moved(content.fields, moved))
    return content.model_copy(
        update={
            "summary": tuple(sentences(section) for section in content.summary),
            "fields": fields,
            "commitments": _moved(content.commitments, moved),
        }
    )


def _moved(items: Iterable[T], moved: Mapping[str, str]) -> tuple[T, ...]:
    return tuple(one.model_copy(update={"target": moved.get(one.target, one.target)}) for one in items)


def _own_id(field: FieldValue) -> FieldValue:
    return under(field.model_copy(update={"id": f"f-{field.name}"}), field.target)
