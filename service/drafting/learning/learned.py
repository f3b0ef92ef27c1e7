"""All that was learnt for one profile of one tenant, fitted together, stored together, used together."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.learning import Example, RankerFigures
from service.domain.profile import Profile
from service.drafting.learning.arrays import packed, under, unpacked, within
from service.drafting.learning.codes import CodeRanker
from service.drafting.learning.fields import FieldReader


@dataclass(frozen=True)
class Learned:
    """Immutable, made once a version, used by many threads. A part without enough examples is None."""

    codes: CodeRanker | None = None
    fields: FieldReader | None = None
    figures: RankerFigures | None = None

    def dump(self) -> bytes:
        """The fitted parts. Their figures are stored beside them."""
        parts = {"codes": self.codes, "fields": self.fields}
        arrays = [under(name, part.dump()) for name, part in parts.items() if part is not None]
        return packed({name: one for each in arrays for name, one in each.items()})

    @classmethod
    def load(cls, body: bytes, figures: RankerFigures | None = None) -> "Learned":
        """Raises `NotArrays` for bytes that are not ours."""
        arrays = unpacked(body)
        codes, fields = within("codes", arrays), within("fields", arrays)
        return cls(
            codes=CodeRanker.load(codes) if codes else None,
            fields=FieldReader.load(fields) if fields else None,
            figures=figures,
        )


def fit(examples: Sequence[Example], profile: Profile) -> Learned:
    """Learn from confirmed calls. Parts for which they are too few are left out; the catalogue serves then."""
    started = time.perf_counter()
    codes = CodeRanker.fit(examples, profile)
    fields = FieldReader.fit(examples, profile)
    elapsed = round((time.perf_counter() - started) * 1000)
    counting = sum(one.counts for one in examples)
    known = codes.figures if codes else RankerFigures(examples=len(examples), evidence=counting)
    return Learned(codes, fields, known.model_copy(update={"fit_ms": elapsed}))
