"""Rankers as the API gives them."""

from pydantic import ConfigDict

from service.api.bodies.shapes import Moment
from service.domain.learning import RankerFigures, RankerRow
from service.domain.values import Value


class RankerBody(Value):
    """One version of what was learnt for a profile, and what its fit measured of itself.

    `usable` is false once a call that it learnt from was erased: its figures stay, the rest is destroyed.
    """

    model_config = ConfigDict(title="Ranker")

    profile: str
    version: int
    profile_version: int
    created_at: Moment
    usable: bool
    figures: RankerFigures

    @classmethod
    def of(cls, row: RankerRow) -> "RankerBody":
        return cls(**{name: getattr(row, name) for name in RankerBody.model_fields})


class FitBody(Value):
    """A fit that was asked for."""

    model_config = ConfigDict(title="Fit")

    profile: str
