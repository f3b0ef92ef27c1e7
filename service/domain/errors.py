"""What can go wrong for a caller of the API, one class a failure.

Failure
├── Unauthenticated 401
│   └── SignatureRefused 401
├── Forbidden 403
├── NotFound 404
│   └── UnknownSource 404
├── Refused 409
│   ├── DeliveryChanged 409        the same webhook id with another body
│   ├── NotReplayable 409
│   ├── DraftMoved 409             the draft confirmed is not the one shown
│   ├── IllegalMove 409            the wrap-up's state does not allow it
│   └── UndoClosed 409
├── Stale 412                      carries the current body
├── TooLarge 413
├── Invalid 422                    carries field problems
├── PreconditionMissing 428
└── Unavailable 503
    ├── SourceOff 503              the source has no secret, or its tenant's file is broken
    └── StorageDown 503

Internal, never shown: `StaleFence` (a worker lost its lease) and `Postpone` (a job waits for a due time).
`code` becomes the problem's `type`; `detail` is a constant or names ids only.
"""

from typing import ClassVar

from service.domain.limits import Connection
from service.domain.values import Value


class FieldProblem(Value):
    """One place in the caller's body (a JSON pointer) and what is wrong there."""

    pointer: str
    detail: str


class Failure(Exception):
    """Base of all failures that a caller is told about."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.title)
        self.detail = detail


class Unauthenticated(Failure):
    status = 401
    code = "unauthenticated"
    title = "A valid API key or token is needed"


class SignatureRefused(Unauthenticated):
    code = "signature-refused"
    title = "The webhook's signature is missing, wrong or stale"

    def __init__(self, detail: str = "", challenge: str = "Signature") -> None:
        super().__init__(detail)
        self.challenge = challenge


class Forbidden(Failure):
    status = 403
    code = "forbidden"
    title = "This key or token may not do that"


class NotFound(Failure):
    status = 404
    code = "not-found"
    title = "There is no such thing here"


class UnknownSource(NotFound):
    code = "unknown-source"
    title = "No source has this name"


class Refused(Failure):
    status = 409
    code = "conflict"
    title = "The current state does not allow that"


class DeliveryChanged(Refused):
    code = "delivery-changed"
    title = "This webhook id came before with another body"


class NotReplayable(Refused):
    code = "not-replayable"
    title = "This delivery cannot be replayed"


class DraftMoved(Refused):
    code = "draft-moved"
    title = "The draft is no longer the one shown"


class IllegalMove(Refused):
    code = "illegal-move"
    title = "The wrap-up's state does not allow that"


class UndoClosed(Refused):
    code = "undo-closed"
    title = "The time to undo is over"


class KeyReused(Refused):
    code = "idempotency-key-reused"
    title = "This Idempotency-Key came before with another body"


class Stale(Failure):
    """`current` is the body as it stands, so that the caller can merge."""

    status = 412
    code = "stale"
    title = "The wrap-up has changed since it was read"

    def __init__(self, current: object) -> None:
        super().__init__()
        self.current = current


class TooLarge(Failure):
    status = 413
    code = "too-large"
    title = "The body is too large"


class Invalid(Failure):
    """`problems` point into the caller's body."""

    status = 422
    code = "invalid"
    title = "The body is not as it must be"

    def __init__(self, *problems: FieldProblem, detail: str = "") -> None:
        super().__init__(detail)
        self.problems = problems


class PreconditionMissing(Failure):
    status = 428
    code = "precondition-missing"
    title = "If-Match is needed"


class Unavailable(Failure):
    status = 503
    code = "unavailable"
    title = "Not available just now"


class SourceOff(Unavailable):
    code = "source-off"
    title = "This source is switched off: its configuration is incomplete"


class StorageDown(Unavailable):
    code = "storage-down"
    title = "The database does not answer; try again"


class StaleFence(Exception):
    """A worker's lease is over: what it was about to store must not be stored."""


class Postpone(Exception):
    """The job waits until a due time without this counting as a failure.

    `connection` is the one that had no room for it and the `tokens` it asked for, if that is why: it is to be
    handed on to `Jobs.postpone`.
    """

    def __init__(self, delay_ms: int, reason: str, *, connection: Connection = "", tokens: int = 0) -> None:
        super().__init__(reason)
        self.delay_ms = delay_ms
        self.reason = reason
        self.connection: Connection = connection
        self.tokens = tokens
