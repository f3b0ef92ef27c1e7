"""One call's draft held against its labels."""

from collections.abc import Iterable

from service.domain.content import NONE_OF_THESE, Content, Support
from service.domain.draft import Proposal
from service.domain.values import Value
from service.drafting.evaluation.labelled import Labelled, told
from service.drafting.learning.field_same import same_value
from service.drafting.masking import reveal


class FieldCount(Value):
    """Of one field in one call: 1 or 0 each. A wrong value is both proposed and missed."""

    name: str
    right: int = 0
    proposed: int = 0
    wanted: int = 0


class Judged(Value):
    """`ranked` are the codes shown, the surest first, the proposed main one before all; `latency_ms` is what
    drafting took, the model's time included. `reason` is why a model that was asked gave no draft.
    """

    id: str
    code: str
    codes: tuple[str, ...]
    proposed: tuple[str, ...]
    ranked: tuple[tuple[str, float], ...]
    fields: tuple[FieldCount, ...]
    masked_fields: int = 0
    supports: dict[str, int]
    tokens: dict[str, int]
    latency_ms: float
    words: int
    reason: str | None = None

    @property
    def right(self) -> bool:
        return self.ranked[0][0] == self.code

    @property
    def confidence(self) -> float:
        return self.ranked[0][1]

    @property
    def exact(self) -> bool:
        return set(self.proposed) == set(self.codes)


def judge(
    call: Labelled,
    proposal: Proposal,
    *,
    fields: Iterable[str],
    latency_ms: float,
    tokens: dict[str, int] | None = None,
    reason: str | None = None,
) -> Judged:
    """`fields` are those that the profile fills; labels of others are left out."""
    content = proposal.content
    counts, masked = _fields(call, content, set(fields))
    return Judged(
        id=call.id,
        code=call.code,
        codes=call.codes,
        proposed=tuple(one.code for one in content.dispositions),
        ranked=_ranked(content),
        fields=counts,
        masked_fields=masked,
        supports=_supports(content),
        tokens=tokens or {},
        latency_ms=latency_ms,
        words=sum(len(turn.text.split()) for turn in call.material.turns),
        reason=reason,
    )


def _ranked(content: Content) -> tuple[tuple[str, float], ...]:
    """The proposed main code, then all others that the agent sees by confidence."""
    main, *more = [(one.code, one.confidence or 0.0) for one in content.dispositions] or [
        (NONE_OF_THESE, 0.0)
    ]
    shown = dict([*more, *((one.code, one.confidence) for one in content.disposition_alternatives)])
    shown.pop(main[0], None)
    return (main, *sorted(shown.items(), key=lambda one: -one[1]))


def _fields(call: Labelled, content: Content, asked: set[str]) -> tuple[tuple[FieldCount, ...], int]:
    """A value is right when it is any of those that were labelled; one that masking took is not asked for."""
    values = {one.name: reveal(one.value, call.vault) for one in content.fields if one.value}
    counts, masked = [], 0
    for name in sorted(asked & (set(values) | set(call.fields))):
        wanted = call.fields.get(name, ())
        if wanted and not any(told(call, value) for value in wanted):
            masked += 1
            continue
        right = name in values and any(same_value(values[name], value) for value in wanted)
        count = FieldCount(name=name, right=right, proposed=name in values, wanted=bool(wanted))
        counts.append(count)
    return tuple(counts), masked


def _supports(content: Content) -> dict[str, int]:
    found = [one.support for section in content.summary for one in section.sentences]
    found += [one.support for one in content.commitments]
    return {support.value: found.count(support) for support in Support}
