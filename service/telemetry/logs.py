"""Logs: a constant event name with bound fields; JSON where no person reads them. Never transcript text."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

from service.telemetry import tracing
from service.telemetry.digits import gate

FRAMES = 6
QUIET = (
    "celery",
    "kombu",
    "amqp",
    "httpx2",
    "httpcore2",
    "openai",
    "urllib3",
    "alembic",
    "simple_salesforce",
)
SILENT = ("opentelemetry",)
"""Would quote what a collector answered; `service.telemetry.export` tells of it in our words."""


def configure_logging(level: str, *, service: str) -> None:
    """Send our logs and the libraries' to standard error, each line once. Call once a process."""
    person = sys.stderr.isatty()
    renderer = structlog.dev.ConsoleRenderer() if person else structlog.processors.JSONRenderer()
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _named(service),
        _without_words,
        _first_line,
        _traced,
        gate,
    ]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        # Not the stream of now but of each line: it may be replaced while loggers live on.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                renderer,
            ],
            foreign_pre_chain=shared,
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _named(service: str) -> structlog.typing.Processor:
    def add(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event["service"] = service
        return event

    return add


def _without_words(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Of an exception, its type and where it rose: its words may quote a transcript, a URL or a query."""
    exc_info = event.pop("exc_info", None)
    error = (
        sys.exc_info()[1] if exc_info is True else exc_info[1] if isinstance(exc_info, tuple) else exc_info
    )
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
        event["at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def _first_line(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The event loop describes what failed below its first line, words of the exception included."""
    record = event.get("_record")
    if record is not None and record.name == "asyncio":
        event["event"] = str(event["event"]).partition("\n")[0]
    return event


def _traced(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The open span's ids, so that lines and traces lead to each other."""
    ids = tracing.current_ids()
    if ids is not None:
        event["trace_id"], event["span_id"] = ids
    return event
