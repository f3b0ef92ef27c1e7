"""A reader of CRM fields, fitted on what agents confirmed in them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from service.domain.content import FieldValue, Support
from service.domain.learning import Example
from service.domain.profile import Profile
from service.drafting.learning import field_store
from service.drafting.learning.arrays import Arrays
from service.drafting.learning.field_choice import Choice
from service.drafting.learning.field_claims import Option
from service.drafting.learning.field_fit import Fields, Told, fit
from service.drafting.learning.field_forms import Form, forms_of
from service.drafting.learning.field_mentions import Mention
from service.drafting.learning.field_same import canonical
from service.drafting.learning.field_scores import Scores, hearing, options, telling_line
from service.drafting.learning.field_words import Line, lines_of
from service.drafting.spoken import Heard, listen

EXAMPLES, VALUES = 30, 8  # confirmed calls, and confirmed values of a field, below which nothing is learnt
LIKELY = 0.2  # where precision and recall are even on the calls this was chosen on; it is shown with its confidence
GARBLED = 0.5  # the same on a call that sounds like few of those learnt from, as when half of it was misheard
_SURE_KINDS = frozenset(("time", "hour", "day", "weekday", "token", "code", "number"))


@dataclass(frozen=True)
class FieldReader:
    scores: Scores
    choice: Choice
    forms: Mapping[str, Form]

    @property
    def known(self) -> frozenset[str]:
        """The fields it was fitted for; any other is not its business."""
        return frozenset(one.name for one in self.scores.fields)

    @classmethod
    def fit(cls, examples: Sequence[Example], profile: Profile) -> "FieldReader | None":
        """None where the examples are too few.

        Confirmed values that masking keeps under tokens must be given as these tokens (see `veiled`).
        """
        counts = Counter(name for one in examples for name, values in one.fields.items() if values)
        specs = [spec for spec in profile.fields if counts[spec.name] >= VALUES]
        if len(examples) < EXAMPLES or not specs:
            return None
        fields = Fields(tuple(spec.name for spec in specs), {spec.name: spec.said_by for spec in specs})
        fitted = fit([_told(one, fields) for one in examples], fields)
        if fitted is None:
            return None
        forms = forms_of(one.fields for one in examples)
        return cls(*fitted, {name: forms[name] for name in fields.names})

    def read(self, heard: Heard, today: date) -> tuple[FieldValue, ...]:
        """Values likely enough to propose, each with the probability that an agent confirms it."""
        ready = hearing(self.scores, lines_of(heard), today)
        least = LIKELY if ready.known >= self.scores.least_known else GARBLED
        found = []
        for place, choices in options(self.scores, ready):
            name = self.scores.fields[place].name
            best = self.choice.best(place, choices)
            if best and best[1] >= least:
                found.append(self._value(name, *best, ready.lines))
        return tuple(found)

    def _value(self, name: str, option: Option, confidence: float, lines: Sequence[Line]) -> FieldValue:
        mention = option.mention
        line = mention.line if mention else telling_line(self.scores, name, option.key, lines)
        return FieldValue(
            id=f"f-{name}",
            name=name,
            value=self.forms[name].write(option.key, mention.surface if mention else ""),
            confidence=confidence,
            evidence=(line.spoken.evidence,) if line else (),
            support=Support.GROUNDED if mention and _verbatim(mention) else Support.WEAK,
        )

    def dump(self) -> Arrays:
        return field_store.dump(self.scores, self.choice, self.forms)

    @classmethod
    def load(cls, arrays: Arrays) -> "FieldReader":
        return cls(*field_store.load(arrays))


def _told(example: Example, fields: Fields) -> Told:
    confirmed = {
        name: tuple(filter(None, map(canonical, values)))
        for name, values in example.fields.items()
        if name in fields.said_by
    }
    material = example.material
    return Told(
        lines=lines_of(listen(material)),
        day=material.started_at.date(),
        confirmed={name: keys for name, keys in confirmed.items() if keys},
    )


def _verbatim(mention: Mention) -> bool:
    """Whether the value itself was said, not another word for it."""
    said = " ".join(mention.line.canons[mention.first : mention.last])
    return said == mention.key or not _SURE_KINDS.isdisjoint(mention.kinds)
