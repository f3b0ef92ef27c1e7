"""What a provider tells of its own limits, with an answer or with a refusal: a value of contracts and of errors."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProviderLimits:
    """None where the provider told nothing. `resume_in_ms` is how long it will take no request."""

    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    resume_in_ms: int | None = None
