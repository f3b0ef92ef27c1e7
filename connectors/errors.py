"""Every way the outside can fail us, in five families.

ConnectorError
├── Transient      comes back at a due time (`retry_after_ms`)
├── Auth           credentials are refused; a person must mend the connection
├── Conflict       the record is not as expected, or several match
├── Validation     the vendor names fields that it will not take
└── Permanent      nothing that we send again will be taken

Connectors turn every vendor exception into one of these at their edge. `outcome` says what is known of
the effect, so that a caller may send again, or must read back first. No message carries a URL, a body,
a query or a token, and every error survives pickling.
"""

from enum import StrEnum

from connectors.limits import ProviderLimits


class Outcome(StrEnum):
    """What is known of the effect of a request that failed."""

    APPLIED = "applied"
    NOT_APPLIED = "not_applied"
    UNKNOWN = "unknown"


class FieldIssue:
    """One field that a vendor refused: its name there, the vendor's code, and its message for a person."""

    __slots__ = ("code", "field", "message")

    def __init__(self, field: str, code: str, message: str) -> None:
        self.field = field
        self.code = code
        self.message = message

    def __reduce__(self) -> tuple[type["FieldIssue"], tuple[str, str, str]]:
        return type(self), (self.field, self.code, self.message)

    def __repr__(self) -> str:
        return f"FieldIssue({self.field!r}, {self.code!r})"


class ConnectorError(Exception):
    """Base of all. `code` is stable and safe to show, store and log; `limits` what a provider told with it."""

    def __init__(
        self,
        code: str,
        *,
        outcome: Outcome = Outcome.NOT_APPLIED,
        retry_after_ms: int | None = None,
        record_ids: tuple[str, ...] = (),
        issues: tuple[FieldIssue, ...] = (),
        limits: ProviderLimits | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.outcome = outcome
        self.retry_after_ms = retry_after_ms
        self.record_ids = record_ids
        self.issues = issues
        self.limits = limits

    def __reduce__(self) -> tuple[object, ...]:
        state = {
            "outcome": self.outcome,
            "retry_after_ms": self.retry_after_ms,
            "record_ids": self.record_ids,
            "issues": self.issues,
            "limits": self.limits,
        }
        return type(self), (self.code,), state


class Transient(ConnectorError):
    """A blip, a limit or a time-out: the same request may succeed later."""


class Auth(ConnectorError):
    """The vendor refuses our credentials or our rights."""


class Conflict(ConnectorError):
    """The record changed, exists already under our key, or several records match."""


class Validation(ConnectorError):
    """The vendor refuses named fields; `issues` goes back to the agent."""


class Permanent(ConnectorError):
    """The request can never succeed as it is."""
