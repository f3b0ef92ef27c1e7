"""What a provider or a CRM tells of its own limits, with an answer or with a refusal."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class ProviderLimits:
    """None where the provider told nothing. `resume_in_ms` is how long it will take no request."""

    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    resume_in_ms: int | None = None


@dataclass(frozen=True, slots=True)
class ApiUsage:
    """Requests that the vendor counted against what it allows a day, by its last answer."""

    used: int
    allowed: int


@runtime_checkable
class Metered(Protocol):
    """What a `Crm` is beside, where its vendor tells how much of a day's requests is left."""

    @property
    def usage(self) -> ApiUsage | None: ...
