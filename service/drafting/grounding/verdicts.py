"""What a check says of a statement, and which of several verdicts counts."""

from collections.abc import Iterable
from dataclasses import dataclass

from service.domain.content import Doubt, Support
from service.drafting.transcript import Located

_ORDER = (Support.GROUNDED, Support.WEAK, Support.UNSUPPORTED)


@dataclass(frozen=True)
class Verdict:
    support: Support
    doubt: Doubt | None = None


BORNE_OUT = Verdict(Support.GROUNDED)


@dataclass(frozen=True)
class Grounded:
    """Evidence with true turns and exact quotes, and the verdict it carries."""

    located: tuple[Located, ...]
    support: Support
    doubt: Doubt | None = None


def weak(doubt: Doubt) -> Verdict:
    return Verdict(Support.WEAK, doubt)


def unsupported(doubt: Doubt) -> Verdict:
    return Verdict(Support.UNSUPPORTED, doubt)


def worst(verdicts: Iterable[Support]) -> Support:
    return max(verdicts, key=_ORDER.index, default=Support.GROUNDED)


def gravest(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst; of equal ones the first."""
    return max(verdicts, key=lambda one: _ORDER.index(one.support), default=BORNE_OUT)
