"""Tracing into memory, and figures before and after."""

from collections.abc import Callable, Iterator

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from service.telemetry import tracing
from service.telemetry.export import OtelTracer
from service.telemetry.metrics import REGISTRY

Finished = Callable[[], list[ReadableSpan]]


@pytest.fixture
def finished() -> Iterator[Finished]:
    """Tracing is on; calling this gives the spans that ended, the first that ended first."""
    exporter = InMemorySpanExporter()
    tracer = OtelTracer(exporter, process="tests")
    tracing.use(tracer)

    def spans() -> list[ReadableSpan]:
        tracer._processor.force_flush()
        return list(exporter.get_finished_spans())

    yield spans
    tracing.use(None)
    tracer.close()


class Figures:
    """How much a counter or a histogram's count has grown since the test began."""

    def __init__(self) -> None:
        self._before: dict[tuple[str, tuple[tuple[str, str], ...]], float] = {}
        for family in REGISTRY.collect():
            for sample in family.samples:
                self._before[sample.name, tuple(sorted(sample.labels.items()))] = sample.value

    def __call__(self, name: str, **labels: str) -> float:
        now = REGISTRY.get_sample_value(f"aftercall_{name}", labels) or 0.0
        return now - self._before.get((f"aftercall_{name}", tuple(sorted(labels.items()))), 0.0)


@pytest.fixture
def grown() -> Figures:
    return Figures()
