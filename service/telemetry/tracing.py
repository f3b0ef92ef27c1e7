"""Spans, as the product opens them: one trace from the webhook over the queue to the CRM's receipt.

Off, and then next to free, until `service.telemetry.export` has put a tracer in place. A span carries ids,
kinds, counts and durations. It never carries a transcript's text, a person's number, a URL, a token or an
exception's message: of an exception its type is all that leaves.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Protocol, Self, TypeAlias

Attribute: TypeAlias = str | int | float | bool | None


class Span(Protocol):
    """An open span. Attributes that are None are left out."""

    def set(self, **attributes: Attribute) -> None: ...

    def rename(self, name: str) -> None:
        """For what only the doing tells: a request's route."""
        ...

    def fail(self, kind: str) -> None:
        """Mark it as failed; `kind` is a constant, such as an error's type or code."""
        ...


class Tracer(Protocol):
    """What opens spans while tracing is on."""

    def open(
        self,
        name: str,
        attributes: Mapping[str, Attribute],
        *,
        parent: str | None,
        link: str | None,
        root: bool,
        outward: bool,
    ) -> AbstractContextManager[Span]: ...

    def traceparent(self) -> str | None: ...

    def ids(self) -> tuple[str, str] | None: ...


class _Nothing:
    """What there is to open while tracing is off: one object for all."""

    __slots__ = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        return None

    def set(self, **attributes: Attribute) -> None:
        """Nobody keeps it."""

    def rename(self, name: str) -> None:
        """Nobody keeps it."""

    def fail(self, kind: str) -> None:
        """Nobody keeps it."""


NOTHING = _Nothing()
_tracer: Tracer | None = None


def use(tracer: Tracer | None) -> None:
    """Open spans with this from now on; None is off."""
    global _tracer  # noqa: PLW0603  # one tracer a process, set once at its start
    _tracer = tracer


def on() -> bool:
    return _tracer is not None


def span(name: str, **attributes: Attribute) -> AbstractContextManager[Span]:
    """A step within the span that is open now."""
    tracer = _tracer
    if tracer is None:
        return NOTHING
    return tracer.open(name, attributes, parent=None, link=None, root=False, outward=False)


def outward(name: str, **attributes: Attribute) -> AbstractContextManager[Span]:
    """The same for a question to somebody else: a CRM, a model."""
    tracer = _tracer
    if tracer is None:
        return NOTHING
    return tracer.open(name, attributes, parent=None, link=None, root=False, outward=True)


def begun(name: str, link: str | None = None, **attributes: Attribute) -> AbstractContextManager[Span]:
    """The first span of a trace of our own. `link` is the sender's `traceparent`, which we only point to."""
    tracer = _tracer
    if tracer is None:
        return NOTHING
    return tracer.open(name, attributes, parent=None, link=link, root=True, outward=False)


def continued(name: str, trace: str | None, **attributes: Attribute) -> AbstractContextManager[Span]:
    """A span in the trace that `trace` (a `traceparent` we stored) belongs to, linked to the one open now.

    Without a stored one it is a step within the span that is open now.
    """
    tracer = _tracer
    if tracer is None:
        return NOTHING
    link = tracer.traceparent() if trace else None
    return tracer.open(name, attributes, parent=trace, link=link, root=False, outward=False)


def current_traceparent() -> str | None:
    """The open span as W3C Trace Context writes it, to be stored with what continues it; None without one."""
    tracer = _tracer
    return None if tracer is None else tracer.traceparent()


def current_ids() -> tuple[str, str] | None:
    """Trace id and span id in hexadecimal, for log lines; None without an open span."""
    tracer = _tracer
    return None if tracer is None else tracer.ids()
