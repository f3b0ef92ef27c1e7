"""What is learnt from confirmed wrap-ups: an example, a fitted ranker, and what its evidence guarantees."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from connectors.contracts import Turn
from service.domain.content import Content, Share, Support
from service.domain.draft import DraftKind, Material
from service.domain.values import Stored, Value


class Seen(StrEnum):
    """What the agent saw when they confirmed: it decides what their word is worth as evidence.

    Who accepts whatever is shown teaches nothing, so only `blind` and `edited` count for calibration and
    guarantees; `accepted` may still be learnt from.
    """

    BLIND = "blind"
    EDITED = "edited"
    ACCEPTED = "accepted"


class Example(Value):
    """One call and what a person confirmed for it.

    `codes` are the confirmed codes, the main one first; `("none",)` where none fitted. `fields` are the
    confirmed values by the field's name; a field that is not there was left empty. `proposed`, where it is
    known, is what the draft said then, so that it can be judged.
    """

    id: str
    material: Material
    codes: tuple[str, ...] = Field(min_length=1)
    fields: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    seen: Seen = Seen.EDITED
    proposed: "Proposed | None" = None

    @property
    def turns(self) -> tuple[Turn, ...]:
        return self.material.turns

    @property
    def counts(self) -> bool:
        """Whether it is evidence for calibration and guarantees."""
        return self.seen is not Seen.ACCEPTED


class Proposed(Stored):
    """What was proposed for a whole wrap-up, and whether a person left all of it as it was.

    `score` is the confidence in the whole: the smallest of its parts'. `right`
    covers codes, fields and record together.
    """

    codes: tuple[str, ...]
    score: Share
    right: bool


class Certificate(Stored):
    """What the evidence says of one code: wrap-ups of at least `threshold` are right in at least `precision` of
    cases, at the stated `confidence`. `threshold` None: the evidence is not enough for any.
    """

    code: str
    threshold: float | None
    precision: float
    confidence: float
    count: int
    errors: int


class RankerFigures(Stored):
    """What a fit measured of itself, by cross-validation over its own examples. Shares from 0 to 1.

    `judged` is the kind of the drafts that the certificates speak of.
    """

    examples: int
    evidence: int
    accuracy: Share | None = None
    top3: Share | None = None
    ece: Share | None = None
    fit_ms: int = 0
    certificates: tuple[Certificate, ...] = ()
    judged: DraftKind | None = None

    def certificate_of(self, code: str) -> Certificate | None:
        return next((one for one in self.certificates if one.code == code), None)


class RankerRow(Value):
    """A fitted ranker as it is listed; what it learnt is stored sealed beside it.

    `profile_version` is the one it was fitted on. One that is not `usable` has nothing left beside its figures.
    """

    profile: str
    version: int
    profile_version: int
    created_at: datetime
    figures: RankerFigures
    usable: bool = True


class Lesson(Value):
    """That a person confirmed a wrap-up, and what their word is worth; what they confirmed stays with it.

    `ranker` is the version behind the draft they judged, `code` that draft's main code, and `right` whether
    they left codes, fields and record as it had them. `audit`: it would have been confirmed without them.
    """

    wrapup_id: str
    profile: str
    seen: Seen
    audit: bool = False
    ranker: int | None = None
    code: str | None = None
    right: bool = False
    confirmed_at: datetime


class Audited(Value):
    """How audits ended: so many, and in so many something was not as drafted."""

    count: int = 0
    errors: int = 0


class Waiting(Value):
    """A live profile whose agents confirmed `fresh` wrap-ups since its ranker was fitted that count as evidence.

    `known` is how much evidence that ranker had; 0 where there is none. `fitted_at` is the last fit's time.
    """

    profile: str
    fresh: int
    known: int = 0
    fitted_at: datetime | None = None


def score_of(content: Content) -> float:
    """The confidence in a whole wrap-up: the smallest of its codes' and its fields'.

    What has no confidence of its own counts as none at all; so does a wrap-up without a code.
    """
    shown = [one.confidence or 0.0 for one in content.dispositions]
    shown += [one.confidence or 0.0 for one in content.fields if one.value]
    return min(shown) if content.dispositions else 0.0


def all_grounded(content: Content) -> bool:
    """Whether code found every field in the transcript; one that is shown empty was not found."""
    return all(one.value and one.support is Support.GROUNDED for one in content.fields)


def says_the_same(drafted: Content, confirmed: Content) -> bool:
    """Whether two contents have the same codes and the same values, whatever their order and way of writing."""
    return _codes(drafted) == _codes(confirmed) and _values(drafted) == _values(confirmed)


def hidden(content: Content) -> Content:
    """What is shown while the suggestion is kept back: no code, and neither value nor name of a field."""
    return content.model_copy(update={"dispositions": (), "disposition_alternatives": (), "fields": ()})


def _codes(content: Content) -> frozenset[str]:
    return frozenset(one.code for one in content.dispositions)


def _values(content: Content) -> frozenset[tuple[str, str]]:
    return frozenset((one.name, _plain(one.value)) for one in content.fields if one.value)


def _plain(value: str) -> str:
    """Blanks, brackets, dashes and capitals make no other value; a decimal point does."""
    return value.casefold().translate(_NOTHING)


_NOTHING = {ord(sign): None for sign in " \t\n-()/"}
