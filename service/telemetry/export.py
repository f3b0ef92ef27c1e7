"""Sends spans to an OpenTelemetry collector by OTLP over HTTP; never in the product's way.

Imported only where an address is set. Everything that the library would read from the environment and that
decides what is sent, or where, is given to it here.
"""

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version

import requests
import structlog
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import NonRecordingSpan, SpanContext, SpanKind, Status, StatusCode, TraceFlags

from service.telemetry.metrics import SPANS
from service.telemetry.tracing import Attribute, Span

log = structlog.get_logger(__name__)

PATH = "/v1/traces"
SEND_S = 2.0
FLUSH_S = 2.0
QUEUE = 4096
BATCH = 512
EVERY_MS = 1_000
LONGEST_VALUE = 200

_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")


def context_of(traceparent: str | None) -> SpanContext | None:
    """Strictly version 00; anything else is as good as none."""
    found = _TRACEPARENT.fullmatch(traceparent or "")
    if found is None:
        return None
    context = SpanContext(
        int(found[1], 16), int(found[2], 16), is_remote=True, trace_flags=TraceFlags(int(found[3], 16) & 3)
    )
    return context if context.is_valid else None


class _Open:
    """Our narrow view of a library's span."""

    __slots__ = ("_span",)

    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def set(self, **attributes: Attribute) -> None:
        self._span.set_attributes(_told(attributes))

    def rename(self, name: str) -> None:
        self._span.update_name(name)

    def fail(self, kind: str) -> None:
        self._span.set_attribute("error.type", kind)
        self._span.set_status(Status(StatusCode.ERROR))


class OtelTracer:
    """`service.telemetry.tracing.Tracer` over a provider of our own; the library's global one is left alone."""

    def __init__(self, exporter: SpanExporter, *, process: str, share: float = 1.0) -> None:
        resource = {"service.name": "aftercall", "service.version": version("aftercall")}
        self._provider = TracerProvider(
            sampler=ParentBased(TraceIdRatioBased(share)),
            resource=Resource({**resource, "aftercall.process": process}),
            shutdown_on_exit=False,
            span_limits=SpanLimits(max_attributes=32, max_attribute_length=LONGEST_VALUE, max_links=4),
        )
        self._processor = BatchSpanProcessor(
            exporter,
            max_queue_size=QUEUE,
            schedule_delay_millis=EVERY_MS,
            max_export_batch_size=BATCH,
            export_timeout_millis=SEND_S * 1000,
        )
        self._provider.add_span_processor(self._processor)
        self._tracer = self._provider.get_tracer("aftercall")

    @contextmanager
    def open(
        self,
        name: str,
        attributes: Mapping[str, Attribute],
        *,
        parent: str | None,
        link: str | None,
        root: bool,
        outward: bool,
    ) -> Iterator[Span]:
        linked = context_of(link)
        with self._tracer.start_as_current_span(
            name,
            context=_within(context_of(parent), root=root),
            kind=_kind(parent, root=root, outward=outward),
            attributes=_told(attributes),
            links=[trace.Link(linked)] if linked else None,
            # Both would carry the exception's words out.
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            opened = _Open(span)
            try:
                yield opened
            except BaseException as error:
                opened.fail(type(error).__name__)
                raise

    def traceparent(self) -> str | None:
        context = trace.get_current_span().get_span_context()
        if not context.is_valid:
            return None
        return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"

    def ids(self) -> tuple[str, str] | None:
        context = trace.get_current_span().get_span_context()
        return (f"{context.trace_id:032x}", f"{context.span_id:016x}") if context.is_valid else None

    def close(self) -> None:
        """Send what is left; whoever does not take it within two seconds goes without."""
        closing = threading.Thread(target=self._provider.shutdown, name="last-spans", daemon=True)
        closing.start()
        closing.join(FLUSH_S)


class Counted(SpanExporter):
    """Counts what was sent and lost; tells of a collector that fails once, and once when it is back."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter
        self._failing = False

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        result = self._exporter.export(spans)
        failed = result is not SpanExportResult.SUCCESS
        SPANS.labels("lost" if failed else "sent").inc(len(spans))
        if failed != self._failing:
            self._failing = failed
            log.warning("traces_lost" if failed else "traces_sent_again")
        return result

    def shutdown(self) -> None:
        self._exporter.shutdown()


def otlp(endpoint: str) -> SpanExporter:
    """To the collector at `endpoint`, and nowhere else: no proxy, no redirect, no .netrc."""
    session = requests.Session()
    session.trust_env = False
    address = endpoint.rstrip("/")
    url = address if address.endswith(PATH) else address + PATH
    return Counted(OTLPSpanExporter(url, timeout=SEND_S, compression=Compression.Gzip, session=session))


def _within(parent: SpanContext | None, *, root: bool) -> Context | None:
    if root:
        return Context()
    return trace.set_span_in_context(NonRecordingSpan(parent)) if parent else None


def _kind(parent: str | None, *, root: bool, outward: bool) -> SpanKind:
    if root:
        return SpanKind.SERVER
    if outward:
        return SpanKind.CLIENT
    return SpanKind.CONSUMER if parent else SpanKind.INTERNAL


def _told(attributes: Mapping[str, Attribute]) -> dict[str, str | int | float | bool]:
    """Names as OpenTelemetry writes them (`call_id` is `aftercall.call_id`); None is left out."""
    return {f"aftercall.{name}": value for name, value in attributes.items() if value is not None}
