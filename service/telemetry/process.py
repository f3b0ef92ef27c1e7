"""What each of our processes does first and last for those who watch it: logs, traces, its own scrape port."""

import logging
import sys
import threading
from importlib.metadata import version
from types import TracebackType
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIServer

import structlog
from prometheus_client import start_http_server

from service.settings import Settings
from service.telemetry import metrics, tracing
from service.telemetry.logs import configure_logging

if TYPE_CHECKING:
    from service.telemetry.export import OtelTracer

log = structlog.get_logger(__name__)

HAVE_ROUTE = frozenset({"api"})
"""Processes that answer `/metrics` on their own port."""


class Sight:
    """What `end` has to end."""

    def __init__(self, tracer: "OtelTracer | None", server: WSGIServer | None) -> None:
        self._tracer = tracer
        self._server = server

    @property
    def port(self) -> int | None:
        return None if self._server is None else self._server.server_port

    def end(self) -> None:
        """Send the last spans, which takes two seconds at most. A second time does nothing."""
        tracing.use(None)
        tracer, self._tracer = self._tracer, None
        server, self._server = self._server, None
        if tracer is not None:
            tracer.close()
        if server is not None:
            server.shutdown()
            server.server_close()


_sight = Sight(None, None)


def begin(settings: Settings, process: str) -> Sight:
    """Call once, before anything else is made. Nothing of it can keep the process from its work."""
    global _sight  # noqa: PLW0603  # one a process, ended by whoever ends the process
    configure_logging(settings.log_level, service=process)
    _log_without_words()
    metrics.BUILD.labels(version("aftercall"), process).set(1)
    _sight = Sight(_tracer(settings, process), None if process in HAVE_ROUTE else _server(settings))
    return _sight


def end() -> None:
    """The process ends: what `begin` began ends with it."""
    _sight.end()


def _tracer(settings: Settings, process: str) -> "OtelTracer | None":
    if not settings.otlp_endpoint:
        return None
    from service.telemetry.export import OtelTracer, otlp  # noqa: PLC0415  # heavy, and off for most

    tracer = OtelTracer(otlp(settings.otlp_endpoint), process=process, share=settings.trace_share)
    tracing.use(tracer)
    return tracer


def _server(settings: Settings) -> WSGIServer | None:
    """This process's figures on a port of their own, where one is set."""
    if not settings.metrics_port:
        return None
    try:
        server, _ = start_http_server(settings.metrics_port, settings.metrics_host, metrics.REGISTRY)
    except OSError as error:
        # Two processes of one machine with one environment: the work matters more.
        log.warning("metrics_off", port=settings.metrics_port, error=type(error).__name__)
        return None
    return server


def _log_without_words() -> None:
    """Warnings become log lines, and so do errors that nobody caught, without their words."""
    logging.captureWarnings(True)
    sys.excepthook = _crashed
    threading.excepthook = _thread_crashed


def _crashed(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    log.critical("crashed", exc_info=(kind, error, traceback))


def _thread_crashed(arguments: threading.ExceptHookArgs) -> None:
    name = arguments.thread.name if arguments.thread else ""
    error = arguments.exc_value
    log.critical("thread_crashed", thread=name, exc_info=(arguments.exc_type, error, arguments.exc_traceback))
