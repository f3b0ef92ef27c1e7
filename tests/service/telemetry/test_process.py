"""What a process of ours begins with: logs, its scrape port, and traces to the one address that was given."""

import json
import logging
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator

import pytest
import structlog
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families

from service.cli.local import free_port
from service.settings import Settings
from service.telemetry import process, span, tracing
from service.telemetry.export import OtelTracer
from service.telemetry.process import Sight
from tests.vendors.collector import Collector

Begin = Callable[..., Sight]


@pytest.fixture
def begin() -> Iterator[Begin]:
    handlers, hooks = list(logging.getLogger().handlers), (sys.excepthook, threading.excepthook)
    sights: list[Sight] = []

    def begun(name: str = "worker", **settings: object) -> Sight:
        sights.append(process.begin(Settings.model_validate(settings), name))
        return sights[-1]

    yield begun
    for sight in sights:
        sight.end()
    logging.captureWarnings(capture=False)
    sys.excepthook, threading.excepthook = hooks
    structlog.reset_defaults()
    logging.getLogger().handlers[:] = handlers


def test_a_worker_answers_on_the_port_it_is_given(begin: Begin) -> None:
    port = free_port()
    begin(metrics_port=port)

    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        text = answer.read().decode()

    families = {family.name: family for family in text_string_to_metric_families(text)}
    build = families["aftercall_build_info"].samples
    assert "worker" in {sample.labels["process"] for sample in build}


def test_by_default_nobody_listens(begin: Begin) -> None:
    assert begin().port is None


def test_a_port_that_is_taken_costs_the_figures_and_not_the_process(
    begin: Begin, capsys: pytest.CaptureFixture[str]
) -> None:
    port = free_port()
    begin(metrics_port=port)

    second = begin("scheduler", metrics_port=port)

    assert second.port is None
    assert json.loads(capsys.readouterr().err.splitlines()[-1])["event"] == "metrics_off"


def test_without_an_address_no_trace_is_made(begin: Begin) -> None:
    begin()

    assert not tracing.on()


def test_spans_reach_the_collector_by_the_end(begin: Begin) -> None:
    with Collector() as collector:
        sight = begin(otlp_endpoint=collector.url)
        with span("extract", turns=3):
            pass

        sight.end()

    (found,) = collector.spans
    assert (found.name, found.process) == ("extract", "worker")
    assert found.attributes == {"aftercall.turns": 3}


def test_a_collector_that_is_not_there_neither_fails_nor_holds_up_the_end(begin: Begin) -> None:
    sight = begin(otlp_endpoint=f"http://127.0.0.1:{free_port()}")

    with span("extract"):
        pass
    sight.end()

    assert not tracing.on()


def test_a_collector_that_sends_elsewhere_is_not_followed(begin: Begin) -> None:
    with Collector() as other, Collector(moved_to=other.url) as collector:
        sight = begin(otlp_endpoint=collector.url)
        with span("extract"):
            pass

        sight.end()

    assert other.bodies == []


def test_nothing_else_of_the_environment_says_where_spans_go(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Collector() as other, Collector() as ours:
        for name in ("HTTP_PROXY", "http_proxy", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "ALL_PROXY"):
            monkeypatch.setenv(name, other.url)
        monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "host.secret=heron")
        sight = begin(otlp_endpoint=ours.url)
        with span("extract"):
            pass

        sight.end()

    assert other.bodies == []
    assert len(ours.spans) == 1
    assert b"heron" not in b"".join(ours.bodies)


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        ({}, None),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://a"}, "http://a"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://a", "AFTERCALL_OTLP_ENDPOINT": "http://b"}, "http://b"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://a", "AFTERCALL_OTLP_ENDPOINT": ""}, ""),
    ],
)
def test_our_own_variable_wins_over_the_common_one(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], address: str | None
) -> None:
    for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "AFTERCALL_OTLP_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert Settings().otlp_endpoint == address


def test_an_error_that_nobody_caught_is_logged_without_its_words(
    begin: Begin, capsys: pytest.CaptureFixture[str]
) -> None:
    begin()
    error = ValueError("the heron lands at the mill pond")

    sys.excepthook(type(error), error, None)

    line = capsys.readouterr().err
    assert json.loads(line)["event"] == "crashed"
    assert "heron" not in line


def test_lines_within_a_span_lead_to_their_trace(begin: Begin, capsys: pytest.CaptureFixture[str]) -> None:
    begin()
    tracer = OtelTracer(InMemorySpanExporter(), process="tests")
    tracing.use(tracer)

    with span("extract"):
        ids = tracing.current_ids()
        structlog.get_logger().info("job_postponed", card="4111 1111 1111 1111")
    tracer.close()

    line = json.loads(capsys.readouterr().err)
    assert (line["trace_id"], line["span_id"]) == ids
    assert line["card"] == "[card]"
